using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Some causes, a bit each, carried with the order of time through all edges that lead into the units: which edges they may be in, and which they
/// surely are in. The rules are those of <see cref="ForwardTrace"/> in contamination mode: what has been taken out since may be
/// what made a unit fail.
/// </summary>
internal sealed class SuspectCount
{
    /// <summary>Causes that one count carries: as many as one vector has bits.</summary>
    public const int Most = 256;

    // Which causes may be in something, and which surely are.
    private readonly record struct Bits(Vector256<ulong> Some, Vector256<ulong> Sure)
    {
        public static readonly Bits None = new(Vector256<ulong>.Zero, Vector256<ulong>.Zero);

        public bool IsNone => Some == Vector256<ulong>.Zero;

        public Bits With(int bit, bool isSure = true)
        {
            var mask = Vector256<ulong>.Zero.WithElement(bit / 64, 1UL << (bit % 64));
            return new(Some | mask, isSure ? Sure | mask : Sure);
        }

        public static Bits operator |(in Bits a, in Bits b) => new(a.Some | b.Some, a.Sure | b.Sure);
    }

    private readonly Projection _projection;
    private readonly UnitCone _cone;
    private readonly SuspectCauses _causes;
    private readonly Graph _graph;
    private readonly List<Cause> _wanted;
    private readonly Dictionary<Cause, int> _bitOf = [];
    private readonly Bits[] _rows;

    // For each run and each thing 0 while nobody asked, else the number of its bits among those lists; -1 where it has none, as most have.
    private readonly int[] _ofRun, _own;
    private readonly List<Bits> _runBits = [Bits.None], _ownBits = [Bits.None];
    private bool _again, _changed;

    public SuspectCount(Projection projection, UnitCone cone, SuspectCauses causes, List<Cause> wanted, Scratch scratch)
    {
        (_projection, _cone, _causes, _graph, _wanted) = (projection, cone, causes, projection.Graph, wanted);
        for (var i = 0; i < wanted.Count; i++) _bitOf.Add(wanted[i], i);
        _rows = scratch.Zeroed<Bits>(cone.Edges.Length);
        (_ofRun, _own) = (scratch.Zeroed<int>(projection.Log.Names.Count), scratch.Zeroed<int>(projection.Things.Count));
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
        var shared = new Dictionary<(int Row, int Lot), int>(units.Count);
        foreach (var unit in units)
        {
            var (row, rows) = (-1, 0);
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
                if (_cone.RowOf(_graph.EdgeOf(entry)) is var one and >= 0) (row, rows) = (one, rows + 1);
            var lot = _projection.LotOf(unit);
            // Units that came off a line together are counted together.
            if (rows < 2 && _causes.OfThing(unit).Length == 0) CollectionsMarshal.GetValueRefOrAddDefault(shared, (row, lot), out _)++;
            else Add(Alone(unit, lot), 1, confirmed, possible);
        }
        foreach (var ((row, lot), count) in shared) Add((row >= 0 ? _rows[row] : Bits.None) | OfLot(lot), count, confirmed, possible);
        return (confirmed, possible);
    }

    private Bits Alone(int unit, int lot)
    {
        var bits = OfLot(lot);
        for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
            if (_cone.RowOf(_graph.EdgeOf(entry)) is var row and >= 0) bits |= _rows[row];
        foreach (var supplier in _causes.OfThing(unit))
            if (_bitOf.TryGetValue(supplier, out var bit)) bits = bits.With(bit);
        return bits;
    }

    private Bits OfLot(int lot) => lot >= 0 && _bitOf.TryGetValue(new Cause(CauseKind.Lot, lot), out var bit) ? Bits.None.With(bit) : Bits.None;

    private static void Add(in Bits bits, int count, int[] confirmed, int[] possible)
    {
        for (var w = 0; w < Vector256<ulong>.Count; w++)
            for (var rest = bits.Some.GetElement(w); rest != 0; rest &= rest - 1)
            {
                var bit = BitOperations.TrailingZeroCount(rest);
                ((bits.Sure.GetElement(w) >> bit & 1) != 0 ? confirmed : possible)[w * 64 + bit] += count;
            }
    }

    private void Evaluate(int row)
    {
        var notes = _cone.NotesAt(row);
        var bits = _rows[row] | OfRun(notes[0], row);
        for (var at = 1; notes[at] != UnitCone.EndOfRow;)
        {
            var member = notes[at++];
            var drawn = Drawn(member >> 1, row, notes, ref at);
            bits |= (member & 1) != 0 ? new Bits(drawn.Some, drawn.Some & drawn.Sure) : new Bits(drawn.Some, Vector256<ulong>.Zero);
        }
        if (bits == _rows[row]) return;
        _rows[row] = bits;
        _changed = true;
    }

