using System.Diagnostics;
using System.Globalization;
using Traceability.Edge.Devices;
using Traceability.Edge.Journal;
using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Benchmarks.Trace;
using Traceability.Tests.Demo;

namespace Traceability.Tests.Benchmarks.Face;

/// <summary>
/// A pick face with 100,000 lots in its directory: from the whole scan to the red that the light is told, and to the green that
/// waits for the disk; beside it what the disk alone takes for its promise. Then a gateway started on what was left, and the way of a hold.
/// </summary>
internal static class FaceBenchmark
{
    private const int Pairs = 50_000, Syncs = 5_000, Warming = 500, Traced = 500;
    private const double RedAim = 3, GreenFactor = 1.5, GreenMargin = 5, ResidentAim = 120, StartAim = 3;

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("bench-gateway-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data, "plant.json"), ManyLots.PlantJson());
            var plant = PlantFile.Read(await File.ReadAllBytesAsync(Path.Combine(data, "plant.json")));
            var (red, green, sync, figures) = Scan(plant, data);
            var (seconds, megabytes) = await StartedAsync(data);
            return
            [
                new Figure("whole scan → red told to the light, p99", red.P99, "ms", null, null, RedAim, red.P99 <= RedAim),
                new Figure("whole scan → green told to the light, event on disk, p99", green.P99, "ms", sync.P99, "ms a bare fsync's p99", GreenFactor * sync.P99 + GreenMargin, green.P99 <= GreenFactor * sync.P99 + GreenMargin),
                new Figure("whole scan → red told to the light, median", red.Median, "ms", null, null, null, null),
                new Figure("whole scan → green told to the light, median", green.Median, "ms", sync.Median, "ms a bare fsync's median", null, null),
                .. figures,
                new Figure($"start to ready, {ManyLots.Faces * ManyLots.LotsAFace:#,0} lots and {2 * Pairs:#,0} events in the journal", seconds, "s", null, null, StartAim, seconds <= StartAim),
                new Figure("resident after that start", megabytes, "MB", null, null, ResidentAim, megabytes <= ResidentAim),
                .. await HoldFigures.RunAsync(),
            ];
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static (Latency Red, Latency Green, Latency Sync, List<Figure> Others) Scan(PlantModel plant, string data)
    {
        using var journal = new TimedJournal(SqliteJournal.Open(Path.Combine(data, $"{ManyLots.Gateway}.journal.db"), TimeProvider.System));
        journal.Commit(new JournalWrite { State = ManyLots.State(plant) });
        var lease = new Lease(TimeProvider.System);
        var light = new StationLight(lease, TimeProvider.System);
        var loop = new StationLoop(plant, ManyLots.Gateway, journal, () => new TraceClock("synced", 1, null, null));
        var (right, wrong, time) = (ManyLots.Label(0), ManyLots.Label(ManyLots.LotsAFace / 2), new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero));
        var (red, green) = (new List<double>(), new List<double>());
        Read("WWO1"u8.ToArray(), LightPattern.Ready);
        for (var i = 0; i < Warming; i++) Pair();
        red.Clear();
        green.Clear();
        var (written, before) = (Written(), journal.Last);
        for (var i = 0; i < Pairs - Warming - Traced; i++) Pair();
        (written, before) = (Written() - written, journal.Last - before);
        var figures = new List<Figure> { new("bytes that the disk is given for one event", written / before, "B", null, null, null, null) };
        if (Syscalls.Counted("fsync,fdatasync", () => { for (var i = 0; i < Traced; i++) Pair(); }) is { } syncs)
            figures.Add(new Figure("fsyncs for one event", syncs / (2.0 * Traced), "", null, null, null, null));
        return (Latency.Of(red), Latency.Of(green), Bare(data), figures);

        void Pair()
        {
            red.Add(Stopwatch.GetElapsedTime(Read(wrong, LightPattern.RedFlashing), journal.Asked).TotalMilliseconds);
            green.Add(Stopwatch.GetElapsedTime(Read(right, LightPattern.Green)).TotalMilliseconds);
        }

        long Read(byte[] label, LightPattern expected)
        {
            time = time.AddSeconds(2);
            lease.Prove();
            var begun = Stopwatch.GetTimestamp();
            var shown = loop.Take(new Frame(ManyLots.Station, ManyLots.Reader, label, time, time), light);
            return shown?.Pattern == expected ? begun : throw new InvalidOperationException($"{expected} was expected, the light says {shown?.Pattern}: {shown?.Text}");
        }
    }

    // As many bytes as the journal's smallest write, each promised by the disk before the next.
    internal static Latency Bare(string data)
    {
        using var file = File.OpenHandle(Path.Combine(data, "yardstick"), FileMode.CreateNew, FileAccess.Write);
        var (page, times) = (new byte[4096], new List<double>());
        for (var i = 0; i < Syncs; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, page, i * (long)page.Length);
            RandomAccess.FlushToDisk(file);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        return Latency.Of(times);
    }

    internal static double Written() => Value("/proc/self/io", "write_bytes:");

    private static async Task<(double Seconds, double Megabytes)> StartedAsync(string data)
    {
        var port = DemoRun.FreePorts();
        var info = new ProcessStartInfo(Path.Combine(Architecture.Repository.Top, "edge", "bin", "Release", "net10.0", "traceability-gateway"));
        foreach (var argument in (string[])["run", "--plant", data, "--gateway", ManyLots.Gateway, "--data", data, "--broker", "127.0.0.1:1", "--http", $"{port}"]) info.ArgumentList.Add(argument);
        var begun = Stopwatch.GetTimestamp();
        using var gateway = Process.Start(info)!;
        using var client = new HttpClient();
        while (!await IsReadyAsync(client, new Uri($"http://127.0.0.1:{port}/healthz")))
        {
            if (gateway.HasExited || Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(1)) throw new InvalidOperationException("the gateway does not start");
            await Task.Delay(10);
        }
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(5));
        var megabytes = Value($"/proc/{gateway.Id}/status", "VmRSS:") / 1024;
        gateway.Kill();
        await gateway.WaitForExitAsync();
        return (seconds, megabytes);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri address)
    {
        try
        {
            return await client.GetStringAsync(address) == "ok";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static double Value(string file, string name) =>
        double.Parse(File.ReadLines(file).Single(l => l.StartsWith(name, StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
