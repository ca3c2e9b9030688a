using System.Diagnostics;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>Milliseconds of one question, over many sources and several rounds.</summary>
internal readonly record struct Latency(double Median, double P99)
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Each round goes through all sources before one is asked again, so that no answer lies in the cache because it was the last.
    /// Those who are compared take turns round by round, so that a busy machine is busy for all of them. Whole rounds before
    /// that warm caches and let the compiler settle.
    /// </summary>
    public static Latency[] Of(int[] sources, int rounds, params Action<int>[] asked)
    {
        foreach (var ask in asked)
        {
            var warming = Stopwatch.StartNew();
            do Array.ForEach(sources, ask);
            while (warming.Elapsed < Warm);
        }
        var times = Array.ConvertAll(asked, _ => new List<double>(rounds * sources.Length));
        for (var round = 0; round < rounds; round++)
            for (var i = 0; i < asked.Length; i++) Time(sources, asked[i], times[i]);
        return Array.ConvertAll(times, Of);
    }

    public static Latency Of(List<double> times)
    {
        times.Sort();
        return new Latency(times[times.Count / 2], times[times.Count * 99 / 100]);
    }

    private static void Time(int[] sources, Action<int> ask, List<double> times)
    {
        foreach (var source in sources)
        {
            var start = Stopwatch.GetTimestamp();
            ask(source);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
    }
}

/// <summary>The same measurement around both sizes of answer.</summary>
internal sealed record Latencies(Latency Thousand, Latency TenThousand)
{
    public static Latencies[] Of(Sources sources, int rounds, params Action<int>[] asked)
    {
        var (thousand, tenThousand) = (Latency.Of(sources.Thousand, rounds, asked), Latency.Of(sources.TenThousand, rounds, asked));
        return [.. thousand.Zip(tenThousand, (small, large) => new Latencies(small, large))];
    }
}
