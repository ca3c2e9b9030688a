namespace Traceability.Cloud.Genealogy;

/// <summary>Reads an answer off what a forward trace has marked: things with their best class and the reason, and the links between them.</summary>
internal sealed class TraceReader(Projection projection, ForwardTrace trace)
{
    /// <summary>How many links a reason is followed back to where it began; only doubtful clocks can make a circle of it.</summary>
    private const int LongestReason = 100_000;

    private readonly Graph _graph = projection.Graph;

    public TraceResult Read()
    {
        var links = new List<TracedLink>(trace.Tainted.Length * 2);
        foreach (var edge in trace.Tainted)
            if (!projection.Things.IsUnnamed(_graph.ThingOf(_graph.FirstEntryAt(edge)))) AddLinks(edge, links);
        var things = new List<TracedThing>(trace.Found.Length);
        foreach (var thing in trace.Found)
        {
            if (projection.Things.IsUnnamed(thing)) continue;
            ref readonly var mark = ref trace.MarkOfThing(thing);
            things.Add(mark.Best switch
            {
                LinkClass.Confirmed => new TracedThing(thing, mark.Best, Why.Sure, mark.Depth, -1),
                LinkClass.Formerly => new TracedThing(thing, mark.Best, new Why(mark.Best, Reason.RemovedSince, trace.MarkOf(BestOf(thing, mark.Best)).Until), mark.Depth, -1),
                _ => Doubtful(thing, mark.Depth),
            });
        }
        return new TraceResult(things, links);
    }

    private TracedThing Doubtful(int thing, int depth)
    {
        var (why, member) = ReasonOf(BestOf(thing, LinkClass.Possible));
        return new TracedThing(thing, LinkClass.Possible, why, depth, member);
    }

    // Of entries that are equally sure the earliest: the reason must not depend on what arrived first.
    private int BestOf(int thing, LinkClass best)
    {
        var found = -1;
        for (var entry = _graph.FirstEntryOf(thing); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            var edge = _graph.EdgeOf(entry);
            if (!trace.IsTainted(edge)) continue;
            ref readonly var mark = ref trace.MarkOf(edge);
            var of = trace.Mode == TraceMode.Defect && mark.Until >= 0 ? LinkClass.Formerly : mark.Class;
            if (of == best && (found < 0 || trace.Entries.IsEarlier(edge, found))) found = edge;
        }
        return found;
    }

    private void AddLinks(int edge, List<TracedLink> links)
    {
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            if (!trace.Brings(member, out var brought, out _)) continue;
            var why = brought == LinkClass.Confirmed ? Why.Sure : _graph.ClassOf(member) != LinkClass.Confirmed ? _graph.WhyOf(member) : Inherited(member).Why;
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
                if (trace.Brings(inside, out var reached, out _)) links.Add(new TracedLink(_graph.FromOf(inside), entry, inside, reached == LinkClass.Confirmed ? why : _graph.WhyOf(inside)));
        }
    }

    /// <summary>Why an edge is possible only: its own doubt, or the one that its best source already had.</summary>
    private (Why Why, int Member) ReasonOf(int edge)
    {
        ref readonly var mark = ref trace.MarkOf(edge);
        return mark.IsLocal ? (_graph.WhyOf(mark.Reason), mark.Reason) : Inherited(mark.Reason);
    }

    // Of a link that is sure in itself: followed back to where the doubt arose.
    private (Why Why, int Member) Inherited(int member)
    {
        for (var i = 0; i < LongestReason && trace.Entries.Drawn(member) is { } drawn; i++)
        {
            if (drawn.Local != Reason.None || drawn.Source < 0) return (Why.Maybe(drawn.Local == Reason.None ? Reason.PartOfLot : drawn.Local), member);
            ref readonly var mark = ref trace.MarkOf(drawn.Source);
            if (mark.IsLocal) return (_graph.WhyOf(mark.Reason), mark.Reason);
            member = mark.Reason;
        }
        return (Why.Maybe(Reason.PartOfLot), -1);
    }
}
