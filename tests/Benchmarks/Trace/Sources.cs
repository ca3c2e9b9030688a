namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>Lots to ask from: those that about a thousand things were made of, and those that about ten thousand were. The same for the same plant.</summary>
internal sealed record Sources(int[] Thousand, int[] TenThousand)
{
    public const int Each = 300;

    public static Sources Choose(PlainGraph graph, BareSearch search, int seed)
    {
        var random = new Random(seed);
        var (thousand, tenThousand) = (new List<int>(), new List<int>());
        var lots = Enumerable.Range(0, graph.Things).Where(t => !graph.IsUnit(t)).ToArray();
        random.Shuffle(lots);
        foreach (var lot in lots)
        {
            if (thousand.Count == Each && tenThousand.Count == Each) break;
            var reach = search.Reach(lot, limit: 12_500);
            if (reach is >= 800 and <= 1_250 && thousand.Count < Each) thousand.Add(lot);
            if (reach is >= 8_000 and <= 12_500 && tenThousand.Count < Each) tenThousand.Add(lot);
        }
        return thousand.Count == Each && tenThousand.Count == Each ? new Sources([.. thousand], [.. tenThousand])
            : throw new InvalidOperationException($"too few lots of the wanted reach: {thousand.Count} around 1,000 and {tenThousand.Count} around 10,000");
    }
}
