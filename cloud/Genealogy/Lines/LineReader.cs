using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>From facts to what happens at a line: which lots an unnamed load may be of, and how much of a return came off the positions.</summary>
internal sealed class LineReader(FactLog log, Timeline timeline, Graph graph, LifeReader lives, Unnamed unnamed, Func<int, int, bool> mayUse)
{
    public Timeline Timeline => timeline;

    public Line NewLine(int place, LineLinks links) => new(place, log.Things, timeline, links, mayUse);

    public void Withdraw(LineStory story) => unnamed.Withdraw(story);

    /// <summary>Takes back what a sleeping line has said: whatever its outputs had drawn, and what it had made beside them.</summary>
    public void Withdraw(IEnumerable<int> facts, IEnumerable<int> made)
    {
        foreach (var index in facts)
            if (log.KindOf(index) == FactKind.Make)
                foreach (var goods in log[index].Outputs)
                    if (graph.EntryAt(goods.Thing, index) is >= 0 and var entry) graph.Unlink(entry);
        foreach (var entry in made) graph.RemoveEntry(entry);
    }

    public IEnumerable<LineEvent> Read(int index, LineStory story)
    {
        var fact = log[index];
        return fact.Kind switch
        {
            FactKind.Load => Loads(index, fact, story),
            FactKind.Make when fact.Run == 0 => Single(index, fact, story),
            FactKind.Make => [Output(index, fact, story)],
            FactKind.Install => Installed(index, fact, story),
            FactKind.Emptied => [new Emptied(index, timeline.TicksOf(index), fact.ParentPlace, fact.Goods.Count == 0 ? null : fact.Goods.Select(g => log.Things.ItemOf(g.Thing)).ToList())],
            _ => Returns(index, fact),
        };
    }

    private List<LineEvent> Loads(int index, Fact fact, LineStory story)
    {
        var position = fact.Position != 0 ? fact.Position : story.Place;
        // All are read before the first is told: what the event itself brings is no candidate for what it leaves open.
        var loads = new List<LineEvent>(fact.Goods.Count);
        foreach (var goods in fact.Goods)
            loads.Add(new Load(index, timeline.TicksOf(index), fact.Run, position, unnamed.Instead(goods.Thing, index, story, position), log.Things.ItemOf(goods.Thing), goods.Quantity, fact.Feed));
        return loads;
    }

    private Output Output(int index, Fact fact, LineStory story)
    {
        var entries = fact.Outputs.Select(g => g.Thing).Distinct().Select(thing => graph.EntryAt(thing, index)).ToList();
        return new Output(index, timeline.TicksOf(index), fact.Run, entries, log.Things.ItemOf(fact.Outputs[0].Thing), Pieces(fact), Named(index, fact, story));
    }

    // An event that says its inputs and outputs by itself is only told here where an input has no lot.
    private List<LineEvent> Single(int index, Fact fact, LineStory story)
    {
        var named = Named(index, fact, story);
        if (story.Recalls) return [];
        var edge = graph.AddEdge(named, run: 0, timeline);
        foreach (var thing in fact.Outputs.Select(g => g.Thing).Distinct())
        {
            var entry = graph.EntryAt(thing, index);
            graph.Unlink(entry);
            graph.Link(entry, edge);
        }
        return [];
    }

    // The unit's own edge names the unnamed part; what that may have been is said here.
    private List<LineEvent> Installed(int index, Fact fact, LineStory story)
    {
        foreach (var goods in fact.Goods) unnamed.Instead(goods.Thing, index, story, fact.Position);
        return [];
    }

    /// <summary>Rule 1: what the event itself names as input.</summary>
    private List<Draw> Named(int index, Fact fact, LineStory story) =>
        fact.Goods.Select(g => unnamed.Instead(g.Thing, index, story, fact.Position)).Distinct().Select(thing => new Draw(thing, Why.Sure, [index])).ToList();

    // By-products come out with the piece that they fell off, so the most numerous item of the entry says how many pieces it was.
    private decimal Pieces(Fact fact)
    {
        if (fact.Outputs.Count == 1) return fact.Outputs[0].Quantity ?? 0;
        return fact.Outputs.GroupBy(g => log.Things.ItemOf(g.Thing)).Max(same => same.Sum(g => g.Quantity ?? 0));
    }

    private IEnumerable<LineEvent> Returns(int index, Fact fact)
    {
        foreach (var goods in fact.Goods)
        {
            var off = goods.IsInstance ? fact.BizLocation != 0 ? 1 : 0 : lives.Of(goods.Thing).OffPositions.GetValueOrDefault(index, 0);
            if (off is null or > 0) yield return new Return(index, timeline.TicksOf(index), goods.Thing, off, fact.FromRun, fact.FromPosition);
        }
    }
}

/// <summary>
/// Rule 7: an input without a lot stands for a lot of its own that nobody named, and that may be any lot of the item at the line then, or,
/// if none is known there, anywhere in the plant.
/// </summary>
internal sealed class Unnamed(FactLog log, Timeline timeline, Graph graph, LifeReader lives, Func<int, IReadOnlyList<int>> lotsOfItem)
{
    private readonly Dictionary<int, HashSet<(int Fact, LineStory Story)>> _ofItem = [];
    private readonly Dictionary<int, List<int>> _made = [];

