using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>An output and what was found to be in it; links are settled when the line's events are through.</summary>
internal sealed record Drawn(Output Output, decimal PiecesBefore, List<(string Item, Candidate Candidate)> From);

/// <summary>One transformationID on this line.</summary>
internal sealed class Run(string id)
{
    public string Id { get; } = id;
    public string Name { get; } = Vocabulary.WorkOrderOfRun(id) ?? id;
    public decimal Pieces { get; set; }
    public Dictionary<Feeder, Position> Positions { get; } = [];
    public List<Drawn> Outputs { get; } = [];
    public List<Load> Stateless { get; } = [];
    public RunRecord Record { get; } = new(id);
}

/// <summary>
/// Positions hold, outputs draw (trace.md section 1): the events of one line in order give the links into everything that
/// came out of it. Pure: the same events give the same links, and nothing outside the line is asked.
/// </summary>
internal sealed class Line(Func<int, string> name, Func<string, string, string, bool> mayUse)
{
    private readonly Dictionary<(string, string), Feeder> _feeders = [];
    private readonly Dictionary<string, decimal> _usedOfItem = [];
    private readonly Dictionary<string, Run> _runs = [];
    private Run? _current;

    public IReadOnlyCollection<Run> Runs => _runs.Values;

    /// <summary>The same loads as the balance counts them: over all positions of an item.</summary>
    public Dictionary<string, Layers> Booked { get; } = [];

    public void Apply(LineEvent happened)
    {
        switch (happened)
        {
            case Load load: Mount(load); break;
            case Output output: Draw(output); break;
            case Return back: TakeBack(back); break;
            case Emptied emptied: Empty(emptied); break;
        }
    }

    private void Mount(Load load)
    {
        var run = Enter(load.Run, load);
        run.Record.Mounted.TryAdd(load.Thing, load.Rank);
        Book(load.Item).Add(new Layer(load.Thing, run.Id, load.Rank, load.Quantity, load.Feed?.QuantityPer) { Position = load.Position });
        if (load.Feed is null)
        {
            run.Stateless.Add(load);
            return;
        }
        var feeder = FeederOf(load.Position, load.Item);
        feeder.Feed = load.Feed;
        var layer = feeder.Layers.Add(new Layer(load.Thing, run.Id, load.Rank, load.Quantity, load.Feed.QuantityPer));
        PositionOf(run, feeder).Mount(new Mounting(load.Thing, [load.Rank], load.Time, run.Pieces, load.Clock, layer, LeftFrom: null));
        MountedEarly(run, load);
    }

    // Operators mount first and scan later: within the margin the lot is possible in what came out before its scan.
    private static void MountedEarly(Run run, Load load)
    {
        foreach (var drawn in Enumerable.Reverse(run.Outputs))
        {
            var after = drawn.PiecesBefore + drawn.Output.Pieces;
            var early = (load.Feed!.EarlyUnits is { } units && run.Pieces - after < units)
                || (load.Feed.EarlySeconds is { } seconds && (decimal)(load.Time - drawn.Output.Time).TotalSeconds <= seconds)
                || load.Clock.EitherOrder(drawn.Output.Clock, load.Time - drawn.Output.Time);
            if (!early) break;
            if (drawn.Output.Named.Contains(load.Item) || drawn.From.Exists(f => f.Candidate.Thing == load.Thing)) continue;
            for (var i = 0; i < drawn.From.Count; i++)
                if (drawn.From[i] is var (item, was) && item == load.Item && was.Class == LinkClass.Confirmed)
                    drawn.From[i] = (item, was with { Class = LinkClass.Possible, Reason = "the next lot may have been mounted before its scan" });
            drawn.From.Add((load.Item, new Candidate(load.Thing, LinkClass.Possible, "may have been mounted before its scan", [drawn.Output.Rank])));
        }
    }

    private void Draw(Output output)
    {
        var run = Enter(output.Run, output);
        var drawn = new Drawn(output, run.Pieces, []);
        foreach (var positions in run.Positions.Values.Where(p => p.ScannedInRun || mayUse(run.Id, output.Item, p.Feeder.Item)).GroupBy(p => p.Feeder.Item))
        {
            if (output.Named.Contains(positions.Key)) continue;
            var found = Merge(positions.SelectMany(p => p.At(run.Pieces, output)).ToList());
            drawn.From.AddRange(found.Select(c => (positions.Key, c)));
            if (positions.Last().Feed?.QuantityPer is { } per) Use(run, positions.Key, output.Pieces * per);
        }
        run.Pieces += output.Pieces;
        run.Outputs.Add(drawn);
        run.Record.Outputs.AddRange(output.Entries);
    }

