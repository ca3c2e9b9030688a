namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>Lots of one item that are finished and will still be drawn; few are drawn often, most once or twice.</summary>
internal sealed class Stock(Random random)
{
    private static readonly Distribution Draws = new(20, 1.9), DrawsOfBought = new(20, 1.2);
    private readonly List<(int Lot, int Draws)> _lots = [];

    public int Count => _lots.Count;

    public void Add(int lot, bool bought) => _lots.Add((lot, (bought ? DrawsOfBought : Draws).Draw(random)));

    /// <summary>So many different lots; each has one draw less afterwards.</summary>
    public int[] Take(int count)
    {
        var taken = new (int Lot, int Draws)[count];
        for (var i = 0; i < count; i++)
        {
            var at = random.Next(_lots.Count);
            taken[i] = _lots[at];
            _lots[at] = _lots[^1];
            _lots.RemoveAt(_lots.Count - 1);
        }
        foreach (var (lot, draws) in taken)
            if (draws > 1) _lots.Add((lot, draws - 1));
        return [.. taken.Select(t => t.Lot)];
    }
}
