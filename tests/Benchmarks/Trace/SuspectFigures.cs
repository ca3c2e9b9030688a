using System.Diagnostics;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>500 of 100,000 units fail, most of them because of one lot: which inputs do they share?</summary>
internal static class SuspectFigures
{
    private const int Units = 100_000, Failing = 500, FromOneLot = 400, Seed = 20260303, Questions = 7;

    public static IEnumerable<Figure> Of(ITracer tracer, GeneratedPlant plant)
    {
        var times = new List<double>();
        var places = new List<int>();
        var units = 0;
        for (var question = 0; question < Questions; question++)
        {
            var (bad, failing, good) = Sample(plant, question);
            units = failing.Count + good.Count;
            var watch = Stopwatch.StartNew();
            var suspects = tracer.Suspects(failing, good);
            times.Add(watch.Elapsed.TotalSeconds);
            places.Add(suspects.ToList().IndexOf(plant.Graph.Uri(bad)) + 1);
        }
        yield return new($"suspects over {Failing} failing of {units} units, the first question after the start", times[0], "s", null, null, null, null);
        yield return EngineFigures.AtMost($"suspects over {Failing} failing of {units} units, median of {Questions} questions", Latency.Of(times).Median, "s", 1);
        yield return new("last place of a bad lot among the suspects", places.Max(), "", null, null, null, null);
    }

    private static (int Bad, IReadOnlyList<string> Failing, IReadOnlyList<string> Good) Sample(GeneratedPlant plant, int question)
    {
        var graph = plant.Graph;
        var random = new Random(Seed + question);
        var bad = plant.Sources.Thousand[question];
        plant.Search.Reach(bad);
        var reached = plant.Search.Found.ToArray().Where(graph.IsUnit).ToHashSet();
        var failing = reached.Order().Take(FromOneLot).ToHashSet();
        var others = Enumerable.Range(0, graph.Things).Where(t => graph.IsUnit(t) && !failing.Contains(t)).ToArray();
        random.Shuffle(others);
        var chance = Failing - failing.Count;
        return (bad, [.. failing.Concat(others.Take(chance)).Select(graph.Uri)], [.. others.Skip(chance).Take(Units - Failing).Select(graph.Uri)]);
    }
}
