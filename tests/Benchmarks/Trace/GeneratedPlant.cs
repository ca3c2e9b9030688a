using System.Diagnostics;
using Traceability.Cloud.Store;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>A plant of one size with its plain graph, the bare search over it and the lots to ask from. Its events can be told any number of times.</summary>
internal sealed class GeneratedPlant
{
    private const int Seed = 20260302;
    private readonly long _links;

    private GeneratedPlant(long links, PlainGraph graph)
    {
        (_links, Graph) = (links, graph);
        Search = new BareSearch(graph);
        Sources = Sources.Choose(graph, Search, Seed);
    }

    public PlainGraph Graph { get; }
    public BareSearch Search { get; }
    public Sources Sources { get; }
    public long EventCount { get; private init; }
    public double GenerationSeconds { get; private init; }

    public static GeneratedPlant Of(long links)
    {
        var generator = new Generator(Seed, links);
        var watch = Stopwatch.StartNew();
        var count = generator.Events().LongCount();
        var seconds = watch.Elapsed.TotalSeconds;
        return new GeneratedPlant(links, generator.Graph) { EventCount = count, GenerationSeconds = seconds };
    }

    /// <summary>The events that mean the graph, again from the start.</summary>
    public IEnumerable<StoredEvent> Events() => new Generator(Seed, _links).Events();

    /// <summary>Throws where somebody finds another number of things than the bare search does.</summary>
    public void Check(string who, Func<int, int> reach)
    {
        foreach (var source in Sources.Thousand.Concat(Sources.TenThousand))
            if ((reach(source), Search.Reach(source)) is var (found, expected) && found != expected)
                throw new InvalidOperationException($"{who} finds {found} things from {Graph.Uri(source)}, the bare search {expected}");
    }
}
