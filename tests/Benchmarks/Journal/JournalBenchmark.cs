using System.Diagnostics;
using System.Text;
using Traceability.Edge.Journal;
using Traceability.Tests.Benchmarks.Face;
using Traceability.Tests.Benchmarks.Trace;

namespace Traceability.Tests.Benchmarks.Journal;

/// <summary>
/// What an event costs in each kind of journal of this build, beside what the disk takes for a bare promise: an event of 400 bytes with
/// its station's state, one of fifty lots and its read number, and a mark after every fiftieth, as a gateway writes them.
/// </summary>
internal static class JournalBenchmark
{
    private const int Events = 20_000, Warming = 500, Traced = 500, EventBytes = 400, StationBytes = 250, LotBytes = 120, Lots = 50;

    public static Task<IReadOnlyList<Figure>> RunAsync()
    {
        var figures = new List<Figure>();
        foreach (var kind in Journals.All.Names)
        {
            var folder = Directory.CreateTempSubdirectory("bench-journal-").FullName;
            try
            {
                figures.AddRange(Measure(kind, folder));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        return Task.FromResult<IReadOnlyList<Figure>>(figures);
    }

    private static List<Figure> Measure(string kind, string folder)
    {
        using var journal = Journals.Open(kind, folder, "g1", TimeProvider.System, _ => { });
        var times = new List<double>();
        for (var i = 0; i < Warming; i++) One();
        times.Clear();
        var written = FaceBenchmark.Written();
        for (var i = 0; i < Events; i++) One();
        written = FaceBenchmark.Written() - written;
        var (latency, bare) = (Latency.Of(times), FaceBenchmark.Bare(folder));
        var figures = new List<Figure>
        {
            new($"{kind}: an event to disk, median", latency.Median, "ms", bare.Median, "ms a bare fsync's median", null, null),
            new($"{kind}: an event to disk, p99", latency.P99, "ms", bare.P99, "ms a bare fsync's p99", null, null),
            new($"{kind}: bytes that the disk is given for one event", written / Events, "B", EventBytes + StationBytes + LotBytes, "B that it has", null, null),
        };
        if (Syscalls.Counted("fsync,fdatasync", () => { for (var i = 0; i < Traced; i++) One(); }) is { } syncs)
            figures.Add(new Figure($"{kind}: fsyncs for one event", (double)syncs / Traced, "", null, null, null, null));
        return figures;

        void One()
        {
            var n = journal.Last + 1;
            var write = new JournalWrite
            {
                Records = [Padded(n, EventBytes)],
                State = [new StateRow("station/dock", Padded(n, StationBytes)), new StateRow($"lot/{n % Lots}", Padded(n, LotBytes))],
                Reads = [new ReadNumber("dock.scanner", n)],
            };
            var begun = Stopwatch.GetTimestamp();
            journal.Commit(write);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            if (n % Lots == 0) journal.Acknowledge("a", n - Lots);
        }
    }

    // Digits that differ from event to event, as real ones do: a journal that writes only what has changed gets no help from a filler.
    private static byte[] Padded(long n, int bytes)
    {
        var text = new StringBuilder($$"""{"n":{{n}},"x":""" + "\"");
        for (var seed = (ulong)n * 0x9E3779B97F4A7C15; text.Length < bytes - 2; seed = (seed ^ (seed >> 29)) * 0xBF58476D1CE4E5B9) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{seed:x16}");
        return Encoding.ASCII.GetBytes(text.ToString(0, bytes - 2) + "\"}");
    }
}
