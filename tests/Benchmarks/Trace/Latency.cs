using System.Diagnostics;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>Milliseconds of one question, over many sources and several rounds.</summary>
internal readonly record struct Latency(double Median, double P99)
{
    /// <summary>Each round goes through all sources before one is asked again, so that no answer lies in the cache because it was the last. The first round warms.</summary>
    public static Latency Of(int[] sources, int rounds, Action<int> ask)
    {
        var times = new List<double>();
        for (var round = 0; round <= rounds; round++)
            foreach (var source in sources)
            {
                var start = Stopwatch.GetTimestamp();
                ask(source);
                if (round > 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        return Of(times);
    }

    public static Latency Of(List<double> times)
    {
        times.Sort();
        return new Latency(times[times.Count / 2], times[times.Count * 99 / 100]);
    }
}

/// <summary>The same measurement around both sizes of answer.</summary>
internal sealed record Latencies(Latency Thousand, Latency TenThousand)
{
    public static Latencies Of(Sources sources, int rounds, Action<int> ask) =>
        new(Latency.Of(sources.Thousand, rounds, ask), Latency.Of(sources.TenThousand, rounds, ask));
}
