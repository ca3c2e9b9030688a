using Traceability.Cloud.Store;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>What the benchmark asks of the genealogy (<see cref="GenealogyTracer"/>).</summary>
internal interface ITracer : IAsyncDisposable
{
    /// <summary>All events at the start, in the order of their commits; afterwards every answer includes them.</summary>
    void Load(IEnumerable<StoredEvent> events);

    /// <summary>One event more, while other threads ask.</summary>
    void Append(StoredEvent stored);

    /// <summary>The full answer with classes, reasons and event ids; things without the seed itself.</summary>
    (int Things, int Links) Forward(string seedUri);

    /// <summary>What the links take in memory, both directions together.</summary>
    long LinkBytes { get; }

    void WriteSnapshot(string path);

    /// <summary>The five questions of every lot, with balance; how many lots were drilled.</summary>
    int Drill();

    /// <summary>Inputs that failing units share more often than good ones, the most suspect first.</summary>
    IReadOnlyList<string> Suspects(IReadOnlyList<string> failing, IReadOnlyList<string> good);

    /// <summary>Serves the same genealogy over HTTP on loopback; gives the address of a seed's forward trace.</summary>
    Task<Func<string, Uri>> ServeAsync();
}

/// <summary>How the benchmark gets a genealogy: an empty one, and one that is ready from a snapshot.</summary>
internal sealed record TraceEngine(Func<ITracer> Empty, Func<string, ITracer> FromSnapshot);
