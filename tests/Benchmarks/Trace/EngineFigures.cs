using System.Diagnostics;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>What the genealogy takes for the same questions, each figure beside its yardstick and its aim.</summary>
internal sealed class EngineFigures(TraceEngine engine, GeneratedPlant plant, int rounds)
{
    private const double BareAim = 5, SqliteAim = 10, PostgresAim = 30, P99AimMilliseconds = 10, LinkAimBytes = 48, ReadyAimSeconds = 5;

    public async Task<IReadOnlyList<Figure>> AllAsync(Latencies sqlite, Latencies? postgres)
    {
        var figures = new List<Figure>();
        await using (var tracer = engine.Empty())
        {
            figures.Add(Loaded(tracer));
            plant.Check("the genealogy", source => tracer.Forward(plant.Graph.Uri(source)).Things);
            var (own, bare) = Ask(tracer);
            figures.AddRange(Compared("about 1,000 things", own.Thousand, bare.Thousand, sqlite.Thousand, postgres?.Thousand));
            figures.AddRange(Compared("about 10,000 things", own.TenThousand, bare.TenThousand, sqlite.TenThousand, postgres?.TenThousand));
            figures.Add(AtMost("memory of a link, both directions", tracer.LinkBytes / (double)plant.Graph.Links, "B", LinkAimBytes));
            figures.AddRange(await OverHttpAsync(tracer));
            figures.AddRange(SuspectFigures.Of(tracer, plant));
            figures.AddRange(await SnapshotAsync(tracer));
        }
        figures.AddRange(await DrillFigures.OfAsync(engine));
        return figures;
    }

    /// <summary>The genealogy and, in turns with it, the bare search.</summary>
    public (Latencies Own, Latencies Bare) Ask(ITracer tracer)
    {
        // Names are made before the clock runs.
        var names = plant.Sources.Thousand.Concat(plant.Sources.TenThousand).Distinct().ToDictionary(s => s, plant.Graph.Uri);
        var both = Latencies.Of(plant.Sources, rounds, source => tracer.Forward(names[source]), source => plant.Search.Reach(source));
        return (both[0], both[1]);
    }

    private Figure Loaded(ITracer tracer)
    {
        var watch = Stopwatch.StartNew();
        tracer.Load(plant.Events());
        return new Figure("events loaded a second, making them included", plant.EventCount / watch.Elapsed.TotalSeconds, "/s",
            plant.EventCount / plant.GenerationSeconds, "/s making them alone", null, null);
    }

    private static IEnumerable<Figure> Compared(string size, Latency own, Latency bare, Latency sqlite, Latency? postgres)
    {
        yield return new($"full answer, {size}, p50", own.Median * 1000, "µs", bare.Median * 1000, "µs bare search", null, null);
        yield return AtMost($"full answer, {size}, p99", own.P99, "ms", P99AimMilliseconds);
        // The aim beside the bare search is for the large answer; a small one is mostly the asking.
        double? aim = size.Contains("10,000", StringComparison.Ordinal) ? BareAim : null;
        var times = own.Median / bare.Median;
        yield return new($"full answer, {size}, times the bare search", times, "x", null, null, aim, aim is null ? null : times <= aim);
        yield return AtLeast($"full answer, {size}, times faster than SQLite", sqlite.Median / own.Median, SqliteAim, sqlite.Median);
        if (postgres is { } p) yield return AtLeast($"full answer, {size}, times faster than PostgreSQL", p.Median / own.Median, PostgresAim, p.Median);
    }

    private async Task<IEnumerable<Figure>> OverHttpAsync(ITracer tracer)
    {
        var address = await tracer.ServeAsync();
        var thousand = await HttpTiming.OfAsync(plant.Sources.Thousand.Select(s => address(plant.Graph.Uri(s))));
        var tenThousand = await HttpTiming.OfAsync(plant.Sources.TenThousand.Select(s => address(plant.Graph.Uri(s))));
        return
        [
            AtMost("over HTTP, about 1,000 things, p50", thousand.Latency.Median, "ms", 15),
            new("over HTTP, about 1,000 things, p99", thousand.Latency.P99, "ms", thousand.Bytes / 1000, "kB a body", null, null),
            AtMost("over HTTP, about 10,000 things, p50", tenThousand.Latency.Median, "ms", 100),
            new("over HTTP, about 10,000 things, p99", tenThousand.Latency.P99, "ms", tenThousand.Bytes / 1000, "kB a body", null, null),
        ];
    }

    private async Task<IEnumerable<Figure>> SnapshotAsync(ITracer tracer)
    {
        var folder = Directory.CreateTempSubdirectory("bench-snapshot-");
        try
        {
            var path = Path.Combine(folder.FullName, "genealogy");
            var watch = Stopwatch.StartNew();
            tracer.WriteSnapshot(path);
            var written = watch.Elapsed.TotalSeconds;
            watch.Restart();
            await using var again = engine.FromSnapshot(path);
            var source = plant.Sources.TenThousand[0];
            var found = again.Forward(plant.Graph.Uri(source)).Things;
            var ready = watch.Elapsed.TotalSeconds;
            if (found != plant.Search.Reach(source)) throw new InvalidOperationException($"after the snapshot {found} things are found from {plant.Graph.Uri(source)}");
            return
            [
                new Figure("snapshot written", written, "s", folder.EnumerateFiles().Sum(f => f.Length) / 1e6, "MB", null, null),
                AtMost("ready from snapshot, first answer included", ready, "s", ReadyAimSeconds),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static Figure AtMost(string name, double value, string unit, double aim) => new(name, value, unit, null, null, aim, value <= aim);

    private static Figure AtLeast(string name, double value, double aim, double yardstick) => new(name, value, "x", yardstick, "ms", aim, value >= aim);
}
