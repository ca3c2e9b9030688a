namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Forward over the graph: each edge carries what its members bring to it, until nothing changes any more. Classes only rise, so every
/// edge is looked at a few times at most, circles of rework end by themselves, and depth has no limit and costs no stack.
/// Of a <i>plain</i> thing, which had wholly come to be before any of it was drawn, a count of its affected entries says all; only the
/// others are read entry by entry (<see cref="EntryTaint"/>). Scratch arrays are kept between questions and told apart by a round number.
/// </summary>
internal sealed class ForwardTrace(Projection projection)
{
    internal struct EdgeMark
    {
        public int Round;

        /// <summary>-1 while nothing affected was found in it.</summary>
        public int Depth;

        /// <summary>The last event by which all that tainted it is removed again; -1 while something stays.</summary>
        public int Until;

        /// <summary>The first member that is possible by itself, else the first that brought something.</summary>
        public int Reason;
        public LinkClass Class;
        public bool IsQueued, IsLocal;
    }

    internal struct ThingMark
    {
        public int Round;
        public int Depth;

        /// <summary>Entries that are surely affected.</summary>
        public int Sure;
        public LinkClass Best;
        public bool IsSeed, IsPlain;
    }

    private readonly Graph _graph = projection.Graph;
    private readonly Things _things = projection.Things;
    private EdgeMark[] _edges = [];
    private ThingMark[] _marks = [];
    private int[] _open = new int[1024];
    private int _first, _last;
    private readonly Column<int> _tainted = new(), _found = new();
    private EntryTaint? _entries;
    private int _round;
    private long _clockTicks;
    private bool _isLotByUnits;

    public TraceMode Mode { get; private set; }

    /// <summary>Edges that something affected went into, and things that came out of them, in the order found.</summary>
    public ReadOnlySpan<int> Tainted => _tainted.Span;
    public ReadOnlySpan<int> Found => _found.Span;

    public TraceResult Trace(IReadOnlyCollection<int> seeds, TraceMode mode)
    {
        Spread(seeds, mode);
        return new TraceReader(projection, this).Read();
    }

    /// <summary>Finds what is affected and how surely, without making an answer of it.</summary>
    internal void Spread(IReadOnlyCollection<int> seeds, TraceMode mode)
    {
        Begin(mode);
        foreach (var seed in seeds) Mark(seed) = new ThingMark { Round = _round, IsSeed = true };
        foreach (var seed in seeds)
        {
            QueueDraws(seed, -1);
            QueueLot(seed, -1);
        }
        while (_first < _last)
        {
            var edge = _open[_first++];
            _edges[edge].IsQueued = false;
            var was = _edges[edge];
            if (Evaluate(edge)) Pass(edge, was);
        }
    }

    private void Begin(TraceMode mode)
    {
        (_round, Mode, _first, _last) = (_round + 1, mode, 0, 0);
        if (_edges.Length < _graph.EdgeCount) _edges = new EdgeMark[_graph.EdgeCount + _graph.EdgeCount / 4 + 16];
        if (_marks.Length < _things.Count) _marks = new ThingMark[_things.Count + _things.Count / 4 + 16];
        _clockTicks = projection.Timeline.LargestDoubtTicks;
        _isLotByUnits = projection.HasUnitsOfLots;
        _entries ??= new EntryTaint(projection, this);
        _tainted.Clear();
        _found.Clear();
    }

    private ref ThingMark Mark(int thing) => ref _marks[thing];

    public bool IsSeed(int thing) => _marks[thing].Round == _round && _marks[thing].IsSeed;

    public bool IsTainted(int edge) => edge >= 0 && _edges[edge].Round == _round && _edges[edge].Depth >= 0;

    public ref readonly EdgeMark MarkOf(int edge) => ref _edges[edge];
    public ref readonly ThingMark MarkOfThing(int thing) => ref _marks[thing];

    // Who draws from the thing looks again. After is the event at which it came in; of a plain thing every draw is later.
    private void QueueDraws(int thing, int after)
    {
        for (var member = _graph.FirstDrawnFrom(thing); member >= 0; member = _graph.NextDrawnFrom(member))
        {
            var edge = _graph.EdgeOfMember(member);
            ref var mark = ref _edges[edge];
            if (mark.Round != _round) mark = new EdgeMark { Round = _round, Depth = -1, Until = -1 };
            if (mark.IsQueued || _graph.FirstEntryAt(edge) < 0 || after >= 0 && !_entries!.MayReach(member, after)) continue;
            mark.IsQueued = true;
            Push(edge);
        }
    }

