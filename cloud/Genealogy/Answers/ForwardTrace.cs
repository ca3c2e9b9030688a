namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Forward over the graph: each edge carries what its members bring to it, until nothing changes any more. Classes only rise, so every
/// edge is looked at a few times at most, circles of rework end by themselves, and depth has no limit and costs no stack.
/// The scratch arrays are kept between questions and told apart by a round number.
/// </summary>
internal sealed class ForwardTrace(Projection projection)
{
    private struct Taint
    {
        public int Round;
        public LinkClass Class;
        public int Depth;

        /// <summary>The last event by which all that tainted it is removed again; -1 while something stays.</summary>
        public int Until;
        public bool IsQueued;
    }

    private readonly Graph _graph = projection.Graph;
    private readonly Timeline _timeline = projection.Timeline;
    private Taint[] _taints = [];
    private int[] _seedRound = [];
    private readonly Queue<int> _open = new();
    private readonly List<int> _tainted = [];
    private int _round;
    private TraceMode _mode;

    public TraceResult Trace(IReadOnlyCollection<int> seeds, TraceMode mode)
    {
        Spread(seeds, mode);
        return new TraceReader(projection, this, mode).Read(_tainted);
    }

    /// <summary>Only how sure each of these edges' entries is reached; for questions that need no answer in full.</summary>
    internal void Spread(IReadOnlyCollection<int> seeds, TraceMode mode)
    {
        (_round, _mode) = (_round + 1, mode);
        if (_taints.Length < _graph.EdgeCount) Array.Resize(ref _taints, _graph.EdgeCount + _graph.EdgeCount / 4 + 16);
        if (_seedRound.Length < projection.Things.Count) Array.Resize(ref _seedRound, projection.Things.Count + projection.Things.Count / 4 + 16);
        _tainted.Clear();
        foreach (var seed in seeds) _seedRound[seed] = _round;
        foreach (var seed in seeds)
        {
            Queue(seed, -1);
            QueueLot(seed, -1);
        }
        while (_open.TryDequeue(out var edge))
        {
            _taints[edge].IsQueued = false;
            if (Evaluate(edge)) Pass(edge);
        }
    }

    /// <summary>Edges that the last question reached, each once.</summary>
    internal IReadOnlyList<int> Tainted => _tainted;

    public bool IsSeed(int thing) => _seedRound[thing] == _round;

    public bool IsTainted(int edge) => edge >= 0 && _taints[edge].Round == _round && _taints[edge].Depth >= 0;

    public (LinkClass Class, int Depth, int Until) TaintOf(int edge) => (_taints[edge].Class, _taints[edge].Depth, _taints[edge].Until);

    // Who draws from the thing looks again. After is the event at which it came in; earlier draws cannot have taken it.
    private void Queue(int thing, int after)
    {
        for (var member = _graph.FirstDrawnFrom(thing); member >= 0; member = _graph.NextDrawnFrom(member))
        {
            var edge = _graph.EdgeOfMember(member);
            if (_graph.FirstEntryAt(edge) < 0) continue;
            ref var taint = ref _taints[edge];
            if (taint.Round != _round) taint = new Taint { Round = _round, Depth = -1 };
            if (taint.IsQueued || after >= 0 && !MayReach(member, after)) continue;
            taint.IsQueued = true;
            _open.Enqueue(edge);
        }
    }

    private bool MayReach(int member, int after)
    {
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
            if (by == after || _timeline.Before(after, draw) || _timeline.HasDoubt && _timeline.EitherOrder(after, draw)) return true;
        return false;
    }

    // Rule 11: a serialised lot that is moved by quantity only may be any of its units.
    private void QueueLot(int unit, int after)
    {
        if (projection.LotOf(unit) is var lot and >= 0 && !IsSeed(lot)) Queue(lot, after);
    }

    private void Pass(int edge)
    {
        for (var entry = _graph.FirstEntryAt(edge); entry >= 0; entry = _graph.NextEntryAt(entry))
        {
            var thing = _graph.ThingOf(entry);
            if (IsSeed(thing)) continue;
            Queue(thing, _graph.EventOf(entry));
            QueueLot(thing, _graph.EventOf(entry));
        }
    }

