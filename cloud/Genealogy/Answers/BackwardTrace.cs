namespace Traceability.Cloud.Genealogy;

/// <summary>
/// What is in it: exactly the things whose own forward trace names one of the seeds, with the class that it gives there. All
/// that leads here is collected first; then, for a block of ancestors at a time, one bit each says which edges an ancestor is surely in and
/// which it may be in.
/// </summary>
internal sealed class BackwardTrace(Projection projection, TraceMode mode)
{
    private const int Block = 4096;

    private readonly Graph _graph = projection.Graph;
    private readonly Timeline _timeline = projection.Timeline;
    private readonly Dictionary<int, int> _ancestors = [];
    private readonly List<(int Thing, int Depth, Why Why, int Member)> _found = [];
    private readonly HashSet<int> _entries = [];
    private readonly Dictionary<int, int> _edges = [];
    private readonly List<int> _inOrder = [];

    public TraceResult Trace(IReadOnlyCollection<int> seeds)
    {
        var links = Collect(seeds);
        _inOrder.AddRange(_edges.Keys);
        // What a thing was drawn out of at an event is there before what the event made of it.
        _inOrder.Sort((a, b) => _timeline.Compare(_graph.SinceOf(a), _graph.SinceOf(b)) is var order and not 0 ? order : (_graph.RunOf(b) == Graph.AtDraw).CompareTo(_graph.RunOf(a) == Graph.AtDraw));
        for (var i = 0; i < _inOrder.Count; i++) _edges[_inOrder[i]] = i;
        var things = new List<TracedThing>();
        for (var from = 0; from < _found.Count; from += Block)
        {
            var ends = new SureAncestors(projection, mode, _inOrder, _edges, _ancestors, from, Math.Min(Block, _found.Count - from)).At(seeds);
            for (var i = from; i < Math.Min(from + Block, _found.Count); i++) Add(things, _found[i], ends[i - from], seeds);
        }
        return new TraceResult(things, links);
    }

    private static void Add(List<TracedThing> things, (int Thing, int Depth, Why Why, int Member) found, LinkClass? end, IReadOnlyCollection<int> seeds)
    {
        if (end is not { } of || seeds.Contains(found.Thing)) return;
        var why = of switch
        {
            LinkClass.Confirmed => Why.Sure,
            LinkClass.Formerly => new Why(of, Reason.RemovedSince, found.Why.Reason == Reason.RemovedSince ? found.Why.Argument : 0),
            _ => found.Why.Class == LinkClass.Possible ? found.Why : Why.Maybe(Reason.PartOfLot),
        };
        things.Add(new TracedThing(found.Thing, why, found.Depth, why.Reason == found.Why.Reason ? found.Member : -1));
    }

    private TracedLinks Collect(IReadOnlyCollection<int> seeds)
    {
        var links = new TracedLinks(_graph);
        var level = new List<(int Entry, Why Why, int Member)>();
        foreach (var seed in seeds)
            for (var entry = _graph.FirstEntryOf(seed); entry >= 0; entry = _graph.NextEntryOf(entry))
                if (_graph.EdgeOf(entry) >= 0 && _entries.Add(entry)) level.Add((entry, Why.Sure, -1));
        for (var depth = 1; level.Count > 0; depth++)
        {
            // In the order of time, so that the reason does not depend on what arrived first.
            level.Sort((a, b) => _timeline.Compare(_graph.EventOf(a.Entry), _graph.EventOf(b.Entry)));
            var next = new List<(int, Why, int)>();
            // What an unnamed lot may have been is no step of its own: it joins the level that is being read.
            for (var i = 0; i < level.Count; i++) Into(level[i].Entry, (level[i].Why, level[i].Member), depth, links, next, level);
            level = next;
        }
        return links;
    }

    private void Into(int entry, (Why Why, int Member) sofar, int depth, TracedLinks links, List<(int, Why, int)> next, List<(int, Why, int)> level)
    {
        var edge = _graph.EdgeOf(entry);
        _edges.TryAdd(edge, 0);
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            var from = _graph.FromOf(member);
            var own = _graph.WhyOf(member);
            if (mode == TraceMode.Defect && _graph.UntilOf(member) is { } until) own = new Why(LinkClass.Formerly, Reason.RemovedSince, until);
            var why = own.Class != LinkClass.Confirmed ? (own, member) : sofar;
            if (!projection.Things.IsUnnamed(from)) Found(from, depth, why);
            if (!projection.Things.IsUnnamed(_graph.ThingOf(entry))) Link(member, entry, own, links);
            Open(from, member, why, projection.Things.IsUnnamed(from) ? level : next);
            foreach (var unit in projection.UnitsOf(from)) ByQuantity(unit, member, depth, next);
        }
    }

    private void Link(int member, int entry, Why own, TracedLinks links)
    {
        var from = _graph.FromOf(member);
        if (!projection.Things.IsUnnamed(from)) links.Add(entry, member, own);
        else
            for (var drawn = _graph.FirstEntryOf(from); drawn >= 0; drawn = _graph.NextEntryOf(drawn))
            {
                if (_graph.EdgeOf(drawn) < 0) continue;
                var members = _graph.Members(_graph.EdgeOf(drawn));
                for (var inside = members.Start; inside < members.End; inside++)
                    links.Add(entry, inside, _graph.WhyOf(inside).Class == LinkClass.Confirmed ? own : _graph.WhyOf(inside));
            }
    }

    private void Found(int thing, int depth, (Why Why, int Member) why)
    {
        if (_ancestors.TryAdd(thing, _found.Count)) _found.Add((thing, depth, why.Why, why.Member));
    }

    private void Open(int from, int member, (Why Why, int Member) why, List<(int, Why, int)> next)
    {
        for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
            if (!_entries.Contains(entry) && IsCovered(entry, member))
            {
                _entries.Add(entry);
                if (_graph.EdgeOf(entry) >= 0) next.Add((entry, why.Why, why.Member));
            }
    }

    // Rule 11: what was drawn of a serialised lot by quantity only may have been any unit born by then.
    private void ByQuantity(int unit, int member, int depth, List<(int, Why, int)> next)
    {
        for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            if (!IsCovered(entry, member)) continue;
            Found(unit, depth, (Why.Maybe(Reason.ByQuantityOnly), -1));
            if (_entries.Add(entry) && _graph.EdgeOf(entry) >= 0) next.Add((entry, Why.Maybe(Reason.ByQuantityOnly), -1));
        }
    }

    private bool IsCovered(int entry, int member)
    {
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
            if (Reach.Covers(_graph, _timeline, entry, draw, by)) return true;
        return false;
    }
}
