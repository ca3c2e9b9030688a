namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Forward over the graph: each edge carries what its members bring to it, until nothing changes any more. Classes only rise, so every
/// edge is looked at a few times at most, circles of rework end by themselves, and depth has no limit and costs no stack.
/// Of a <i>simple</i> entry its edge says all there is to say. Of a <i>plain</i> thing, which had wholly come to be before any of it was drawn, a
/// count of its affected entries says all; only the others are read entry by entry (<see cref="EntryTaint"/>). Scratch arrays are kept
/// between questions and told apart by a round number.
/// </summary>
internal sealed class ForwardTrace(Projection projection)
{
    internal struct EdgeMark
    {
        public int Round;

        /// <summary>-1 while nothing affected was found in it.</summary>
        public int Depth;

        /// <summary>The first member that is possible by itself, else the first that brought something.</summary>
        public int Reason;
        public LinkClass Class;

        /// <summary>Whether the reason arose here, and whether no other member brings anything.</summary>
        public bool IsLocal, IsOnly;
    }

    internal struct ThingMark
    {
        public int Depth;

        /// <summary>Entries that are surely affected.</summary>
        public int Sure;

        /// <summary>Why the thing is possible only, and the member that says so: read when it is first asked for.</summary>
        public int Member;
        public Why Why;
        public LinkClass Best;
        public bool IsSeed, IsPlain, HasWhy;
    }

    /// <summary>How many steps before its turn something is brought from memory.</summary>
    private const int Ahead = 4;

    private readonly Graph _graph = projection.Graph;
    private readonly Things _things = projection.Things;
    private readonly Column<EdgeMark> _edges = new();
    private readonly Column<ThingMark> _marks = new();
    private readonly OpenEdges _open = new();
    private readonly Column<int> _until = new();
    private readonly Column<ulong> _marked = new();
    private readonly Column<int> _tainted = new(), _found = new(), _seeds = new();
    private EntryTaint? _entries;
    private TraceReader? _reader;
    private int _round;
    private long _clockTicks;
    private bool _isLotByUnits, _isSimpleSeed;

    public TraceMode Mode { get; private set; }

    /// <summary>Edges that something affected went into, in the order found.</summary>
    public ReadOnlySpan<int> Tainted => _tainted.Span;

    /// <summary>Things that came out of them and that more than a simple entry tells of.</summary>
    public ReadOnlySpan<int> Found => _found.Span;

    /// <summary>Whether simple entries are told by their edges alone: not where one is a seed itself, or may be in what its lot was drawn for.</summary>
    public bool TellsByEdge => !_isLotByUnits && !_isSimpleSeed;

    public TraceResult Trace(IReadOnlyCollection<int> seeds, TraceMode mode)
    {
        Spread(seeds, mode);
        return (_reader ??= new TraceReader(projection, this)).Read();
    }

    /// <summary>Finds what is affected and how surely, without making an answer of it.</summary>
    internal void Spread(IReadOnlyCollection<int> seeds, TraceMode mode)
    {
        Begin(mode);
        foreach (var seed in seeds)
        {
            Mark(seed) = new ThingMark { IsSeed = true };
            _seeds.Add(seed);
            _isSimpleSeed |= _graph.FirstEntryOf(seed) is >= 0 and var entry && _graph.IsSimple(entry);
        }
        foreach (var seed in seeds)
        {
            QueueDraws(seed, -1);
            QueueLot(seed, -1);
        }
        while (_open.Count > 0)
        {
            if (_open.Count > 2 * Ahead) FetchEdge(_open[2 * Ahead]);
            if (_open.Count > Ahead) _graph.FetchListsOf(_open[Ahead]);
            if (_open.Count > Ahead / 2) FetchThings(_open[Ahead / 2]);
            var edge = _open.Take();
            if (_graph.EntriesAt(edge).Length == 0) continue;
            var was = Marked(edge);
            if (Evaluate(edge) && !(TellsByEdge && _graph.OpenAt(edge) == 0)) Pass(edge, was);
        }
    }

    internal void FetchEdge(int edge)
    {
        _edges.Fetch(edge);
        _graph.FetchEdge(edge);
    }

