namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Some causes, a bit each, carried with the order of time through all edges that lead into the units: which edges they may be in, and which they
/// surely are in. The rules are those of <see cref="ForwardTrace"/> in contamination mode: what has been taken out since may be
/// what made a unit fail.
/// </summary>
internal sealed class SuspectCount
{
    private readonly Projection _projection;
    private readonly UnitCone _cone;
    private readonly SuspectCauses _causes;
    private readonly Graph _graph;
    private readonly List<Cause> _wanted;
    private readonly Dictionary<Cause, int> _bitOf = [];
    private readonly int _words;
    private readonly ulong[] _some, _sure;
    private readonly int[] _own;
    private readonly List<(ulong[] Some, ulong[] Sure)> _ownBits = [([], [])];
    private readonly ulong[] _any, _all, _here, _surely, _once, _onceSurely;
    private bool _again, _changed;

    public SuspectCount(Projection projection, UnitCone cone, SuspectCauses causes, List<Cause> wanted)
    {
        (_projection, _cone, _causes, _graph, _wanted, _words) = (projection, cone, causes, projection.Graph, wanted, (wanted.Count + 63) / 64);
        for (var i = 0; i < wanted.Count; i++) _bitOf.Add(wanted[i], i);
        (_some, _sure, _own) = (new ulong[(long)cone.Edges.Length * _words], new ulong[(long)cone.Edges.Length * _words], new int[projection.Things.Count]);
        (_any, _all, _here, _surely, _once, _onceSurely) = (new ulong[_words], new ulong[_words], new ulong[_words], new ulong[_words], new ulong[_words], new ulong[_words]);
        do
        {
            (_again, _changed) = (false, false);
            for (var row = 0; row < cone.Edges.Length; row++) Evaluate(row);
        }
        while (_again && _changed);
    }

    /// <summary>For each cause how many of the units surely have it, and how many may have it.</summary>
    public (int[] Confirmed, int[] Possible) Among(IReadOnlyCollection<int> units)
    {
        var (confirmed, possible) = (new int[_wanted.Count], new int[_wanted.Count]);
        var shared = new Dictionary<(int Row, int Lot), int>();
        foreach (var unit in units)
        {
            var (row, rows) = (-1, 0);
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
                if (_cone.RowOf(_graph.EdgeOf(entry)) is var one and >= 0) (row, rows) = (one, rows + 1);
            var lot = _projection.LotOf(unit);
            // Units that came off a line together are counted together.
            if (rows < 2 && _causes.OfThing(unit).Count == 0) shared[(row, lot)] = shared.GetValueOrDefault((row, lot)) + 1;
            else Alone(unit, lot, confirmed, possible);
        }
        foreach (var ((row, lot), count) in shared)
        {
            Clear(_any, _all);
            if (row >= 0) Join(row, _any, _all);
            OfLot(lot);
            Add(count, confirmed, possible);
        }
        return (confirmed, possible);
    }

    private void Alone(int unit, int lot, int[] confirmed, int[] possible)
    {
        Clear(_any, _all);
        for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
            if (_cone.RowOf(_graph.EdgeOf(entry)) is var row and >= 0) Join(row, _any, _all);
        foreach (var supplier in _causes.OfThing(unit))
            if (_bitOf.TryGetValue(supplier, out var bit)) Set(bit, _any, _all);
        OfLot(lot);
        Add(1, confirmed, possible);
    }

    private void OfLot(int lot)
    {
        if (lot >= 0 && _bitOf.TryGetValue(new Cause(CauseKind.Lot, lot), out var bit)) Set(bit, _any, _all);
    }