    private bool Evaluate(int edge)
    {
        var (found, best, depth, until) = (false, LinkClass.Possible, int.MaxValue, -2);
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            if (Drawn(member) is not { } drawn) continue;
            found = true;
            if (drawn.Class < best) best = drawn.Class;
            if (drawn.Depth < depth) depth = drawn.Depth;
            var removed = _graph.UntilOf(member) ?? -1;
            until = until == -2 ? removed : until == -1 || removed == -1 ? -1 : _timeline.Before(until, removed) ? removed : until;
        }
        if (!found) return false;
        // What an unnamed lot may have been is no step of its own.
        if (!IsUnnamed(edge)) depth++;
        ref var taint = ref _taints[edge];
        var isNew = taint.Depth < 0;
        if (!isNew && taint.Class == best && taint.Depth == depth && taint.Until == until) return false;
        if (isNew) _tainted.Add(edge);
        (taint.Class, taint.Depth, taint.Until) = (best, depth, until);
        return true;
    }

    private bool IsUnnamed(int edge) => _graph.RunOf(edge) == Graph.AtDraw && projection.Things.IsUnnamed(_graph.ThingOf(_graph.FirstEntryAt(edge)));

    /// <summary>What a member brings: null where nothing affected was drawn; Source is the entry's edge that it came by, Part says that not all of the lot is affected.</summary>
    internal (LinkClass Class, int Depth, int Source, Reason Local)? Drawn(int member)
    {
        var from = _graph.FromOf(member);
        var own = _graph.WhyOf(member).Class;
        if (IsSeed(from)) return (own, 0, -1, Reason.None);
        (LinkClass Class, int Depth, int Source, Reason Local)? found = null;
        var all = true;
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
        {
            if (At(from, draw, by) is not { } here)
            {
                all = false;
                continue;
            }
            found = found is not { } known ? here
                : (known.Class > here.Class ? known.Class : here.Class, Math.Min(known.Depth, here.Depth), here.Class > known.Class ? here.Source : known.Source, here.Class > known.Class ? here.Local : known.Local);
        }
        if (found is not { } drawn) return null;
        if (!all && drawn.Class == LinkClass.Confirmed) drawn = (LinkClass.Possible, drawn.Depth, -1, Reason.PartOfLot);
        return own > drawn.Class ? (own, drawn.Depth, -1, Reason.None) : drawn;
    }

    // Rule 5: of a lot put out in several entries a draw is sure only if every entry before it is.
    private (LinkClass Class, int Depth, int Source, Reason Local)? At(int from, int draw, int by)
    {
        var isUnit = projection.Things.IsUnit(from);
        var (found, every, best, depth, source) = (false, true, LinkClass.Possible, int.MaxValue, -1);
        for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            if (!Reach.Covers(_graph, _timeline, entry, draw, by)) continue;
            var edge = _graph.EdgeOf(entry);
            if (!IsTainted(edge) || IsGone(edge, draw))
            {
                every = every && _graph.HasTwins && HasSureTwin(entry, draw);
                continue;
            }
            ref var taint = ref _taints[edge];
            found = true;
            if (taint.Class != LinkClass.Confirmed) every = every && _graph.HasTwins && HasSureTwin(entry, draw);
            if (taint.Depth < depth) depth = taint.Depth;
            // Of equals the earliest: the reason must not depend on what arrived first.
            if (source >= 0 && (taint.Class > best || taint.Class == best && !Earlier(edge, source))) continue;
            (best, source) = (taint.Class, edge);
        }
        var units = isUnit ? default : ByUnits(from, draw, by);
        if (units.Any) return found || units.Depth >= 0 ? (LinkClass.Possible, Math.Min(depth, units.Depth < 0 ? int.MaxValue : units.Depth), -1, Reason.ByQuantityOnly) : null;
        if (found && (isUnit ? best == LinkClass.Confirmed : every)) return (LinkClass.Confirmed, depth, source, Reason.None);
        if (found) return (LinkClass.Possible, depth, best == LinkClass.Possible ? source : -1, best == LinkClass.Possible ? Reason.None : Reason.PartOfLot);
        return null;
    }

    // Several rules may tell of one coming-into-being; it is affected if one of them says so.
    private bool HasSureTwin(int entry, int draw)
    {
        for (var twin = _graph.FirstEntryOf(_graph.ThingOf(entry)); twin >= 0; twin = _graph.NextEntryOf(twin))
            if (_graph.EventOf(twin) == _graph.EventOf(entry) && _graph.EdgeOf(twin) is var edge && IsTainted(edge) && _taints[edge].Class == LinkClass.Confirmed && !IsGone(edge, draw)) return true;
        return false;
    }

    private bool IsGone(int edge, int draw) => _mode == TraceMode.Defect && _taints[edge].Until is >= 0 and var until && Reach.IsRemovedBefore(_timeline, until, draw);

    private bool Earlier(int a, int b) => _timeline.Before(_graph.SinceOf(a), _graph.SinceOf(b));

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
                if (IsSeed(unit)) depth = 0;
                else if (IsTainted(edge) && !IsGone(edge, draw)) depth = depth < 0 ? _taints[edge].Depth : Math.Min(depth, _taints[edge].Depth);
            }
        return (any, depth);
    }
}
