namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>A lot goes onto a slot before the entry <c>At</c>, in just the quantity that is used until the next one does.</summary>
internal readonly record struct Mount(int At, int Lot, decimal Quantity);

/// <summary>
/// One production run, laid out before it starts: the entries put out, and which lot each slot changes to before which entry.
/// Because a lot is used up exactly when it gives way, quantity never keeps it possible for longer and nothing stays on the
/// line for the next run, so the candidates of every entry are known: the lot mounted last, the one before it within the
/// overlap, or all so far where the item mixes.
/// </summary>
internal sealed class RunPlan
{
    private static readonly Distribution LotsFromOne = new(10, 1.6), UnitsFromOne = new(15, 1.8), EntriesOfOne = new(5, 1.3);
    private readonly List<(int Output, int Pieces)> _entries = [];
    private readonly List<int> _piecesBefore = [0];
    private readonly List<int> _firstEntryOf = [];
    private readonly int[][] _changes;

    public RunPlan(Item item, Random random)
    {
        Item = item;
        var units = item.Level == Item.Last;
        var shares = new int[1 + random.Next(6)];
        for (var i = 0; i < shares.Length; i++) shares[i] = units ? 4 * UnitsFromOne.Draw(random) : LotsFromOne.Draw(random);
        for (var output = 0; output < shares.Sum(); output++) AddOutput(output, units ? 1 : EntriesOfOne.Draw(random), units ? 1 : 20 + 5 * random.Next(9));
        _changes = [Changes(shares, random), Changes(Even(item.Slots[1].Mixes ? Math.Min(shares.Length, 3) : shares.Length), random)];
    }

    public Item Item { get; }
    public Mount[][] Mounts { get; private set; } = [];
    public int Entries => _entries.Count;

    /// <summary>How many different lots a slot needs.</summary>
    public int LotsFor(int slot) => _changes[slot].Length;

    public (int Output, int Pieces) Entry(int at) => _entries[at];
    public bool EndsOutput(int at) => at + 1 == _entries.Count || _entries[at + 1].Output != _entries[at].Output;

    public void Take(Func<Item, int, int[]> lots) => Mounts = [.. Item.Slots.Select((slot, i) => Planned(i, lots(slot.Part, LotsFor(i))))];

    /// <summary>The lots of a slot that the entry may have drawn, by the rules for its item.</summary>
    public void Candidates(int slot, int entry, List<int> found)
    {
        found.Clear();
        var mounts = Mounts[slot];
        var last = 0;
        while (last + 1 < mounts.Length && mounts[last + 1].At <= entry) last++;
        var overlap = Item.Slots[slot].Feed.OverlapUnits;
        var first = Item.Slots[slot].Mixes ? 0 : last > 0 && _piecesBefore[entry] - _piecesBefore[mounts[last].At] < overlap ? last - 1 : last;
        for (var i = first; i <= last; i++) found.Add(mounts[i].Lot);
    }

    private void AddOutput(int output, int entries, int pieces)
    {
        _firstEntryOf.Add(_entries.Count);
        for (var i = 0; i < entries; i++)
        {
            _entries.Add((output, pieces));
            _piecesBefore.Add(_piecesBefore[^1] + pieces);
        }
    }

    private int[] Even(int count)
    {
        var shares = new int[count];
        for (var i = 0; i < count; i++) shares[i] = (i + 1) * _firstEntryOf.Count / count - i * _firstEntryOf.Count / count;
        return shares;
    }

    // A change-over falls between two outputs or, now and then, between two entries of one lot.
    private int[] Changes(int[] shares, Random random)
    {
        var changes = new int[shares.Length];
        var output = 0;
        for (var i = 1; i < shares.Length; i++)
        {
            output += shares[i - 1];
            var next = output + 1 < _firstEntryOf.Count ? _firstEntryOf[output + 1] : _entries.Count;
            changes[i] = _firstEntryOf[output] + (random.Next(5) < 2 ? random.Next(next - _firstEntryOf[output]) : 0);
        }
        return changes;
    }

    private Mount[] Planned(int slot, int[] lots)
    {
        var mounts = new Mount[lots.Length];
        for (var i = 0; i < lots.Length; i++)
        {
            var until = i + 1 < lots.Length ? _changes[slot][i + 1] : _entries.Count;
            mounts[i] = new Mount(_changes[slot][i], lots[i], (_piecesBefore[until] - _piecesBefore[_changes[slot][i]]) * Item.Slots[slot].Feed.QuantityPer!.Value);
        }
        return mounts;
    }
}
