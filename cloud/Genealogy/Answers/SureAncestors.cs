namespace Traceability.Cloud.Genealogy;

/// <summary>
/// For a block of ancestors, a bit each: in which edges they may be, and in which they surely are. The rules are those of
/// <see cref="ForwardTrace"/>, asked of every ancestor at once.
/// </summary>
internal sealed class SureAncestors
{
    private readonly Projection _projection;
    private readonly Graph _graph;
    private readonly TraceMode _mode;
    private readonly List<int> _edges;
    private readonly Dictionary<int, int> _rows;
    private readonly Dictionary<int, int> _ancestors;
    private readonly int _first;
    private readonly int _count;
    private readonly int _words;
    private readonly ulong[] _some;
    private readonly ulong[] _sure;

    // Which ancestors may have come with each member, of edges from which some were removed.
    private readonly Dictionary<int, ulong[]> _with = [];
    private bool _pointsBack;

    public SureAncestors(Projection projection, TraceMode mode, List<int> edges, Dictionary<int, int> rows, Dictionary<int, int> ancestors, int first, int count)
    {
        (_projection, _graph, _mode, _edges, _rows, _ancestors, _first, _count) = (projection, projection.Graph, mode, edges, rows, ancestors, first, count);
        _words = (count + 63) / 64;
        (_some, _sure) = (new ulong[edges.Count * _words], new ulong[edges.Count * _words]);
        if (mode == TraceMode.Defect) SeparateRemoved();
    }

    private void SeparateRemoved()
    {
        foreach (var edge in _edges)
        {
            var members = _graph.Members(edge);
            var isWhole = true;
            for (var member = members.Start; member < members.End; member++) isWhole &= _graph.UntilOf(member) is null;
            for (var member = members.Start; member < members.End && !isWhole; member++) _with.Add(member, new ulong[_words]);
        }
    }

    /// <summary>For each ancestor of the block how the seeds contain it; null where they do not.</summary>
    public LinkClass?[] At(IReadOnlyCollection<int> seeds)
    {
        // One pass does in the order of time; only doubtful clocks and scans after the fact point backwards and need another.
        for (var changed = true; changed;)
        {
            changed = false;
            for (var row = 0; row < _edges.Count; row++) changed |= Evaluate(row);
            changed &= _projection.Timeline.HasDoubt || _pointsBack;
        }
        var ends = new LinkClass?[_count];
        foreach (var seed in seeds)
            for (var entry = _graph.FirstEntryOf(seed); entry >= 0; entry = _graph.NextEntryOf(entry))
                if (_graph.EdgeOf(entry) is var edge and >= 0 && _rows.TryGetValue(edge, out var row)) End(row, ends);
        return ends;
    }

    private void End(int row, LinkClass?[] ends)
    {
        var now = Present(_edges[row], draw: -1);
        for (var i = 0; i < _count; i++)
        {
            if (!IsSet(_some, row, i)) continue;
            var of = now is not null && (now[i / 64] >> (i % 64) & 1) == 0 ? LinkClass.Formerly : IsSet(_sure, row, i) ? LinkClass.Confirmed : LinkClass.Possible;
            if (ends[i] is not { } known || of < known) ends[i] = of;
        }
    }

    private bool IsSet(ulong[] plane, int row, int bit) => (plane[row * _words + bit / 64] >> (bit % 64) & 1) != 0;

    private bool Evaluate(int row)
    {
        var members = _graph.Members(_edges[row]);
        var (some, sure) = (new ulong[_words], new ulong[_words]);
        var changed = false;
        for (var member = members.Start; member < members.End; member++)
        {
            if (!_with.TryGetValue(member, out var with))
            {
                Drawn(member, some, sure);
                continue;
            }
            var here = new ulong[_words];
            Drawn(member, here, sure);
            changed |= Add(here, with);
            Add(here, some);
        }
        changed |= Add(some, _some.AsSpan(row * _words, _words));
        changed |= Add(sure, _sure.AsSpan(row * _words, _words));
        return changed;
    }

