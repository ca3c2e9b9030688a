namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// The same two questions in plants of 1, 2, 5 and 10 million links, up to twice the measured size: an answer shall cost what
/// it holds, not what the plant has.
/// </summary>
internal static class GrowthCurve
{
    private static readonly long[] Sizes = [1_000_000, 2_000_000, 5_000_000, 10_000_000];

    public static async Task<IReadOnlyList<Figure>> OfAsync(TraceEngine engine, long links, int rounds)
    {
        var figures = new List<Figure>();
        foreach (var size in Sizes.Where(s => s <= links * 2))
        {
            var plant = GeneratedPlant.Of(size);
            await using var tracer = engine.Empty();
            tracer.Load(plant.Events());
            var (own, bare) = new EngineFigures(engine, plant, rounds).Ask(tracer);
            figures.Add(Point(size, "full answer, about 1,000 things, p50", own.Thousand.Median, bare.Thousand.Median));
            figures.Add(Point(size, "full answer, about 10,000 things, p50", own.TenThousand.Median, bare.TenThousand.Median));
            figures.Add(new Figure(Name(size, "memory of a link, both directions"), tracer.LinkBytes / (double)plant.Graph.Links, "B", null, null, null, null));
        }
        return figures;
    }

    private static Figure Point(long links, string name, double value, double bare) =>
        new(Name(links, name), value * 1000, "µs", bare * 1000, "µs bare search", null, null);

    private static string Name(long links, string name) => $"{links / 1e6:0.##} million links: {name}";
}