    /// <summary>The thing itself, or for an item the unnamed lot drawn at this event.</summary>
    public int Instead(int thing, int index, LineStory story, int position)
    {
        if (log.Things.KindOf(thing) != MaterialKind.Item) return thing;
        var item = log.Things.ItemOf(thing);
        var lot = log.Things.Unnamed(item, log[index].EventId);
        if (!_ofItem.TryGetValue(item, out var asked)) _ofItem.Add(item, asked = []);
        asked.Add((index, story));
        if (story.Recalls) return lot;
        if (!IsSaid(lot, index)) Refresh(lot, index, story, position);
        return lot;
    }

    // What a tank says it was drawn from is more than what lies about in the plant, unless what went in there had no lot either.
    private bool IsSaid(int lot, int index)
    {
        if (_made.TryGetValue(index, out var made) && made.Exists(entry => graph.ThingOf(entry) == lot)) return true;
        for (var entry = graph.FirstEntryOf(lot); entry >= 0; entry = graph.NextEntryOf(entry))
            if (graph.EventOf(entry) == index)
            {
                var members = graph.Members(graph.EdgeOf(entry));
                var areLots = true;
                for (var member = members.Start; member < members.End; member++) areLots &= log.Things.KindOf(graph.FromOf(member)) != MaterialKind.Item;
                return areLots;
            }
        return false;
    }

    /// <summary>Which lines have drawn unnamed lots of this item at or after a fact, or may have: what they may have been rests on the stock then.</summary>
    public IEnumerable<(int Fact, LineStory Story)> After(int item, int fact) =>
        _ofItem.TryGetValue(item, out var asked) ? asked.Where(a => !timeline.Before(a.Fact, fact) || timeline.HasDoubt && timeline.EitherOrder(a.Fact, fact)) : [];

    /// <summary>Whether any lot was ever left unnamed.</summary>
    public bool Any => _ofItem.Count > 0;

    /// <summary>Forgets what a line concluded, so that it is concluded again from what is known now.</summary>
    public void Withdraw(LineStory story)
    {
        foreach (var asked in _ofItem.Values)
            foreach (var ask in asked.Where(a => a.Story == story))
                if (_made.Remove(ask.Fact, out var entries))
                    foreach (var entry in entries) graph.RemoveEntry(entry);
        foreach (var asked in _ofItem.Values) asked.RemoveWhere(a => a.Story == story);
    }

    public void Write(SnapshotWriter to)
    {
        to.Map(_made);
        to.Map(_ofItem.ToDictionary(i => i.Key, i => i.Value.Select(a => a.Fact).ToList()));
        to.Numbers<int>(_ofItem.Values.SelectMany(asked => asked).Select(a => a.Story.Place).ToArray());
    }

    public void Read(SnapshotReader from, Func<int, LineStory> lineAt)
    {
        from.Map(_made);
        var facts = new Dictionary<int, List<int>>();
        from.Map(facts);
        var places = from.Numbers<int>();
        var at = 0;
        foreach (var (item, of) in facts) _ofItem.Add(item, [.. of.Select(fact => (fact, lineAt(places[at++])))]);
    }

    private void Refresh(int lot, int index, LineStory story, int position)
    {
        var item = log.Things.ItemOf(lot);
        var places = new[] { log[index].Place, position, story.Place };
        var onHand = lotsOfItem(item).Select(l => (Lot: l, At: lives.PlacesBefore(l, index))).Where(l => l.At.Count > 0).ToList();
        var held = story.Line?.Holding(item).Where(t => log.Things.KindOf(t) == MaterialKind.Lot).ToHashSet() ?? [];
        var candidates = onHand.Where(l => places.Any(p => p != 0 && l.At.Contains(p))).Select(l => l.Lot).Union(held).Where(c => c != lot).ToList();
        if (candidates.TrueForAll(log.Things.IsUnnamed)) candidates = candidates.Union(onHand.Select(l => l.Lot)).ToList();
        if (Itself(item, index) is var itself and >= 0) candidates.Add(itself);
        if (candidates.Count == 0) return;
        candidates.Sort((a, b) => string.CompareOrdinal(log.Things.Short(a), log.Things.Short(b)));
        var draws = candidates.ConvertAll(c => new Draw(c, Why.Maybe(Reason.NotRecorded, candidates.Count), [index]));
        var entry = graph.AddDrawn(lot, index, draws, timeline);
        if (!_made.TryGetValue(index, out var made)) _made.Add(index, made = []);
        made.Add(entry);
    }

    // What has no lot may itself have come out of something: received, put out or drawn from a tank as just the item.
    private int Itself(int item, int index)
    {
        if (log.Things.FindItem(item) is not { } thing) return -1;
        for (var entry = graph.FirstEntryOf(thing); entry >= 0; entry = graph.NextEntryOf(entry))
            if (graph.IsAtDraw(entry) ? timeline.Before(graph.EventOf(entry), index) : Reach.Covers(graph, timeline, entry, index, index)) return thing;
        return -1;
    }
}
