using System.Numerics;
using System.Runtime.InteropServices;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Which causes are worth counting exactly: against time, from a sample of units with a bit each, to everything that is in them. The failing units
/// are usually all in the sample. Which good ones are depends on their names only, so that the same question has the same answer.
/// </summary>
internal sealed class SuspectSample(Projection projection, UnitCone cone, SuspectCauses causes, Scratch scratch)
{
    /// <summary>Units of either side at most: eight words of bits for an edge.</summary>
    private const int Most = 512;

    // For each cause where its words are among all causes' words.
    private readonly Dictionary<Cause, int> _rowOf = [];
    private readonly Graph _graph = projection.Graph;
    private int _words;
    private ulong[] _reach = [], _bits = [];
    private bool _changed, _again;

    /// <summary>The most conspicuous ones first, at most so many; and how many there were.</summary>
    public (List<Cause> Chosen, int Seen) Choose(IReadOnlyCollection<int> failing, IReadOnlyCollection<int> good, int most)
    {
        var (bad, other) = (Sampled(failing), Sampled(good));
        var badWords = (bad.Count + 63) / 64;
        _words = badWords + (other.Count + 63) / 64;
        (_reach, _bits) = (scratch.Zeroed<ulong>(_words * cone.Edges.Length), scratch.Any<ulong>(_words << 15));
        for (var i = 0; i < bad.Count; i++) Start(bad[i], i / 64, 1UL << (i % 64));
        for (var i = 0; i < other.Count; i++) Start(other[i], badWords + i / 64, 1UL << (i % 64));
        // Against the order of time one pass does, but where clocks or late scans leave the order open.
        do
        {
            (_changed, _again) = (false, false);
            for (var row = cone.Edges.Length - 1; row >= 0; row--) Back(row);
        }
        while (_again && _changed);
        var scored = new List<(double Score, Cause Cause)>();
        foreach (var (cause, row) in _rowOf)
        {
            var bits = BitsAt(row);
            var (f, g) = (Count(bits[..badWords]), Count(bits[badWords..]));
            if (f == 0 || (long)f * other.Count < (long)g * bad.Count || causes.IsPlain(cause)) continue;
            scored.Add((Odds.Ratio(f, bad.Count, g, other.Count), cause));
        }
        var chosen = scored.OrderByDescending(s => s.Score).ThenBy(s => s.Cause.Kind).ToList();
        // Only where the cut falls among equals do their names decide.
        if (chosen.Count > most)
        {
            var last = chosen[most - 1].Score;
            var sure = chosen.TakeWhile(s => s.Score > last).ToList();
            chosen = [.. sure, .. chosen.Skip(sure.Count).TakeWhile(s => s.Score == last).OrderBy(s => s.Cause.Kind).ThenBy(s => causes.IdOf(s.Cause), StringComparer.Ordinal).Take(most - sure.Count)];
        }
        return (chosen.ConvertAll(c => c.Cause), _rowOf.Count);
    }

    private List<int> Sampled(IReadOnlyCollection<int> units)
    {
        if (units.Count <= Most) return [.. units];
        var all = units.Select(u => (Hash: IdTable.HashOf(projection.Things.Short(u), declaration: false), Unit: u)).ToArray();
        Array.Sort(all);
        return all.Take(Most).Select(a => a.Unit).ToList();
    }

    private void Start(int unit, int word, ulong bit)
    {
        for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
            if (cone.RowOf(_graph.EdgeOf(entry)) is var row and >= 0) _reach[row * _words + word] |= bit;
        foreach (var supplier in causes.OfThing(unit)) Bits(supplier)[word] |= bit;
        if (projection.LotOf(unit) is var lot and >= 0) Bits(new Cause(CauseKind.Lot, lot))[word] |= bit;
    }

    private Span<ulong> Bits(Cause cause)
    {
        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rowOf, cause, out var known);
        if (!known)
        {
            row = _rowOf.Count - 1;
            if (_rowOf.Count * _words > _bits.Length) _bits = scratch.Longer(_bits);
            BitsAt(row).Clear();
        }
        return BitsAt(row);
    }

    private Span<ulong> BitsAt(int row) => _bits.AsSpan(row * _words, _words);

    private void Back(int row)
    {
        var bits = _reach.AsSpan(row * _words, _words);
        if (!bits.ContainsAnyExcept(0UL)) return;
        foreach (var cause in causes.OfEdge(cone.Edges[row])) Join(bits, Bits(cause));
        var notes = cone.NotesAt(row);
        for (var at = 1; notes[at] != UnitCone.EndOfRow;)
        {
            var from = notes[at++] >> 1;
            Thing(from, bits);
            if (notes[at] == UnitCone.InGraph)
            {
                Open(notes[at + 1], from, row, bits);
                at += 2;
                continue;
            }
            for (; notes[at] != UnitCone.EndOfMember; at++)
                if (notes[at] >= 0) Into(notes[at], row, bits);
            at++;
        }
    }

    private void Open(int member, int from, int row, ReadOnlySpan<ulong> bits)
    {
        if (projection.HasUnits(from))
            foreach (var unit in projection.UnitsOf(from))
                if (cone.MayHold(member, unit)) Thing(unit, bits);
        foreach (var edge in cone.SourcesOf(member)) Into(cone.RowOf(edge), row, bits);
    }

    private void Into(int source, int row, ReadOnlySpan<ulong> bits)
    {
        if (Join(bits, _reach.AsSpan(source * _words, _words)) && source >= row) (_changed, _again) = (true, true);
    }

    private void Thing(int thing, ReadOnlySpan<ulong> bits)
    {
        if (projection.Things.IsUnnamed(thing)) return;
        Join(bits, Bits(new Cause(projection.Things.IsUnit(thing) ? CauseKind.Unit : CauseKind.Lot, thing)));
        foreach (var supplier in causes.OfThing(thing)) Join(bits, Bits(supplier));
    }

    private static bool Join(ReadOnlySpan<ulong> from, Span<ulong> into)
    {
        var changed = false;
        for (var w = 0; w < into.Length; w++)
        {
            changed |= (from[w] & ~into[w]) != 0;
            into[w] |= from[w];
        }
        return changed;
    }

    private static int Count(ReadOnlySpan<ulong> bits)
    {
        var count = 0;
        foreach (var word in bits) count += BitOperations.PopCount(word);
        return count;
    }
}
