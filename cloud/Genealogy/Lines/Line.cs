namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Positions hold, outputs draw (trace.md section 1): the events of one line in order give the links into everything that
/// came out of it. Pure but for the links that it hands on: the same events give the same links, and nothing outside the line is asked.
/// </summary>
internal sealed class Line(int place, Things things, Timeline timeline, LineLinks links, Func<int, int, bool> mayUse)
{
    private readonly Dictionary<(int Position, int Item), Feeder> _feeders = [];
    private readonly List<Feeder> _inOrder = [];
    private readonly Dictionary<int, decimal> _usedOfItem = [];
    private readonly Dictionary<int, Run> _runs = [];
    private readonly Dictionary<int, Layers> _books = [];
    private Run? _current;

    public IReadOnlyCollection<Run> Runs => _runs.Values;

    public Run? RunOf(int id) => _runs.GetValueOrDefault(id);

    /// <summary>A thing's loads as the balance counts them: over all positions of its item.</summary>
    public IReadOnlyList<Layer> Booked(int thing) => _books.TryGetValue(things.ItemOf(thing), out var book) ? book.Of(thing) : [];

    /// <summary>Lots of an item that may be left on the line's positions.</summary>
    public IEnumerable<int> Holding(int item) => _inOrder.Where(f => f.Item == item).SelectMany(f => f.Layers.Open()).Select(l => l.Thing);

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
        run.Mounted.TryAdd(load.Thing, load.Event);
        Book(load.Item).Add(new Layer(load.Thing, run.Id, load.Event, load.Quantity, load.Feed?.QuantityPer) { Position = load.Position });
        if (load.Feed is null)
        {
            run.Stateless.Add(load);
            // The transformation is one, however many events tell of it: what it put out before may hold this too.
            foreach (var drawn in run.Outputs) links.Put(run, drawn, StatelessRules.Of(run, drawn, things, timeline));
            return;
        }
        var feeder = FeederOf(load.Position, load.Item);
        feeder.Feed = load.Feed;
        var layer = feeder.Layers.Add(new Layer(load.Thing, run.Id, load.Event, load.Quantity, load.Feed.QuantityPer));
        PositionOf(run, feeder).Mount(new Mounting(load.Thing, [load.Event], load.Event, load.Ticks, run.Pieces, layer, LeftFrom: 0));
        MountedEarly(run, load);
    }

    // Operators mount first and scan later: within the margin the lot is possible in what came out before its scan.
    private void MountedEarly(Run run, Load load)
    {
        for (var i = run.Outputs.Count - 1; i >= 0; i--)
        {
            var drawn = run.Outputs[i];
            var after = drawn.PiecesBefore + drawn.Output.Pieces;
            var early = (load.Feed!.EarlyUnits is { } units && run.Pieces - after < units)
                || (load.Feed.EarlySeconds is { } seconds && load.Ticks - drawn.Output.Ticks <= seconds * TimeSpan.TicksPerSecond)
                || timeline.HasDoubt && timeline.EitherOrder(load.Event, drawn.Output.Event);
            // Pieces and seconds only grow backwards; where clocks may be wrong an earlier output can be in doubt though this one is not.
            if (!early && !timeline.MayDoubt(load.Ticks - drawn.Output.Ticks)) break;
            if (!early) continue;
            if (drawn.Names(load.Item, things) || drawn.From.Any(f => f.Draw.From == load.Thing)) continue;
            drawn.From = [.. drawn.From.Select(f => f.Item == load.Item && f.Draw.Why.Class == LinkClass.Confirmed ? (f.Item, f.Draw with { Why = Why.Maybe(Reason.NextMountedEarly) }) : f),
                (load.Item, new Draw(load.Thing, Why.Maybe(Reason.MountedEarly), Draws.Told(drawn.Output.Event, load.Event)))];
            links.Put(run, drawn, StatelessRules.Of(run, drawn, things, timeline));
        }
    }

    private void Draw(Output output)
    {
        var run = Enter(output.Run, output);
        var from = new List<(int, Draw)>();
        var drawn = new Drawn(output, run.Pieces, from);
        foreach (var item in ItemsDrawn(run, output, drawn))
        {
            List<Draw>? found = null;
            Feeder? last = null;
            foreach (var position in run.Positions.Values)
            {
                if (position.Feeder.Item != item) continue;
                var here = position.At(run.Pieces, output);
                found = found is null ? here : Merge(found, here);
                last = position.Feeder;
            }
            foreach (var draw in found!) from.Add((item, draw));
            if (last!.Feed?.QuantityPer is { } per) Use(run, item, output.Pieces * per);
        }
        run.Pieces += output.Pieces;
        run.Outputs.Add(drawn);
        links.Put(run, drawn, StatelessRules.Of(run, drawn, things, timeline));
    }

    // What was scanned in the run is drawn; what only stayed on the line is, where the product can contain it at all.
    private List<int> ItemsDrawn(Run run, Output output, Drawn drawn)
    {
        var items = new List<int>(run.Positions.Count);
        foreach (var position in run.Positions.Values)
        {
            var item = position.Feeder.Item;
            if (items.Contains(item) || !(position.ScannedInRun || mayUse(output.Item, item)) || drawn.Names(item, things)) continue;
            items.Add(item);
        }
        return items;
    }

    // Two feeders with the same item: a piece may come from either.
    private List<Draw> Merge(List<Draw> found, List<Draw> more)
    {
        var merged = new List<Draw>(found);
        foreach (var draw in more)
        {
            var known = merged.FindIndex(d => d.From == draw.From);
            if (known < 0) merged.Add(draw);
            else
            {
                var events = Draws.Union(merged[known].Events, draw.Events, timeline);
                merged[known] = (draw.Why.Class < merged[known].Why.Class ? draw : merged[known]) with { Events = events };
            }
        }
        return merged.Count == 1 ? merged : merged.ConvertAll(d => d.Why.Class == LinkClass.Confirmed ? d with { Why = Why.Maybe(Reason.OtherPosition) } : d);
    }

    // A position is only charged what cannot have come from the item's other positions, so that quantity never ends a lot too early.
    private void Use(Run run, int item, decimal amount)
    {
        Book(item).Use(run.Id, amount);
        var used = _usedOfItem[item] = _usedOfItem.GetValueOrDefault(item) + amount;
        foreach (var feeder in _inOrder)
        {
            if (feeder.Item != item) continue;
            var others = 0m;
            foreach (var other in _inOrder)
                if (other != feeder && other.Item == item) others += other.Layers.Stayed(used);
            var charge = used - others - feeder.Charged;
            if (charge <= 0) continue;
            feeder.Charged += charge;
            feeder.Layers.Use(run.Id, charge);
        }
    }

    private void TakeBack(Return back)
    {
        var rest = back.Quantity;
        var feeders = _inOrder.Where(f => (back.Position == 0 || f.Position == back.Position) && f.Layers.Of(back.Thing).Count > 0).ToList();
        feeders.Sort((a, b) => timeline.Compare(b.Layers.Of(back.Thing)[^1].LoadedAt, a.Layers.Of(back.Thing)[^1].LoadedAt));
        var others = new SortedSet<int>();
        foreach (var feeder in feeders)
        {
            // What quantity has used up already cannot come back: it stays what was drawn from.
            if (rest is 0 || !feeder.Layers.Of(back.Thing).Any(l => l.MayBeLeft && (back.Run == 0 || l.Run == back.Run))) continue;
            Remainder(feeder, back, others);
            rest = feeder.Layers.TakeBack(back.Thing, rest, back.Run);
            foreach (var run in _runs.Values)
                if (run.Positions.TryGetValue(feeder.Number, out var position) && position.Forget(back.Thing, run.Pieces, back)) ReturnedEarly(run, position, back);
        }
        if (others.Count > 0) links.PutAt(back.Thing, back.Event, others.Select(other => new Draw(other, Why.Maybe(Reason.Remainder), [back.Event])).ToList());
        if (_books.TryGetValue(things.ItemOf(back.Thing), out var book)) book.TakeBack(back.Thing, back.Quantity, back.Run);
    }

    // Rule 4: what comes back from a mixed position after something was made of it may be any of what is in it.
    private void Remainder(Feeder feeder, Return back, SortedSet<int> others)
    {
        if (feeder.IsSequential || _current is not { } run || !run.Positions.TryGetValue(feeder.Number, out var position)) return;
        if (position.MountedSince is not { } since || run.Pieces <= since) return;
        var mixed = position.Mixed();
        if (mixed.Count > 1) others.UnionWith(mixed.Where(thing => thing != back.Thing));
    }

    // What came out before the return by a clock that may be wrong may have come out after it: then of what lay there instead.
    private void ReturnedEarly(Run run, Position position, Return back)
    {
        List<Draw>? instead = null;
        for (var i = run.Outputs.Count - 1; timeline.HasDoubt && i >= 0; i--)
        {
            var drawn = run.Outputs[i];
            if (!timeline.MayDoubt(back.Ticks - drawn.Output.Ticks)) break;
            if (!timeline.EitherOrder(back.Event, drawn.Output.Event) || !drawn.From.Any(f => f.Draw.From == back.Thing)) continue;
            instead ??= position.Instead(run.Pieces, back);
            var item = position.Feeder.Item;
            drawn.From = [.. drawn.From.Select(f => f.Draw.From == back.Thing && f.Draw.Why.Class == LinkClass.Confirmed ? (f.Item, f.Draw with { Why = Why.Maybe(Reason.ReturnedJustBefore) }) : f),
                .. instead.Where(other => drawn.From.All(f => f.Draw.From != other.From)).Select(other => (item, other))];
            links.Put(run, drawn, StatelessRules.Of(run, drawn, things, timeline));
        }
    }

    private void Empty(Emptied emptied)
    {
        var whole = emptied.Place == place && !_inOrder.Exists(f => f.Position == place);
        foreach (var feeder in _inOrder)
        {
            if (!whole && feeder.Position != emptied.Place || emptied.Items?.Contains(feeder.Item) == false) continue;
            foreach (var run in _runs.Values)
                if (run.Positions.TryGetValue(feeder.Number, out var position)) position.Empty(run.Pieces, emptied);
            feeder.Layers.Clear(position: 0);
        }
        foreach (var (item, book) in _books)
            if (emptied.Items?.Contains(item) != false) book.Clear(whole ? 0 : emptied.Place);
    }

    // Rule 3: what earlier runs left lies there as if loaded when this one begins, and again when it goes on after another.
    private Run Enter(int id, LineEvent at)
    {
        if (_current?.Id == id) return _current;
        if (!_runs.TryGetValue(id, out var run)) _runs.Add(id, run = new Run(id));
        _current = run;
        foreach (var feeder in _inOrder)
            foreach (var left in feeder.Layers.LeftFor(id).GroupBy(l => l.Thing))
            {
                PositionOf(run, feeder).Mount(new Mounting(left.Key, left.Select(l => l.LoadedAt).ToList(), at.Event, at.Ticks, run.Pieces, Layer: null, left.Last().Run));
                run.Mounted.TryAdd(left.Key, at.Event);
            }
        return run;
    }

    private Position PositionOf(Run run, Feeder feeder)
    {
        if (!run.Positions.TryGetValue(feeder.Number, out var position)) run.Positions.Add(feeder.Number, position = new Position(feeder, timeline));
        return position;
    }

    private Feeder FeederOf(int position, int item)
    {
        if (_feeders.TryGetValue((position, item), out var known)) return known;
        var feeder = new Feeder(_inOrder.Count, position, item);
        _feeders.Add((position, item), feeder);
        _inOrder.Add(feeder);
        return feeder;
    }

    private Layers Book(int item)
    {
        if (!_books.TryGetValue(item, out var book)) _books.Add(item, book = new Layers(owes: true));
        return book;
    }
}