    private static bool Add(ReadOnlySpan<ulong> bits, Span<ulong> to)
    {
        var isNew = false;
        for (var w = 0; w < bits.Length; w++)
        {
            isNew |= (bits[w] & ~to[w]) != 0;
            to[w] |= bits[w];
        }
        return isNew;
    }

    private void Drawn(int member, ulong[] some, ulong[] sure)
    {
        var from = _graph.FromOf(member);
        var (any, all) = (new ulong[_words], new ulong[_words]);
        Array.Fill(all, ulong.MaxValue);
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
        {
            _pointsBack |= by != draw;
            var (here, surely) = Before(from, draw, by);
            for (var w = 0; w < _words; w++)
            {
                any[w] |= here[w];
                all[w] &= surely[w];
            }
        }
        // The ancestor itself is surely in what was drawn from it.
        if (_ancestors.TryGetValue(from, out var own) && own >= _first && own < _first + _count)
        {
            var bit = 1UL << ((own - _first) % 64);
            any[(own - _first) / 64] |= bit;
            all[(own - _first) / 64] |= bit;
        }
        var isSure = _graph.WhyOf(member).Class == LinkClass.Confirmed;
        for (var w = 0; w < _words; w++)
        {
            some[w] |= any[w];
            if (isSure) sure[w] |= any[w] & all[w];
        }
    }

    // Rule 5, for every ancestor of the block: of a lot all entries before the draw have to hold it surely, of a unit one.
    private (ulong[] Some, ulong[] Sure) Before(int from, int draw, int by)
    {
        var isUnit = _projection.Things.IsUnit(from);
        var (some, sure, any) = (new ulong[_words], new ulong[_words], false);
        for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
            var (here, surely) = (new ulong[_words], new ulong[_words]);
            Hold(entry, draw, here, surely);
            if (_graph.HasTwins)
                for (var twin = _graph.FirstEntryOf(from); twin >= 0; twin = _graph.NextEntryOf(twin))
                    if (twin != entry && _graph.EventOf(twin) == _graph.EventOf(entry)) Hold(twin, draw, here, surely);
            for (var w = 0; w < _words; w++)
            {
                some[w] |= here[w];
                sure[w] = !any ? surely[w] : isUnit ? sure[w] | surely[w] : sure[w] & surely[w];
            }
            any = true;
        }
        if (!isUnit && ByUnits(from, draw, by, some)) Array.Clear(sure);
        return (some, sure);
    }

    private void Hold(int entry, int draw, ulong[] some, ulong[] sure)
    {
        if (_graph.EdgeOf(entry) is not (var edge and >= 0) || !_rows.TryGetValue(edge, out var row)) return;
        var present = Present(edge, draw);
        for (var w = 0; w < _words; w++)
        {
            var here = _some[row * _words + w] & (present?[w] ?? ulong.MaxValue);
            some[w] |= here;
            sure[w] |= _sure[row * _words + w] & here;
        }
    }

    // Whether any unit of the lot may have been in the draw: then nothing about it is sure.
    private bool ByUnits(int lot, int draw, int by, ulong[] some)
    {
        var any = false;
        foreach (var unit in _projection.UnitsOf(lot))
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
            {
                if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
                any = true;
                if (_ancestors.TryGetValue(unit, out var own) && own >= _first && own < _first + _count) some[(own - _first) / 64] |= 1UL << ((own - _first) % 64);
                if (_graph.EdgeOf(entry) is not (var edge and >= 0) || !_rows.TryGetValue(edge, out var row)) continue;
                var present = Present(edge, draw);
                for (var w = 0; w < _words; w++) some[w] |= _some[row * _words + w] & (present?[w] ?? ulong.MaxValue);
            }
        return any;
    }

    // Which ancestors an entry still holds at a draw (-1: now): with a member that was not removed before. Null: nothing was ever removed.
    private ulong[]? Present(int edge, int draw)
    {
        var members = _graph.Members(edge);
        if (members.Start == members.End || !_with.ContainsKey(members.Start)) return null;
        var present = new ulong[_words];
        for (var member = members.Start; member < members.End; member++)
            if (_graph.UntilOf(member) is not { } until || draw >= 0 && !Reach.IsRemovedBefore(_projection.Timeline, until, draw)) Add(_with[member], present);
        return present;
    }
}