    private Bits OfRun(int run, int row)
    {
        // What came out of no run has causes of its own.
        if (run <= 0) return BehindEdge(row);
        ref var known = ref _ofRun[run];
        if (known == 0)
        {
            var bits = BehindEdge(row);
            known = bits.IsNone ? -1 : _runBits.Count;
            if (known > 0) _runBits.Add(bits);
        }
        return known > 0 ? _runBits[known] : Bits.None;
    }

    private Bits BehindEdge(int row)
    {
        var bits = Bits.None;
        foreach (var cause in _causes.OfEdge(_cone.Edges[row]))
            if (_bitOf.TryGetValue(cause, out var bit)) bits = bits.With(bit);
        return bits;
    }

    // What a member brings: surely what is surely in all that it drew at every moment.
    private Bits Drawn(int from, int row, ReadOnlySpan<int> notes, ref int at)
    {
        var drawn = new Bits(Vector256<ulong>.Zero, Vector256<ulong>.AllBitsSet);
        if (notes[at] == UnitCone.InGraph)
        {
            var events = _graph.EventsOf(notes[at + 1]);
            for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);) drawn = EachTime(drawn, Before(from, draw, by, row));
            at += 2;
        }
        else
        {
            while (notes[at] != UnitCone.EndOfMember) drawn = EachTime(drawn, Before(from, row, notes, ref at));
            at++;
        }
        return OwnOf(from) is var own and > 0 ? drawn | _ownBits[own] : drawn;
    }

    private static Bits EachTime(in Bits drawn, in Bits here) => new(drawn.Some | here.Some, drawn.Sure & here.Sure);

    // The same as below, of a draw that the cone has noted.
    private Bits Before(int from, int row, ReadOnlySpan<int> notes, ref int at)
    {
        var (first, found) = (at, Bits.None);
        for (; notes[at] != UnitCone.EndOfDraw; at++)
        {
            var once = notes[at] >= 0 ? Held(notes[at], row) : Bits.None;
            found = at == first ? once : OneMore(from, found, once);
        }
        at++;
        return found;
    }

    private Bits OneMore(int from, in Bits found, in Bits once) =>
        new(found.Some | once.Some, _projection.Things.IsUnit(from) ? found.Sure | once.Sure : found.Sure & once.Sure);

    // Rule 5: of a lot all entries before the draw have to hold it surely, of a unit one.
    private Bits Before(int from, int draw, int by, int row)
    {
        var (any, found) = (false, Bits.None);
        for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
            var once = Hold(entry, row);
            if (_graph.HasTwins)
                for (var twin = _graph.FirstEntryOf(from); twin >= 0; twin = _graph.NextEntryOf(twin))
                    if (twin != entry && _graph.EventOf(twin) == _graph.EventOf(entry)) once |= Hold(twin, row);
            found = any ? OneMore(from, found, once) : once;
            any = true;
        }
        return !_projection.Things.IsUnit(from) && _projection.HasUnits(from) ? ByUnits(found, from, draw, by, row) : found;
    }

    private Bits Hold(int entry, int row) => _cone.RowOf(_graph.EdgeOf(entry)) is var source and >= 0 ? Held(source, row) : Bits.None;

    private Bits Held(int source, int row)
    {
        _again |= source >= row;
        return _rows[source];
    }

    // Any unit of the lot may have been in the draw: nothing about it is sure then.
    private Bits ByUnits(Bits found, int lot, int draw, int by, int row)
    {
        foreach (var unit in _projection.UnitsOf(lot))
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
            {
                if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
                var here = Hold(entry, row) | (OwnOf(unit) is var own and > 0 ? _ownBits[own] : Bits.None);
                found = new Bits(found.Some | here.Some, Vector256<ulong>.Zero);
            }
        return found;
    }

    // What being this thing says by itself: the lot and its supplier. Several suppliers of one lot text are possible each.
    private int OwnOf(int thing)
    {
        ref var own = ref _own[thing];
        if (own != 0) return own;
        own = -1;
        var bits = Bits.None;
        if (!_projection.Things.IsUnnamed(thing) && _bitOf.TryGetValue(new Cause(_projection.Things.IsUnit(thing) ? CauseKind.Unit : CauseKind.Lot, thing), out var itself)) bits = bits.With(itself);
        var suppliers = _causes.OfThing(thing);
        foreach (var supplier in suppliers)
            if (_bitOf.TryGetValue(supplier, out var bit)) bits = bits.With(bit, isSure: suppliers.Length == 1);
        if (bits.IsNone) return own;
        own = _ownBits.Count;
        _ownBits.Add(bits);
        return own;
    }
}