    // The first few: of a long list the processor sees itself where it leads.
    private void FetchThings(int edge)
    {
        if (_graph.OpenAt(edge) == 0) return;
        var entries = _graph.EntriesAt(edge);
        foreach (var entered in entries[..Math.Min(entries.Length, 4 * Ahead)])
        {
            if (entered.IsSimple) continue;
            _marks.Fetch(entered.Thing);
            _graph.FetchThing(entered.Thing);
        }
    }

    private void Begin(TraceMode mode)
    {
        (_round, Mode, _isSimpleSeed) = (_round + 1, mode, false);
        Clear(_seeds);
        Clear(_found);
        _edges.Reach(_graph.EdgeCount, default);
        _open.Begin(_graph.EdgeCount);
        _marks.Reach(_things.Count, default);
        _marked.Reach(_things.Count / 64 + 1, 0);
        if (_graph.HasRemovals) _until.Reach(_graph.EdgeCount, -1);
        _clockTicks = projection.Timeline.LargestDoubtTicks;
        _isLotByUnits = projection.HasUnitsOfLots;
        _entries ??= new EntryTaint(projection, this);
        _tainted.Clear();
    }

    private ref EdgeMark Marked(int edge)
    {
        ref var mark = ref _edges[edge];
        if (mark.Round == _round) return ref mark;
        mark = new EdgeMark { Round = _round, Depth = -1 };
        if (_graph.HasRemovals) _until[edge] = -1;
        return ref mark;
    }

    private ref ThingMark Mark(int thing)
    {
        _marked[thing >> 6] |= 1UL << thing;
        return ref _marks[thing];
    }

    // A bit for each thing: of most that an edge draws from there is nothing to read, and all the bits stay in the cache.
    private bool IsMarked(int thing) => (_marked[thing >> 6] >> thing & 1) != 0;

    private void Clear(Column<int> things)
    {
        foreach (var thing in things.Span) _marked[thing >> 6] = 0;
        things.Clear();
    }

    public bool IsSeed(int thing) => IsMarked(thing) && _marks[thing].IsSeed;

    public bool IsTainted(int edge) => edge >= 0 && _edges[edge].Round == _round && _edges[edge].Depth >= 0;

    public ref readonly EdgeMark MarkOf(int edge) => ref _edges[edge];

    /// <summary>The last event by which all that tainted an edge is removed again; -1 while something stays.</summary>
    public int UntilOf(int edge) => _graph.HasRemovals ? _until[edge] : -1;

    /// <summary>What an edge says of its entries, as the mode asks for it.</summary>
    public LinkClass ClassOf(int edge) => Mode == TraceMode.Defect && UntilOf(edge) >= 0 ? LinkClass.Formerly : _edges[edge].Class;
    public ref ThingMark MarkOfThing(int thing) => ref _marks[thing];

    // Who draws from the thing looks again. After is the event at which it came in; of a plain thing every draw is later.
    private void QueueDraws(int thing, int after)
    {
        var draws = _graph.DrawsOf(thing);
        foreach (var edge in draws)
        {
            if (!_open.Holds(edge) && (after < 0 || MayReach(thing, edge, after))) _open.Add(edge);
        }
    }

    private bool MayReach(int thing, int edge, int after)
    {
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
            if (_graph.FromOf(member) == thing && _entries!.MayReach(member, after)) return true;
        return false;
    }

    // Rule 11: a serialised lot that is moved by quantity only may be any of its units.
    private void QueueLot(int unit, int after)
    {
        if (_isLotByUnits && projection.LotOf(unit) is var lot and >= 0 && !IsSeed(lot)) QueueDraws(lot, after);
    }

