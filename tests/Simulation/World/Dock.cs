namespace Traceability.Tests.Simulation.World;

/// <summary>Goods come in: a delivery's labels are scanned at the dock one by one and carried to their face.</summary>
internal sealed class Dock(Floor floor)
{
    private int _lots;

    /// <summary>Receives so many lots of an item under one purchase order, each scanned, carried away and put down.</summary>
    public void Receive(ItemPlan item, int lots)
    {
        var order = $"PO{floor.PurchaseOrders.Count + 1:D5}";
        floor.PurchaseOrders.Add((order, item.Supplier!, item.Code));
        for (var i = 0; i < lots; i++)
        {
            var lot = Delivered(item, order);
            Scan(lot, order);
            floor.Lots.Add(lot);
            floor.Scan(floor.Now.AddSeconds(50), "store-1", floor.LabelOf(lot));
            floor.Scan(floor.Now.AddSeconds(53), "store-1", "L" + item.Face);
            floor.Put(item.Face!, lot, item.LotSize);
            floor.Now = floor.Now.AddSeconds(90);
        }
    }

    private LotMatter Delivered(ItemPlan item, string order)
    {
        var luck = floor.Luck;
        var today = DateOnly.FromDateTime(floor.Now.UtcDateTime);
        // Days apart by chance, so that what came first does not always expire first, and some expire on the same day.
        var expiry = item.IsFefo ? today.AddDays(item.ShelfLifeDays - luck.Between(0, Math.Min(60, item.ShelfLifeDays / 3))) : (DateOnly?)null;
        return new LotMatter(item, $"{item.Code[0]}{today:yyMMdd}{++_lots:D3}{luck.Letter()}")
        {
            Expiry = expiry,
            Printed = item.LotSize,
            HoldsOneMore = item.HoldsOneMore && luck.Chance(0.3),
            PurchaseOrder = order,
        };
    }

    private void Scan(LotMatter lot, string order)
    {
        floor.Scan(floor.Now, "dock-1-in", "K" + order);
        if (!floor.Luck.Chance(floor.Plan.Mishaps.LotOnSecondBarcode))
        {
            lot.Received = floor.Now.AddSeconds(5);
            floor.Scan(lot.Received, "dock-1-in", floor.LabelOf(lot));
            return;
        }
        lot.Received = floor.Now.AddSeconds(11);
        floor.Scan(floor.Now.AddSeconds(4), "dock-1-in", Codes.WithoutLot(floor.Plan.Gtin(lot.Item), lot.Expiry, lot.Item.Uom, lot.Printed));
        floor.Scan(lot.Received, "dock-1-in", Codes.LotAlone(lot.Code));
        floor.Rejected.Add((floor.Now.AddSeconds(4), "dock-1-in", lot.Received));
    }
}