    private void Add(int count, int[] confirmed, int[] possible)
    {
        for (var w = 0; w < _words; w++)
            for (var rest = _any[w]; rest != 0; rest &= rest - 1)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(rest);
                if ((_all[w] >> bit & 1) != 0) confirmed[w * 64 + bit] += count;
                else possible[w * 64 + bit] += count;
            }
    }

    private void Evaluate(int row)
    {
        var edge = _cone.Edges[row];
        var some = _some.AsSpan(row * _words, _words);
        var sure = _sure.AsSpan(row * _words, _words);
        foreach (var cause in _causes.OfEdge(edge))
            if (_bitOf.TryGetValue(cause, out var bit)) Set(bit, some, sure);
        var members = _graph.Members(edge);
        for (var member = members.Start; member < members.End; member++)
        {
            if (!Drawn(member, row)) continue;
            var isSure = _graph.WhyOf(member).Class == LinkClass.Confirmed;
            for (var w = 0; w < _words; w++)
            {
                var certain = isSure ? _any[w] & _all[w] : 0;
                _changed |= (_any[w] & ~some[w] | certain & ~sure[w]) != 0;
                some[w] |= _any[w];
                sure[w] |= certain;
            }
        }
    }

    // Into _any and _all what the member brings; false where that is nothing.
    private bool Drawn(int member, int row)
    {
        var from = _graph.FromOf(member);
        var found = false;
        Array.Clear(_any);
        Array.Fill(_all, ulong.MaxValue);
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
        {
            if (!Before(from, draw, by, row))
            {
                Array.Clear(_all);
                continue;
            }
            found = true;
            for (var w = 0; w < _words; w++)
            {
                _any[w] |= _here[w];
                _all[w] &= _surely[w];
            }
        }
        if (OwnOf(from) is not (var own and > 0)) return found;
        for (var w = 0; w < _words; w++)
        {
            _any[w] |= _ownBits[own].Some[w];
            _all[w] |= _ownBits[own].Sure[w];
        }
        return true;
    }

    // Rule 5: of a lot all entries before the draw have to hold it surely, of a unit one.
    private bool Before(int from, int draw, int by, int row)
    {
        var isUnit = _projection.Things.IsUnit(from);
        var (any, found) = (false, false);
        Clear(_here, _surely);
        for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
            Clear(_once, _onceSurely);
            found |= Hold(entry, row);
            if (_graph.HasTwins)
                for (var twin = _graph.FirstEntryOf(from); twin >= 0; twin = _graph.NextEntryOf(twin))
                    if (twin != entry && _graph.EventOf(twin) == _graph.EventOf(entry)) found |= Hold(twin, row);
            for (var w = 0; w < _words; w++)
            {
                _here[w] |= _once[w];
                _surely[w] = !any ? _onceSurely[w] : isUnit ? _surely[w] | _onceSurely[w] : _surely[w] & _onceSurely[w];
            }
            any = true;
        }
        if (!isUnit && _projection.HasUnits(from)) found |= ByUnits(from, draw, by, row);
        return found;
    }

    private bool Hold(int entry, int row)
    {
        if (_cone.RowOf(_graph.EdgeOf(entry)) is not (var source and >= 0)) return false;
        _again |= source >= row;
        return Join(source, _once, _onceSurely);
    }

    // Any unit of the lot may have been in the draw: nothing about it is sure then.
    private bool ByUnits(int lot, int draw, int by, int row)
    {
        var found = false;
        foreach (var unit in _projection.UnitsOf(lot))
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
            {
                if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
                Array.Clear(_surely);
                if (OwnOf(unit) is var own and > 0)
                {
                    found = true;
                    for (var w = 0; w < _words; w++) _here[w] |= _ownBits[own].Some[w];
                }
                if (_cone.RowOf(_graph.EdgeOf(entry)) is not (var source and >= 0)) continue;
                _again |= source >= row;
                found |= Join(source, _here, _once);
            }
        if (found) Array.Clear(_surely);
        return found;
    }

    private bool Join(int row, ulong[] some, ulong[] sure)
    {
        var any = 0UL;
        for (var w = 0; w < _words; w++)
        {
            any |= _some[row * _words + w];
            some[w] |= _some[row * _words + w];
            sure[w] |= _sure[row * _words + w];
        }
        return any != 0;
    }

    // What being this thing says by itself: the lot and its supplier. Several suppliers of one lot text are possible each.
    private int OwnOf(int thing)
    {
        ref var own = ref _own[thing];
        if (own != 0) return own;
        own = -1;
        var isNamed = !_projection.Things.IsUnnamed(thing) && _bitOf.TryGetValue(new Cause(_projection.Things.IsUnit(thing) ? CauseKind.Unit : CauseKind.Lot, thing), out _);
        var suppliers = _causes.OfThing(thing);
        if (!isNamed && !suppliers.Any(_bitOf.ContainsKey)) return own;
        own = _ownBits.Count;
        var (some, sure) = (new ulong[_words], new ulong[_words]);
        if (isNamed) Set(_bitOf[new Cause(_projection.Things.IsUnit(thing) ? CauseKind.Unit : CauseKind.Lot, thing)], some, sure);
        foreach (var supplier in suppliers)
            if (_bitOf.TryGetValue(supplier, out var bit)) Set(bit, some, suppliers.Count == 1 ? sure : some);
        _ownBits.Add((some, sure));
        return own;
    }

    private static void Set(int bit, Span<ulong> some, Span<ulong> sure)
    {
        some[bit / 64] |= 1UL << (bit % 64);
        sure[bit / 64] |= 1UL << (bit % 64);
    }

    private static void Clear(ulong[] some, ulong[] sure)
    {
        Array.Clear(some);
        Array.Clear(sure);
    }
}
