namespace Traceability.Cloud.Genealogy;

/// <summary>What a draw took from a thing that came to be bit by bit: entry by entry, with rules 5, 8 and 11 in full and clocks in doubt.</summary>
internal sealed class EntryTaint(Projection projection, ForwardTrace trace)
{
    private readonly Graph _graph = projection.Graph;
    private readonly Timeline _timeline = projection.Timeline;

    /// <summary>Source is the edge that it came by, -1 for a seed; Local is a reason that arises here.</summary>
    public readonly record struct Taken(LinkClass Class, int Depth, int Source, Reason Local);

    /// <summary>Whether a member's draws can have taken what came in at an event.</summary>
    public bool MayReach(int member, int after)
    {
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
            if (by == after || _timeline.Before(after, draw) || _timeline.HasDoubt && _timeline.EitherOrder(after, draw)) return true;
        return false;
    }

    /// <summary>What a member brings: null where nothing affected was drawn.</summary>
    public Taken? Drawn(int member)
    {
        var from = _graph.FromOf(member);
        var own = _graph.WhyOf(member).Class;
        if (trace.IsSeed(from)) return new Taken(own, 0, -1, Reason.None);
        if (trace.IsPlain(from)) return OfPlain(from, own, in trace.MarkOfThing(from));
        Taken? found = null;
        var all = true;
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
        {
            if (At(from, draw, by) is not { } here)
            {
                all = false;
                continue;
            }
            found = found is not { } known ? here : (here.Class > known.Class ? here : known) with { Depth = Math.Min(known.Depth, here.Depth) };
        }
        if (found is not { } drawn) return null;
        if (!all && drawn.Class == LinkClass.Confirmed) drawn = new Taken(LinkClass.Possible, drawn.Depth, -1, Reason.PartOfLot);
        return own > drawn.Class ? new Taken(own, drawn.Depth, -1, Reason.None) : drawn;
    }

    // All of it was there at every draw: what holds of the thing holds of each.
    private Taken? OfPlain(int from, LinkClass own, in ForwardTrace.ThingMark mark)
    {
        var isSure = mark.Sure == _graph.CountOf(from) || mark.Sure > 0 && projection.Things.IsUnit(from);
        if (isSure || own != LinkClass.Confirmed) return new Taken(own, mark.Depth, -1, Reason.None);
        if (mark.Sure > 0) return new Taken(LinkClass.Possible, mark.Depth, -1, Reason.PartOfLot);
        return new Taken(LinkClass.Possible, mark.Depth, trace.EarliestOf(from, LinkClass.Possible), Reason.None);
    }

    // Rule 5: of a lot put out in several entries a draw is sure only if every entry before it is.
    private Taken? At(int from, int draw, int by)
    {
        var isUnit = projection.Things.IsUnit(from);
        var (found, every, best, depth, source) = (false, true, LinkClass.Possible, int.MaxValue, -1);
        for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            if (!Reach.Covers(_graph, _timeline, entry, draw, by)) continue;
            var edge = _graph.EdgeOf(entry);
            var isHere = trace.IsTainted(edge) && !IsGone(edge, draw);
            if (!isHere || trace.MarkOf(edge).Class != LinkClass.Confirmed) every = every && _graph.HasTwins && HasSureTwin(entry, draw);
            if (!isHere) continue;
            ref readonly var mark = ref trace.MarkOf(edge);
            found = true;
            if (mark.Depth < depth) depth = mark.Depth;
            // Of equals the earliest: the reason must not depend on what arrived first.
            if (source < 0 || mark.Class < best || mark.Class == best && IsEarlier(edge, source)) (best, source) = (mark.Class, edge);
        }
        var units = isUnit ? default : ByUnits(from, draw, by);
        if (units.Any)
            return found || units.Depth >= 0 ? new Taken(LinkClass.Possible, Math.Min(depth, units.Depth < 0 ? int.MaxValue : units.Depth), -1, Reason.ByQuantityOnly) : null;
        if (!found) return null;
        if (isUnit ? best == LinkClass.Confirmed : every) return new Taken(LinkClass.Confirmed, depth, source, Reason.None);
        return best == LinkClass.Possible ? new Taken(best, depth, source, Reason.None) : new Taken(LinkClass.Possible, depth, -1, Reason.PartOfLot);
    }

    // Several rules may tell of one coming-into-being; it is affected if one of them says so.
    private bool HasSureTwin(int entry, int draw)
    {
        for (var twin = _graph.FirstEntryOf(_graph.ThingOf(entry)); twin >= 0; twin = _graph.NextEntryOf(twin))
            if (_graph.EventOf(twin) == _graph.EventOf(entry) && _graph.EdgeOf(twin) is var edge && trace.IsTainted(edge) && trace.MarkOf(edge).Class == LinkClass.Confirmed && !IsGone(edge, draw)) return true;
        return false;
    }

    private bool IsGone(int edge, int draw) => trace.Mode == TraceMode.Defect && trace.UntilOf(edge) is >= 0 and var until && Reach.IsRemovedBefore(_timeline, until, draw);

    public bool IsEarlier(int edge, int than) => _timeline.Before(_graph.SinceOf(edge), _graph.SinceOf(than));

    // Any: the lot has units that may have been in the draw, so that it is possible at best; Depth is negative where none of them is affected.
    private (bool Any, int Depth) ByUnits(int lot, int draw, int by)
    {
        var (any, depth) = (false, -1);
        foreach (var unit in projection.UnitsOf(lot))
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
            {
                if (!Reach.Covers(_graph, _timeline, entry, draw, by)) continue;
                any = true;
                var edge = _graph.EdgeOf(entry);
                if (trace.IsSeed(unit)) depth = 0;
                else if (trace.IsTainted(edge) && !IsGone(edge, draw)) depth = depth < 0 ? trace.MarkOf(edge).Depth : Math.Min(depth, trace.MarkOf(edge).Depth);
            }
        return (any, depth);
    }
}
