namespace Traceability.Tests.Simulation.World;

/// <summary>
/// One order on its line, piece by piece. The old carton is used to its end; the next one is scanned when it is opened, or
/// so few pieces before that the item's overlapUnits still cover it: that is what plants promise when they set that number.
/// </summary>
internal sealed class Run(Floor floor, WorkPaper order)
{
    private readonly ItemPlan _made = order.Item;
    private readonly string _line = order.Item.Line!;
    private readonly Luck _luck = floor.Luck;
    private DateTimeOffset _quiet;

    public List<UnitMatter> Units { get; } = [];
    public List<LotMatter> Lots { get; } = [];

    /// <summary>Plays the order from a time on, and says when its last piece was done.</summary>
    public DateTimeOffset Play(DateTimeOffset start)
    {
        floor.Scan(start, Floor.In(_line), "W" + order.Id);
        floor.Scan(start, Floor.Out(_line), "W" + order.Id);
        foreach (var part in _made.Parts)
        {
            var spot = floor.SpotOf(_line, part.Item);
            spot.SeenInThisRun.Clear();
            spot.SeenInThisRun.UnionWith(spot.Mounted.Where(c => c.Left > 0).Select(c => c.Lot));
            Draw(part, spot);
        }
        _quiet = start.AddSeconds(_made.IsFinal ? _luck.Between(9, 16) : 30);
        return _made.IsFinal ? MakeUnits() : MakeLots();
    }

    private DateTimeOffset MakeUnits()
    {
        var time = _quiet;
        for (var i = 0; i < order.Quantity; i++)
        {
            Feed(i == 0 ? time : time.AddSeconds(-9));
            if (i == 0) time = time.AddSeconds(9);
            var unit = new UnitMatter(_made, floor.NextSerial()) { WorkOrder = order.Id, Made = time };
            UseOnePiece(unit.MadeOf);
            Units.Add(unit);
            floor.Units.Add(unit);
            floor.Scan(time, Floor.Out(_line), Codes.Unit(floor.Plan.Gtin(_made), unit.Serial, $"P{order.Id[2..]}"), "conveyor");
            time = time.AddSeconds(_luck.Between(18, floor.Plan.SlowestUnitSeconds));
        }
        return Units[^1].Made;
    }

    private DateTimeOffset MakeLots()
    {
        var (time, made) = (_quiet, 0);
        while (made < order.Quantity)
        {
            var pieces = Math.Min((int)_made.LotSize, order.Quantity - made);
            var lot = new LotMatter(_made, $"{_made.Code[0]}{order.Id[2..]}T{Lots.Count + 1:D2}") { WorkOrder = order.Id, Printed = pieces };
            for (var i = 0; i < pieces; i++)
            {
                Feed(time.AddSeconds((double)floor.Plan.SecondsPerEntry * i / pieces));
                UseOnePiece(lot.MadeOf);
            }
            time = time.AddSeconds(floor.Plan.SecondsPerEntry);
            lot.Received = time;
            floor.Scan(time, Floor.Out(_line), floor.LabelOf(lot));
            Lots.Add(lot);
            floor.Lots.Add(lot);
            made += pieces;
            time = time.AddSeconds(_luck.Between(20, 40));
        }
        return Lots[^1].Received;
    }

    /// <summary>Before a piece: opens and scans what it will need.</summary>
    private void Feed(DateTimeOffset time)
    {
        foreach (var part in _made.Parts)
        {
            var spot = floor.SpotOf(_line, part.Item);
            while (spot.Beside.Count > 0 && (spot.Left < part.Per || Math.Floor(spot.Left / part.Per) <= spot.Early))
            {
                var next = spot.Beside[0];
                spot.Beside.RemoveAt(0);
                Mount(spot, next, time);
                if (IsKeyed) time = time.AddSeconds(1.2);
                Draw(part, spot);
            }
        }
    }

    // Where quantities are keyed one thing is scanned after the other, since a Q belongs to the next label; bulk is poured, not counted.
    private bool IsKeyed => _made.IsFinal && floor.Plan.Mishaps.KeyedAtTheLine > 0;

    private void Mount(Spot spot, Charge carton, DateTimeOffset time)
    {
        if (_luck.Chance(floor.Plan.Mishaps.KeyedAtTheLine) && IsKeyed && carton.Lot.Item.Uom == "EA") floor.Scan(time.AddSeconds(-0.6), Floor.In(_line), $"Q{(int)carton.Left}");
        floor.Scan(time, Floor.In(_line), floor.LabelOf(carton.Lot));
        // The piece too many lies at the bottom of the carton: it shows when its last part comes onto the line.
        if (carton.Lot.HoldsOneMore && floor.At(carton.Lot.Item.Face!, carton.Lot) == 0)
        {
            carton.Left++;
            carton.Lot.HoldsOneMore = false;
        }
        spot.SeenInThisRun.Add(carton.Lot);
        spot.Mounted.Add(carton);
    }

    private void Draw(Part part, Spot spot)
    {
        var item = floor.Plan.Item(part.Item);
        spot.Early = _made.IsFinal && item.IsSequential && item.OverlapUnits > 0 ? _luck.Between(0, item.OverlapUnits - 1) : 0;
    }

    private void UseOnePiece(ICollection<LotMatter> madeOf)
    {
        foreach (var part in _made.Parts)
        {
            var (spot, need) = (floor.SpotOf(_line, part.Item), part.Per);
            while (need > 0)
            {
                var carton = spot.Mounted.FirstOrDefault(c => c.Left > 0)
                    ?? throw new InvalidOperationException($"seed {floor.Plan.Seed}: {_line} ran out of {part.Item} in {order.Id}: the plan fetched too little");
                var used = Math.Min(need, carton.Left);
                carton.Left -= used;
                carton.Lot.Used += used;
                need -= used;
                if (!madeOf.Contains(carton.Lot)) madeOf.Add(carton.Lot);
            }
            spot.Mounted.RemoveAll(c => c.Left == 0);
        }
    }
}
