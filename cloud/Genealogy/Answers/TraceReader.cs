namespace Traceability.Cloud.Genealogy;

/// <summary>Reads an answer off tainted edges: things with their best class and the reason, and the links between them.</summary>
internal sealed class TraceReader(Projection projection, ForwardTrace trace, TraceMode mode)
{
    /// <summary>How many links a reason is followed back to where it began; only doubtful clocks can make a circle of it.</summary>
    private const int LongestReason = 100_000;

    private readonly Graph _graph = projection.Graph;
    private readonly Dictionary<int, (Why Why, int Member)> _reasons = [];

    public TraceResult Read(IReadOnlyList<int> tainted)
    {
        var links = new List<TracedLink>(tainted.Count * 2);
        var index = new Dictionary<int, int>(tainted.Count);
        var found = new List<(int Thing, LinkClass Class, int Depth, int Edge)>(tainted.Count);
        foreach (var edge in tainted)
        {
            var (ofEdge, depth, until) = trace.TaintOf(edge);
            var now = mode == TraceMode.Defect && until >= 0 ? LinkClass.Formerly : ofEdge;
            var hidden = true;
            for (var entry = _graph.FirstEntryAt(edge); entry >= 0; entry = _graph.NextEntryAt(entry))
            {
                var thing = _graph.ThingOf(entry);
                if (projection.Things.IsUnnamed(thing)) continue;
                hidden = false;
                if (trace.IsSeed(thing)) continue;
                if (!index.TryGetValue(thing, out var at))
                {
                    index.Add(thing, found.Count);
                    found.Add((thing, now, depth, edge));
                    continue;
                }
                var known = found[at];
                var better = now < known.Class || now == known.Class && IsEarlier(edge, known.Edge);
                found[at] = (thing, better ? now : known.Class, Math.Min(depth, known.Depth), better ? edge : known.Edge);
            }
            if (!hidden) AddLinks(edge, links);
        }
        var things = new List<TracedThing>(found.Count);
        foreach (var (thing, of, depth, edge) in found)
        {
            if (of == LinkClass.Confirmed) things.Add(new TracedThing(thing, of, Why.Sure, depth, -1));
            else if (of == LinkClass.Formerly) things.Add(new TracedThing(thing, of, new Why(of, Reason.RemovedSince, trace.TaintOf(edge).Until), depth, -1));
            else
            {
                var (why, member) = ReasonOf(edge);
                things.Add(new TracedThing(thing, of, why, depth, member));
            }
        }
        return new TraceResult(things, links);
    }

    private bool IsEarlier(int edge, int than) => projection.Timeline.Before(_graph.SinceOf(edge), _graph.SinceOf(than));

    private void AddLinks(int edge, List<TracedLink> links)
    {
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            if (trace.Drawn(member) is not { } drawn) continue;
            var own = _graph.WhyOf(member);
            var why = drawn.Class == LinkClass.Confirmed ? Why.Sure : own.Class != LinkClass.Confirmed ? own : drawn.Local != Reason.None ? Why.Maybe(drawn.Local) : drawn.Source >= 0 ? ReasonOf(drawn.Source).Why : own;
            for (var entry = _graph.FirstEntryAt(edge); entry >= 0; entry = _graph.NextEntryAt(entry)) AddLink(member, entry, why, links);
        }
    }

    // An unnamed lot is shown nowhere: what may be in it is linked to what was made of it.
    private void AddLink(int member, int entry, Why why, List<TracedLink> links)
    {
        var from = _graph.FromOf(member);
        if (!projection.Things.IsUnnamed(from))
        {
            links.Add(new TracedLink(from, entry, member, why));
            return;
        }
        for (var drawn = _graph.FirstEntryOf(from); drawn >= 0; drawn = _graph.NextEntryOf(drawn))
        {
            if (_graph.EdgeOf(drawn) < 0) continue;
            var members = _graph.Members(_graph.EdgeOf(drawn));
            for (var inside = members.Start; inside < members.End; inside++)
                if (trace.Drawn(inside) is { } reached) links.Add(new TracedLink(_graph.FromOf(inside), entry, inside, reached.Class == LinkClass.Confirmed ? why : _graph.WhyOf(inside)));
        }
    }

    /// <summary>Why an edge is possible only: its own doubt, or the one that its best source already had.</summary>
    private (Why Why, int Member) ReasonOf(int edge)
    {
        var way = new List<int>();
        var found = (Why.Maybe(Reason.PartOfLot), -1);
        for (var at = edge; way.Count < LongestReason; )
        {
            if (_reasons.TryGetValue(at, out var known))
            {
                found = known;
                break;
            }
            way.Add(at);
            var step = Step(at);
            if (step.Source < 0)
            {
                found = (step.Why, step.Member);
                break;
            }
            at = step.Source;
        }
        foreach (var passed in way) _reasons[passed] = found;
        return found;
    }

    private (Why Why, int Source, int Member) Step(int edge)
    {
        var members = _graph.Members(edge);
        (Why Why, int Source, int Member)? first = null;
        for (var member = members.Start; member < members.End; member++)
        {
            if (trace.Drawn(member) is not { } drawn) continue;
            var own = _graph.WhyOf(member);
            if (own.Class != LinkClass.Confirmed) return (own, -1, member);
            first ??= drawn.Local != Reason.None ? (Why.Maybe(drawn.Local), -1, member) : (Why.Maybe(Reason.PartOfLot), drawn.Source, member);
        }
        return first ?? (Why.Maybe(Reason.PartOfLot), -1, -1);
    }
}
