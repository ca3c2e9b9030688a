using System.Globalization;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// tests/bench.sh trace: where did it go, in a plant of five million links. In one run: the bare search (the limit), SQLite's and
/// PostgreSQL's recursive query (what a user would write), and the genealogy's full answer with classes and reasons.
/// BENCH_TRACE_LINKS makes the plant smaller for a quick look.
/// </summary>
internal static class TraceBenchmark
{
    private const int Rounds = 5, DatabaseRounds = 1;

    private static readonly TraceEngine Engine = GenealogyTracer.Engine;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var links = long.Parse(Environment.GetEnvironmentVariable("BENCH_TRACE_LINKS") ?? "5000000", CultureInfo.InvariantCulture);
        var plant = GeneratedPlant.Of(links);
        var bare = Latencies.Of(plant.Sources, Rounds, source => plant.Search.Reach(source))[0];
        List<Figure> figures = [.. Shape(plant), .. Both("bare search", bare)];
        var sqlite = Sqlite(plant);
        figures.AddRange(Both("SQLite's recursive query", sqlite));
        var postgres = await PostgresAsync(plant);
        if (postgres is not null) figures.AddRange(Both("PostgreSQL's recursive query", postgres));
        figures.AddRange(await new EngineFigures(Engine, plant, Rounds).AllAsync(sqlite, postgres));
        figures.AddRange(await GrowthCurve.OfAsync(Engine, links, Rounds));
        return figures;
    }

    private static Latencies Sqlite(GeneratedPlant plant)
    {
        using var sqlite = new SqliteYardstick(plant.Graph);
        plant.Check("SQLite", sqlite.Reach);
        return Latencies.Of(plant.Sources, DatabaseRounds, source => sqlite.Reach(source))[0];
    }

    private static async Task<Latencies?> PostgresAsync(GeneratedPlant plant)
    {
        if (PostgresCluster.Programs is null)
        {
            await Console.Error.WriteLineAsync("PostgreSQL 15 is missing, so its yardstick is left out: apt-get install postgresql-15");
            return null;
        }
        await using var postgres = await PostgresYardstick.StartAsync(plant.Graph);
        plant.Check("PostgreSQL", postgres.Reach);
        return Latencies.Of(plant.Sources, DatabaseRounds, source => postgres.Reach(source))[0];
    }

    private static IEnumerable<Figure> Shape(GeneratedPlant plant)
    {
        var graph = plant.Graph;
        yield return Plain("links of the plant", graph.Links, "");
        yield return Plain("lots and units of the plant", graph.Things, "");
        yield return Plain("lots among them", graph.Lots, "");
        yield return Plain("links that are confirmed", 100.0 * graph.Confirmed / graph.Links, "%");
        yield return Plain("most things put out of one lot", graph.LargestFanOut(), "");
        yield return Plain("events of the plant", plant.EventCount, "");
        yield return Plain("events generated a second", plant.EventCount / plant.GenerationSeconds, "/s");
    }

    private static IEnumerable<Figure> Both(string who, Latencies latencies) =>
    [
        Plain($"{who}, about 1,000 things, p50", latencies.Thousand.Median * 1000, "µs"),
        Plain($"{who}, about 1,000 things, p99", latencies.Thousand.P99 * 1000, "µs"),
        Plain($"{who}, about 10,000 things, p50", latencies.TenThousand.Median * 1000, "µs"),
        Plain($"{who}, about 10,000 things, p99", latencies.TenThousand.P99 * 1000, "µs"),
    ];

    private static Figure Plain(string name, double value, string unit) => new(name, value, unit, null, null, null, null);
}