    private void Push(int edge)
    {
        if (_last == _open.Length)
        {
            // What was taken from the front makes room first.
            if (_first > _open.Length / 2) (_first, _last) = (0, Shift());
            else Array.Resize(ref _open, _open.Length * 2);
        }
        _open[_last++] = edge;
    }

    private int Shift()
    {
        Array.Copy(_open, _first, _open, 0, _last - _first);
        return _last - _first;
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
        var best = Mode == TraceMode.Defect && now.Until >= 0 ? LinkClass.Formerly : now.Class;
        for (var entry = _graph.FirstEntryAt(edge); entry >= 0; entry = _graph.NextEntryAt(entry))
        {
            var thing = _graph.ThingOf(entry);
            ref var mark = ref Mark(thing);
            if (mark.Round != _round)
            {
                mark = new ThingMark { Round = _round, Depth = int.MaxValue, Best = LinkClass.Formerly, IsPlain = _graph.IsPlain(thing, _clockTicks) && !(_isLotByUnits && projection.HasUnits(thing)) };
                _found.Add(thing);
            }
            if (mark.IsSeed) continue;
            var changed = mark.Depth > now.Depth || best < mark.Best || !mark.IsPlain;
            if (mark.Depth > now.Depth) mark.Depth = now.Depth;
            if (best < mark.Best) mark.Best = best;
            if (isSurer)
            {
                mark.Sure++;
                changed |= mark.Sure == _graph.EntriesOf(thing);
            }
            QueueLot(thing, _graph.EventOf(entry));
            if (changed) QueueDraws(thing, mark.IsPlain ? -1 : _graph.EventOf(entry));
        }
    }

    private bool Evaluate(int edge)
    {
        var (found, best, depth, until, reason, isLocal) = (false, LinkClass.Possible, int.MaxValue, -2, -1, false);
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            if (!Brings(member, out var brought, out var from)) continue;
            found = true;
            var isOwn = _graph.ClassOf(member) != LinkClass.Confirmed;
            if (reason < 0 || isOwn && !isLocal) (reason, isLocal) = (member, isOwn);
            if (brought < best) best = brought;
            if (from < depth) depth = from;
            if (!_graph.HasRemovals) until = -1;
            else if (_graph.UntilOf(member) is not { } removed) until = -1;
            else if (until == -2 || until >= 0 && projection.Timeline.Before(until, removed)) until = removed;
        }
        if (!found) return false;
        // What an unnamed lot may have been is no step of its own.
        if (!IsUnnamed(edge)) depth++;
        ref var mark = ref _edges[edge];
        (mark.Reason, mark.IsLocal) = (reason, isLocal);
        if (mark.Depth >= 0 && mark.Class == best && mark.Depth == depth && mark.Until == until) return false;
        if (mark.Depth < 0) _tainted.Add(edge);
        (mark.Class, mark.Depth, mark.Until) = (best, depth, until);
        return true;
    }

    private bool IsUnnamed(int edge) => _graph.RunOf(edge) == Graph.AtDraw && _things.IsUnnamed(_graph.ThingOf(_graph.FirstEntryAt(edge)));

    /// <summary>Whether a member brings something affected, how surely, and from how deep.</summary>
    internal bool Brings(int member, out LinkClass of, out int depth)
    {
        (of, depth) = (_graph.ClassOf(member), 0);
        var from = _graph.FromOf(member);
        ref var mark = ref Mark(from);
        if (mark.Round == _round)
        {
            if (mark.IsSeed) return true;
            if (mark.IsPlain)
            {
                depth = mark.Depth;
                if (mark.Sure < _graph.EntriesOf(from) && (mark.Sure == 0 || !_things.IsUnit(from))) of = LinkClass.Possible;
                return true;
            }
        }
        else if (!_isLotByUnits || !projection.HasUnits(from)) return false;
        if (_entries!.Drawn(member) is not { } drawn) return false;
        (of, depth) = (drawn.Class, drawn.Depth);
        return true;
    }

    internal EntryTaint Entries => _entries!;
}