    // Two feeders with the same item: a piece may come from either.
    private static List<Candidate> Merge(List<Candidate> found)
    {
        var merged = found.GroupBy(c => c.Thing).Select(same => same.MinBy(c => c.Class)! with { Draws = same.SelectMany(c => c.Draws).Distinct().Order().ToList() }).ToList();
        return merged.Count == 1 ? merged : merged.ConvertAll(c => c.Class == LinkClass.Confirmed ? c with { Class = LinkClass.Possible, Reason = "another position held another lot" } : c);
    }

    // A position is only charged what cannot have come from the item's other positions, so that quantity never ends a lot too early.
    private void Use(Run run, string item, decimal amount)
    {
        Book(item).Use(run.Id, amount);
        var used = _usedOfItem[item] = _usedOfItem.GetValueOrDefault(item) + amount;
        var feeders = _feeders.Values.Where(f => f.Item == item).ToList();
        foreach (var feeder in feeders)
        {
            var others = feeders.Count == 1 ? 0 : feeders.Where(f => f != feeder).SelectMany(f => f.Layers.All).Sum(l => l.Loaded is { } loaded ? loaded - l.Returned : used);
            var charge = used - others - feeder.Charged;
            if (charge <= 0) continue;
            feeder.Charged += charge;
            feeder.Layers.Use(run.Id, charge);
        }
    }

    private void TakeBack(Return back)
    {
        var rest = back.Quantity;
        var feeders = _feeders.Values.Where(f => back.Position is null || f.Position == back.Position)
            .OrderByDescending(f => f.Layers.All.LastOrDefault(l => l.Thing == back.Thing)?.Rank ?? -1);
        foreach (var feeder in feeders)
        {
            if (rest is 0 || !feeder.Layers.All.Any(l => l.Thing == back.Thing)) continue;
            rest = feeder.Layers.TakeBack(back.Thing, rest, back.Run);
            foreach (var run in _runs.Values)
                if (run.Positions.TryGetValue(feeder, out var position)) position.Forget(back.Thing);
        }
        foreach (var book in Booked.Values) book.TakeBack(back.Thing, back.Quantity, back.Run);
    }

    private void Empty(Emptied emptied)
    {
        var whole = !_feeders.Values.Any(f => f.Position == emptied.Place);
        foreach (var feeder in _feeders.Values.Where(f => (whole || f.Position == emptied.Place) && (emptied.Item is null || f.Item == emptied.Item)))
        {
            foreach (var run in _runs.Values)
                if (run.Positions.TryGetValue(feeder, out var position)) position.Empty(run.Pieces, emptied);
            feeder.Layers.Clear(position: null);
            Book(feeder.Item).Clear(feeder.Position);
        }
    }

    // Rule 3: what earlier runs left lies there as if loaded when this one begins, and again when it goes on after another.
    private Run Enter(string id, LineEvent at)
    {
        if (_current?.Id == id) return _current;
        if (!_runs.TryGetValue(id, out var run)) _runs.Add(id, run = new Run(id));
        _current = run;
        foreach (var feeder in _feeders.Values)
            foreach (var left in feeder.LeftFor(id))
            {
                var from = Vocabulary.WorkOrderOfRun(left.Last().Run) ?? left.Last().Run;
                PositionOf(run, feeder).Mount(new Mounting(left.Key, left.Select(l => l.Rank).ToList(), at.Time, run.Pieces, at.Clock, Layer: null, from));
                run.Record.Mounted.TryAdd(left.Key, at.Rank);
            }
        return run;
    }

    private Position PositionOf(Run run, Feeder feeder)
    {
        if (!run.Positions.TryGetValue(feeder, out var position)) run.Positions.Add(feeder, position = new Position(feeder, name));
        return position;
    }

    private Feeder FeederOf(string position, string item)
    {
        if (!_feeders.TryGetValue((position, item), out var feeder)) _feeders.Add((position, item), feeder = new Feeder(position, item));
        return feeder;
    }

    private Layers Book(string item)
    {
        if (!Booked.TryGetValue(item, out var book)) Booked.Add(item, book = new Layers(owes: true));
        return book;
    }
}