    private void Pass(int edge, in EdgeMark was)
    {
        ref var now = ref _edges[edge];
        var isNew = was.Depth < 0;
        var isSurer = now.Class == LinkClass.Confirmed && (isNew || was.Class != LinkClass.Confirmed);
        var best = ClassOf(edge);
        foreach (var entered in _graph.EntriesAt(edge))
        {
            if (TellsByEdge && entered.IsSimple) continue;
            var thing = entered.Thing;
            ref var mark = ref _marks[thing];
            if (!IsMarked(thing))
            {
                Mark(thing) = new ThingMark { Depth = int.MaxValue, Best = LinkClass.Formerly, IsPlain = _graph.IsPlain(thing, _clockTicks) && !(_isLotByUnits && projection.HasUnits(thing)) };
                _found.Add(thing);
            }
            if (mark.IsSeed) continue;
            var changed = mark.Depth > now.Depth || best < mark.Best || !mark.IsPlain;
            if (mark.Depth > now.Depth) mark.Depth = now.Depth;
            if (best < mark.Best) mark.Best = best;
            if (isSurer)
            {
                mark.Sure++;
                changed |= mark.Sure == _graph.CountOf(thing);
            }
            QueueLot(thing, _graph.EventOf(entered.Entry));
            if (changed) QueueDraws(thing, mark.IsPlain ? -1 : _graph.EventOf(entered.Entry));
        }
    }

    private bool Evaluate(int edge)
    {
        var (found, best, depth, until, reason, isLocal) = (0, LinkClass.Possible, int.MaxValue, -2, -1, false);
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            if (!Brings(member, out var brought, out var from)) continue;
            found++;
            var isOwn = _graph.WhyOf(member).Class != LinkClass.Confirmed;
            if (reason < 0 || isOwn && !isLocal) (reason, isLocal) = (member, isOwn);
            if (brought < best) best = brought;
            if (from < depth) depth = from;
            if (!_graph.HasRemovals) until = -1;
            else if (_graph.UntilOf(member) is not { } removed) until = -1;
            else if (until == -2 || until >= 0 && projection.Timeline.Before(until, removed)) until = removed;
        }
        if (found == 0) return false;
        // What an unnamed lot may have been is no step of its own.
        if (!IsUnnamed(edge)) depth++;
        ref var mark = ref _edges[edge];
        (mark.Reason, mark.IsLocal, mark.IsOnly) = (reason, isLocal, found == 1);
        if (mark.Depth >= 0 && mark.Class == best && mark.Depth == depth && UntilOf(edge) == until) return false;
        if (mark.Depth < 0) _tainted.Add(edge);
        (mark.Class, mark.Depth) = (best, depth);
        if (_graph.HasRemovals) _until[edge] = until;
        return true;
    }

    private bool IsUnnamed(int edge) => _things.HasUnnamed && _graph.RunOf(edge) == Graph.AtDraw && _things.IsUnnamed(_graph.EntriesAt(edge)[0].Thing);

    /// <summary>Whether a member brings something affected, how surely, and from how deep.</summary>
    internal bool Brings(int member, out LinkClass of, out int depth)
    {
        (of, depth) = (_graph.WhyOf(member).Class, 0);
        var from = _graph.FromOf(member);
        if (IsMarked(from))
        {
            ref readonly var mark = ref _marks[from];
            if (mark.IsSeed) return true;
            if (mark.IsPlain)
            {
                depth = mark.Depth;
                if (mark.Sure < _graph.CountOf(from) && (mark.Sure == 0 || !_things.IsUnit(from))) of = LinkClass.Possible;
                return true;
            }
        }
        else if (!_isLotByUnits || !projection.HasUnits(from)) return false;
        if (_entries!.Drawn(member) is not { } drawn) return false;
        (of, depth) = (drawn.Class, drawn.Depth);
        return true;
    }

    internal EntryTaint Entries => _entries!;

    /// <summary>Whether the thing's mark says all of it.</summary>
    internal bool IsPlain(int thing) => IsMarked(thing) && _marks[thing].IsPlain;

    /// <summary>The edge that made a thing so: of those that are equally sure the earliest, as nothing may depend on what arrived first.</summary>
    internal int EarliestOf(int thing, LinkClass best)
    {
        var found = -1;
        for (var entry = _graph.FirstEntryOf(thing); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            var edge = _graph.EdgeOf(entry);
            if (IsTainted(edge) && ClassOf(edge) == best && (found < 0 || _entries!.IsEarlier(edge, found))) found = edge;
        }
        return found;
    }
}
