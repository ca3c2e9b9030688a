using System.Diagnostics;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>500 of 100,000 units fail, most of them because of one lot: which inputs do they share?</summary>
internal static class SuspectFigures
{
    private const int Units = 100_000, Failing = 500, FromOneLot = 400, Seed = 20260303;

    public static IEnumerable<Figure> Of(ITracer tracer, GeneratedPlant plant)
    {
        var graph = plant.Graph;
        var (bad, failing, good) = Sample(plant);
        var watch = Stopwatch.StartNew();
        var suspects = tracer.Suspects(failing, good);
        var seconds = watch.Elapsed.TotalSeconds;
        yield return EngineFigures.AtMost($"suspects over {failing.Count} failing of {failing.Count + good.Count} units", seconds, "s", 1);
        var place = suspects.ToList().IndexOf(graph.Uri(bad)) + 1;
        yield return new("place of the bad lot among the suspects", place, "", null, null, null, null);
    }

    private static (int Bad, IReadOnlyList<string> Failing, IReadOnlyList<string> Good) Sample(GeneratedPlant plant)
    {
        var graph = plant.Graph;
        var random = new Random(Seed);
        var bad = plant.Sources.Thousand[0];
        plant.Search.Reach(bad);
        var reached = plant.Search.Found.ToArray().Where(graph.IsUnit).ToHashSet();
        var failing = reached.Order().Take(FromOneLot).ToHashSet();
        var others = Enumerable.Range(0, graph.Things).Where(t => graph.IsUnit(t) && !failing.Contains(t)).ToArray();
        random.Shuffle(others);
        var chance = Failing - failing.Count;
        return (bad, [.. failing.Concat(others.Take(chance)).Select(graph.Uri)], [.. others.Skip(chance).Take(Units - Failing).Select(graph.Uri)]);
    }
}
