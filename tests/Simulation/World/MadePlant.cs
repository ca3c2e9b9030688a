namespace Traceability.Tests.Simulation.World;

/// <summary>
/// A made plant: the physical days of a blueprint, played through. Afterwards the floor knows what truly happened and the
/// tape what was seen of it.
/// </summary>
internal sealed class MadePlant
{
    private readonly Dock _dock;
    private readonly Picker _picker;
    private readonly Packing _packing;
    private readonly Door _door;
    private readonly Blueprint _plan;

    private MadePlant(Blueprint plan)
    {
        _plan = plan;
        Floor = new Floor(plan);
        (_dock, _picker, _packing, _door) = (new Dock(Floor), new Picker(Floor), new Packing(Floor), new Door(Floor));
    }

    public Floor Floor { get; }

    public static MadePlant Of(Blueprint plan)
    {
        var plant = new MadePlant(plan);
        for (var day = 0; day < plan.Days; day++) plant.Work(plan.Start.AddDays(day), day == plan.Days - 1);
        return plant;
    }

    private void Work(DateTimeOffset morning, bool last)
    {
        Floor.Now = Floor.Now > morning ? Floor.Now : morning;
        var wanted = Wanted();
        foreach (var item in _plan.Items.Where(i => i.IsBought))
        {
            var lots = (int)Math.Ceiling(Math.Max(0, wanted[item.Code] - OnHand(item)) / item.LotSize) + (last ? 0 : 1);
            if (lots > 0) _dock.Receive(item, lots);
        }
        foreach (var item in _plan.Items.Where(i => i is { IsBought: false, IsFinal: false }))
        {
            var short_ = (int)Math.Ceiling(wanted[item.Code] - OnHand(item));
            if (short_ > 0) MakeAhead(item, Math.Max(short_, item.OrderSize));
        }
        foreach (var together in FinalOrders()) Assemble(together);
        _door.Ship(_plan.PalletsThatStay);
    }

    /// <summary>What of each item the day may take at most: orders, and what hands take to spare.</summary>
    private Dictionary<string, decimal> Wanted()
    {
        var wanted = _plan.Items.ToDictionary(i => i.Code, i => i.IsFinal ? (decimal)i.OrderSize * i.OrdersPerDay : 0);
        foreach (var item in _plan.Items.Reverse())
        {
            if (!item.IsFinal && !item.IsBought) wanted[item.Code] = Math.Max(wanted[item.Code], item.OrderSize);
            var orders = item.IsFinal ? item.OrdersPerDay : 1;
            foreach (var part in item.Parts)
                wanted[part.Item] += wanted[item.Code] * part.Per + orders * Math.Max(2 * part.Per, _plan.Item(part.Item).Uom == "EA" ? _plan.Mishaps.MostSpare : 0);
        }
        return wanted;
    }

    private decimal OnHand(ItemPlan item) => Floor.LotsAt(item.Face!, item).Sum(l => Floor.At(item.Face!, l));

    private WorkPaper NewOrder(ItemPlan item, int quantity)
    {
        var order = new WorkPaper($"WO{Floor.WorkOrders.Count + 1:D5}", item, quantity);
        Floor.WorkOrders.Add(order);
        return order;
    }

    private void MakeAhead(ItemPlan item, int quantity)
    {
        var order = NewOrder(item, quantity);
        _picker.Fetch(order);
        var run = new Run(Floor, order);
        Floor.Now = run.Play(Floor.Now).AddSeconds(20);
        foreach (var lot in run.Lots)
        {
            Floor.Scan(Floor.Now, "store-1", Floor.LabelOf(lot));
            Floor.Scan(Floor.Now.AddSeconds(3), "store-1", "L" + item.Face);
            Floor.Put(item.Face!, lot, lot.Printed);
            Floor.Now = Floor.Now.AddSeconds(20);
        }
        _picker.Tidy(order);
        Floor.Now = Floor.Now.AddSeconds(150);
    }

    /// <summary>The day's orders of final items: one after the other, or one of each line at the same time.</summary>
    private IEnumerable<List<WorkPaper>> FinalOrders()
    {
        var finals = _plan.Items.Where(i => i.IsFinal).ToList();
        for (var round = 0; round < finals.Max(f => f.OrdersPerDay); round++)
        {
            var orders = finals.Where(f => round < f.OrdersPerDay).Select(f => NewOrder(f, f.OrderSize)).ToList();
            if (_plan.SideBySide) yield return orders;
            else foreach (var order in orders) yield return [order];
        }
    }

    private void Assemble(List<WorkPaper> together)
    {
        foreach (var order in together) _picker.Fetch(order);
        var runs = together.Select(o => (Order: o, Run: new Run(Floor, o))).ToList();
        var start = Floor.Now;
        foreach (var (run, i) in runs.Select((r, i) => (r.Run, i)))
        {
            var end = run.Play(start.AddSeconds(7 * i));
            if (end > Floor.Now) Floor.Now = end;
        }
        foreach (var (order, _) in runs) _picker.Tidy(order);
        Floor.Now = Floor.Now.AddSeconds(120);
        foreach (var (order, run) in runs) _packing.Pack(order.Item, run.Units);
        Floor.Now = Floor.Now.AddSeconds(180);
    }
}
