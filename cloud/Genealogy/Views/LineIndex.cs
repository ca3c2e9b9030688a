using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Which facts belong to which line, tank and run. Facts come and go in any order; settling tells each line only what is new to
/// it, or, where something came late, that line again.
/// </summary>
internal sealed class LineIndex(FactLog log, Timeline timeline, Graph graph, Unnamed unnamed, LineReader reader, Func<int, (bool Mixes, decimal? Band)?> tankAt)
{
    private readonly Dictionary<int, LineStory> _lines = [];
    private readonly Dictionary<int, Tank> _tanks = [];
    private readonly Dictionary<int, List<int>> _ofRun = [];
    private readonly Dictionary<int, int> _lineOfRun = [];
    private readonly Dictionary<int, HashSet<int>> _linesOfPosition = [];
    private readonly Dictionary<int, List<int>> _emptied = [];
    private readonly HashSet<LineStory> _open = [];
    private readonly HashSet<Tank> _openTanks = [];

    public IEnumerable<LineStory> Lines => _lines.Values;

    public Line Told(LineStory line)
    {
        if (line.Line is null) line.Tell(reader, graph);
        return line.Line!;
    }

    /// <summary>Recalls one line that sleeps since the start, so that its first event finds it awake; false where none does.</summary>
    public bool WakeOne()
    {
        if (_lines.Values.FirstOrDefault(l => l.IsAsleep) is not { } asleep) return false;
        asleep.Tell(reader, graph);
        return true;
    }

    public void Write(SnapshotWriter to)
    {
        to.Numbers<int>(_lines.Keys.ToArray());
        foreach (var line in _lines.Values) line.Write(to);
        to.Numbers<int>(_tanks.Keys.ToArray());
        foreach (var tank in _tanks.Values) tank.Write(to);
        to.Map(_ofRun);
        to.Map(_lineOfRun);
        to.Map(_linesOfPosition.ToDictionary(l => l.Key, l => l.Value.ToList()));
        to.Map(_emptied);
        unnamed.Write(to);
    }

    public void Read(SnapshotReader from)
    {
        foreach (var place in from.Numbers<int>()) _lines.Add(place, new LineStory(place));
        foreach (var line in _lines.Values) line.Read(from);
        foreach (var place in from.Numbers<int>()) TankOf(place, tankAt(place) ?? throw new SnapshotException("the plant had a tank that it has no more"));
        foreach (var tank in _tanks.Values) tank.Read(from);
        from.Map(_ofRun);
        from.Map(_lineOfRun);
        var lines = new Dictionary<int, List<int>>();
        from.Map(lines);
        foreach (var (position, places) in lines) _linesOfPosition.Add(position, [.. places]);
        from.Map(_emptied);
        unnamed.Read(from, place => _lines[place]);
    }

    public LineStory? LineOfRun(int run) => _lineOfRun.TryGetValue(run, out var place) ? _lines[place] : null;

