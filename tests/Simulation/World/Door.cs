namespace Traceability.Tests.Simulation.World;

/// <summary>Goods go out: an order is scanned, then its pallet rolls through the portal, whose field also reaches pallets that merely stand there.</summary>
internal sealed class Door(Floor floor)
{
    private const int WeakestMoving = -62;
    private const int Threshold = -70;
    private readonly List<string> _everPacked = [];

    /// <summary>Ships the oldest pallets and keeps so many.</summary>
    public void Ship(int keep)
    {
        _everPacked.AddRange(floor.PalletsHere.Select(p => p.Sscc).Except(_everPacked).ToList());
        while (floor.PalletsHere.Count > keep)
        {
            var pallet = floor.PalletsHere[0];
            floor.PalletsHere.RemoveAt(0);
            var (order, customer) = ($"SO{floor.SalesOrders.Count + 1:D5}", floor.Luck.Of(floor.Plan.Customers));
            floor.SalesOrders.Add((order, customer, pallet.Item.Code));
            var shipment = new ShipmentMatter(floor.Now, order, customer, pallet);
            floor.Shipments.Add(shipment);
            foreach (var unit in pallet.Units) unit.Shipment = shipment;
            floor.Scan(floor.Now, "dock-2-out", "1K" + order);
            RollThrough(pallet.Sscc, floor.Now.AddSeconds(12));
            floor.Now = floor.Now.AddSeconds(240);
        }
    }

    // The first two sightings are close together, as they are where a pallet comes to stand in the field; the rest is scattered.
    private void RollThrough(string sscc, DateTimeOffset time)
    {
        var luck = floor.Luck;
        var at = new List<int> { 0, luck.Between(15, 200) };
        for (var i = luck.Between(3, 8); i > 0; i--) at.Add(luck.Between(200, 1500));
        foreach (var ms in at.Order()) floor.Tape.AddTag(time.AddMilliseconds(ms), "dock-2-out", Codes.Tag(sscc), luck.Between(1, 4), luck.Between(WeakestMoving, -38));
        var others = _everPacked.Where(p => p != sscc).ToList();
        if (others.Count == 0 || !luck.Chance(floor.Plan.Mishaps.StrayTag)) return;
        var stray = luck.Of(others);
        for (var i = luck.Between(1, 3); i > 0; i--)
            floor.Tape.AddTag(time.AddMilliseconds(luck.Between(250, 600)), "dock-2-out", Codes.Tag(stray), luck.Between(1, 4), luck.Between(-85, Threshold - 1));
    }
}
