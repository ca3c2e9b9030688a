using System.Runtime.CompilerServices;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Reads answers off what a forward trace has marked: things with their best class and the reason, and the links between them. What an
/// edge says is found once for all its entries.
/// </summary>
internal sealed class TraceReader(Projection projection, ForwardTrace trace)
{
    /// <summary>How many links a reason is followed back to where it began; only doubtful clocks can make a circle of it.</summary>
    private const int LongestReason = 100_000;

    /// <summary>How many steps before its turn something is brought from memory.</summary>
    private const int Ahead = 4;

    private readonly Graph _graph = projection.Graph;
    private readonly List<int> _path = [];
    private (int Round, Why Why, int Member)[] _reasons = [];
    private Pieces<TracedThing> _things = new();
    private TracedLinks _links = new(projection.Graph);
    private int _round;

    public TraceResult Read()
    {
        (_round, _things, _links) = (_round + 1, new(), new(_graph));
        if (_reasons.Length < _graph.EdgeCount) _reasons = new (int, Why, int)[_graph.EdgeCount + _graph.EdgeCount / 4 + 16];
        var tainted = trace.Tainted;
        for (var i = 0; i < tainted.Length; i++)
        {
            if (i + 2 * Ahead < tainted.Length) trace.FetchEdge(tainted[i + 2 * Ahead]);
            if (i + Ahead < tainted.Length) _graph.FetchListsOf(tainted[i + Ahead]);
            AddEdge(tainted[i]);
        }
        foreach (var thing in trace.Found)
        {
            if (projection.Things.IsUnnamed(thing)) continue;
            ref readonly var mark = ref trace.MarkOfThing(thing);
            var (why, member) = mark.Best == LinkClass.Confirmed ? (Why.Sure, -1) : WhyOf(trace.EarliestOf(thing, mark.Best), mark.Best);
            _things.Add(new TracedThing(thing, why, mark.Depth, member));
        }
        return new TraceResult(_things, _links);
    }

    private void AddEdge(int edge)
    {
        var entries = _graph.EntriesAt(edge);
        ref readonly var mark = ref trace.MarkOf(edge);
        var (why, member) = WhyOf(edge, trace.ClassOf(edge));
        if (trace.TellsByEdge && _graph.OpenAt(edge) < entries.Length) AddSimple(entries, why, mark.Depth, member);
        if (projection.Things.IsUnnamed(entries[0].Thing)) return;
        // What is said of the edge is said of its only link; what was removed again is a fact of the thing, not of the link.
        if (mark.IsOnly && mark.Class == why.Class && !projection.Things.HasUnnamed) _links.AddAll(edge, entries.Length, mark.Reason, why);
        else AddLinks(edge, entries);
    }

    private void AddSimple(ReadOnlySpan<Entered> entries, Why why, int depth, int member)
    {
        while (entries.Length > 0)
        {
            var room = _things.Room();
            var here = entries[..Math.Min(room.Length, entries.Length)];
            _things.Fill(Tell(here, room, why, depth, member));
            entries = entries[here.Length..];
        }
    }

    // Most of an answer is written here: each is written, and stays if it is simple.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Tell(ReadOnlySpan<Entered> entries, Span<TracedThing> room, Why why, int depth, int member)
    {
        var used = 0;
        foreach (var entry in entries)
        {
            room[used] = new TracedThing(entry.Thing, why, depth, member);
            used += entry.IsSimple ? 1 : 0;
        }
        return used;
    }

    private (Why Why, int Member) WhyOf(int edge, LinkClass of) => of switch
    {
        LinkClass.Confirmed => (Why.Sure, -1),
        LinkClass.Formerly => (new Why(of, Reason.RemovedSince, trace.UntilOf(edge)), -1),
        _ => ReasonOf(edge),
    };

    private void AddLinks(int edge, ReadOnlySpan<Entered> entries)
    {
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            if (!trace.Brings(member, out var brought, out _)) continue;
            var own = _graph.WhyOf(member);
            var why = brought == LinkClass.Confirmed ? Why.Sure : own.Class != LinkClass.Confirmed ? own : Inherited(member).Why;
            var from = _graph.FromOf(member);
            if (projection.Things.IsUnnamed(from)) AddInside(from, edge, entries.Length, why);
            else _links.AddAll(edge, entries.Length, member, why);
        }
    }

    // An unnamed lot is shown nowhere: what may be in it is linked to what was made of it.
    private void AddInside(int unnamed, int edge, int entries, Why why)
    {
        for (var drawn = _graph.FirstEntryOf(unnamed); drawn >= 0; drawn = _graph.NextEntryOf(drawn))
        {
            if (_graph.EdgeOf(drawn) < 0) continue;
            var members = _graph.Members(_graph.EdgeOf(drawn));
            for (var inside = members.Start; inside < members.End; inside++)
                if (trace.Brings(inside, out var reached, out _)) _links.AddAll(edge, entries, inside, reached == LinkClass.Confirmed ? why : _graph.WhyOf(inside));
        }
    }

    /// <summary>Why an edge is possible only: its own doubt, or the one that its best source already had.</summary>
    private (Why Why, int Member) ReasonOf(int edge)
    {
        ref readonly var mark = ref trace.MarkOf(edge);
        return mark.IsLocal ? (_graph.WhyOf(mark.Reason), mark.Reason) : Inherited(mark.Reason);
    }

    // Of a link that is sure in itself: followed back to where the doubt arose, and remembered for all on the way. What a plain thing hands
    // on is the same for all that was drawn from it.
    private (Why Why, int Member) Inherited(int member)
    {
        var from = _graph.FromOf(member);
        if (!trace.IsPlain(from)) return Followed(member);
        ref var mark = ref trace.MarkOfThing(from);
        if (mark.Sure > 0) return (Why.Maybe(Reason.PartOfLot), member);
        if (!mark.HasWhy)
        {
            var (why, by) = Followed(member);
            (mark.HasWhy, mark.Why, mark.Member) = (true, why, by);
        }
        return (mark.Why, mark.Member);
    }

    private (Why Why, int Member) Followed(int member)
    {
        _path.Clear();
        (Why Why, int Member) found = (Why.Maybe(Reason.PartOfLot), -1);
        while (_path.Count < LongestReason && trace.Entries.Drawn(member) is { } drawn)
        {
            if (drawn.Local != Reason.None || drawn.Source < 0)
            {
                found = (Why.Maybe(drawn.Local == Reason.None ? Reason.PartOfLot : drawn.Local), member);
                break;
            }
            ref readonly var mark = ref trace.MarkOf(drawn.Source);
            if (mark.IsLocal || _reasons[drawn.Source].Round == _round)
            {
                found = mark.IsLocal ? (_graph.WhyOf(mark.Reason), mark.Reason) : (_reasons[drawn.Source].Why, _reasons[drawn.Source].Member);
                break;
            }
            _path.Add(drawn.Source);
            member = mark.Reason;
        }
        foreach (var edge in _path) _reasons[edge] = (_round, found.Why, found.Member);
        return found;
    }
}