    public void Add(int index, Fact fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Load or FactKind.Make when fact.Run != 0: AddToRun(index, fact); break;
            case FactKind.Make when !LacksLot(fact): Link(index, fact); break;
            case FactKind.Make or FactKind.Install when LacksLot(fact): Open(LineAt(fact.Place)).Add(index, timeline); break;
            case FactKind.Emptied: Emptied(index, fact, add: true); break;
            case FactKind.Move when fact.From != 0: Open(LineAt(fact.From)).Add(index, timeline); break;
        }
        foreach (var tank in TanksOf(fact)) tank.Add(index);
    }

    public void Remove(int index, Fact fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Load or FactKind.Make when fact.Run != 0: RemoveFromRun(index, fact); break;
            case FactKind.Make or FactKind.Install when LacksLot(fact): Open(LineAt(fact.Place)).Remove(index, timeline); break;
            case FactKind.Emptied: Emptied(index, fact, add: false); break;
            case FactKind.Move when fact.From != 0: Open(LineAt(fact.From)).Remove(index, timeline); break;
        }
        foreach (var tank in TanksOf(fact)) tank.Remove(index);
    }

    /// <summary>A late change about a thing: lines that have since drawn or given back what rests on its stock are told again.</summary>
    public void Doubt(int thing, IEnumerable<int> factsOfThing, int since)
    {
        foreach (var index in factsOfThing)
            if (log.KindOf(index) == FactKind.Move && !timeline.Before(index, since) && log[index] is { From: not 0 } fact && _lines.TryGetValue(fact.From, out var line))
                Open(line).Doubt(index, timeline);
        DoubtUnnamed(thing, since);
    }

    /// <summary>Whether it matters where things were at all.</summary>
    public bool LacksLots => unnamed.Any;

    /// <summary>A late change of where a thing was: lines that have since drawn lots of its item without a name are told again.</summary>
    public void DoubtUnnamed(int thing, int since)
    {
        foreach (var (asked, story) in unnamed.After(log.Things.ItemOf(thing), since).ToList())
            Open(story).Doubt(asked, timeline);
    }

    /// <summary>A late count of a whole place: any lot may have lain there.</summary>
    public void DoubtAll(int since)
    {
        foreach (var line in _lines.Values) Open(line).Doubt(since, timeline);
    }

    public void Settle()
    {
        foreach (var tank in _openTanks)
        {
            // Who drew from a tank that is told anew names other unnamed lots; its lines are told again with it.
            if (tank.IsStale)
                foreach (var line in tank.Facts.Select(f => log[f]).Where(f => f.Run != 0).Select(f => LineOfRun(f.Run)).OfType<LineStory>().Where(l => l.Facts.Count > 0).Distinct()) Open(line).Doubt(line.Facts[0], timeline);
            tank.Settle();
        }
        _openTanks.Clear();
        foreach (var line in _open) line.Withdraw(reader);
        foreach (var line in _open) line.Tell(reader, graph);
        _open.Clear();
    }

    private LineStory Open(LineStory line)
    {
        _open.Add(line);
        return line;
    }

    private LineStory LineAt(int place)
    {
        if (_lines.TryGetValue(place, out var known)) return known;
        var line = new LineStory(place);
        _lines.Add(place, line);
        foreach (var emptied in _emptied.GetValueOrDefault(place) ?? []) Open(line).Add(emptied, timeline);
        return line;
    }

    private void AddToRun(int index, Fact fact)
    {
        if (!_ofRun.TryGetValue(fact.Run, out var facts)) _ofRun.Add(fact.Run, facts = []);
        facts.Insert(Where(facts, index), index);
        PutRun(fact.Run, facts);
        if (_lineOfRun.TryGetValue(fact.Run, out var place)) Open(_lines[place]).Add(index, timeline);
        Positioned(fact, place);
    }

    private void RemoveFromRun(int index, Fact fact)
    {
        var facts = _ofRun[fact.Run];
        facts.Remove(index);
        Open(_lines[_lineOfRun[fact.Run]]).Remove(index, timeline);
        if (facts.Count > 0) PutRun(fact.Run, facts);
    }

    // The line of a run is where its first load was, else where its first output was: an earlier one that arrives late can move the run.
    private void PutRun(int run, List<int> facts)
    {
        var telling = facts[0];
        if (log.KindOf(telling) != FactKind.Load)
            foreach (var index in facts)
                if (log.KindOf(index) == FactKind.Load)
                {
                    telling = index;
                    break;
                }
        var place = log[telling].Place is > 0 and var known ? known : run;
        if (_lineOfRun.TryGetValue(run, out var was) && was == place) return;
        _lineOfRun[run] = place;
        var line = Open(LineAt(place));
        foreach (var index in facts)
        {
            if (was != 0) Open(_lines[was]).Remove(index, timeline);
            line.Add(index, timeline);
            Positioned(log[index], place);
        }
    }

    // Who empties a position says so of a place of its own: every line with loads there hears of it.
    private void Positioned(Fact fact, int line)
    {
        if (fact.Kind != FactKind.Load || fact.Position == 0) return;
        if (!_linesOfPosition.TryGetValue(fact.Position, out var lines)) _linesOfPosition.Add(fact.Position, lines = []);
        if (!lines.Add(line)) return;
        foreach (var emptied in _emptied.GetValueOrDefault(fact.Position) ?? []) Open(_lines[line]).Add(emptied, timeline);
    }

    private void Emptied(int index, Fact fact, bool add)
    {
        if (!_emptied.TryGetValue(fact.ParentPlace, out var all)) _emptied.Add(fact.ParentPlace, all = []);
        if (add) all.Insert(Where(all, index), index);
        else all.Remove(index);
        foreach (var place in (_linesOfPosition.GetValueOrDefault(fact.ParentPlace) ?? []).Append(fact.ParentPlace).Distinct())
        {
            if (!_lines.TryGetValue(place, out var line)) continue;
            if (add) Open(line).Add(index, timeline);
            else Open(line).Remove(index, timeline);
        }
    }

    private int Where(List<int> facts, int index)
    {
        if (facts.Count == 0 || timeline.Before(facts[^1], index)) return facts.Count;
        var at = facts.BinarySearch(index, Comparer<int>.Create(timeline.Compare));
        return at < 0 ? ~at : at;
    }

    private bool LacksLot(Fact fact)
    {
        foreach (var goods in fact.Goods)
            if (log.Things.KindOf(goods.Thing) == MaterialKind.Item) return true;
        return false;
    }

    // Rule 1: an event that says its inputs and outputs by itself needs no line.
    private void Link(int index, Fact fact)
    {
        if (fact.Goods.Count == 0) return;
        var edge = graph.AddEdge(fact.Goods.Select(g => g.Thing).Distinct().Select(thing => new Draw(thing, Why.Sure, [index])).ToList(), run: 0, timeline);
        foreach (var thing in fact.Outputs.Select(g => g.Thing).Distinct()) graph.Link(graph.EntryAt(thing, index), edge);
    }

    private Tank TankOf(int place, (bool Mixes, decimal? Band) policy)
    {
        if (!_tanks.TryGetValue(place, out var tank)) _tanks.Add(place, tank = new Tank(log, timeline, graph, place, policy.Mixes ? null : policy.Band ?? 0));
        return tank;
    }

    private IEnumerable<Tank> TanksOf(Fact fact)
    {
        foreach (var place in new[] { fact.BizLocation, fact.ReadPoint, fact.From, fact.Position, fact.ParentPlace }.Distinct())
        {
            if (place == 0 || tankAt(place) is not { } policy) continue;
            var tank = TankOf(place, policy);
            _openTanks.Add(tank);
            yield return tank;
        }
    }
}
