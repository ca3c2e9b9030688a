using System.Diagnostics;
using System.Text;
using Traceability.Edge.Replay;
using Traceability.Plant;
using Traceability.Tests.Demo;

namespace Traceability.Tests.Benchmarks;

/// <summary>From a label's last byte at a scanner to the lot's appearance in a trace, in real time: a gateway without replay, broker and cloud.</summary>
internal static class VisibleBenchmark
{
    private const int Labels = 200;

    public static async Task<IReadOnlyList<Figure>> RunAsync(string plantFolder)
    {
        var data = Directory.CreateTempSubdirectory("bench-visible-").FullName;
        var plant = PlantFile.Read(await File.ReadAllBytesAsync(Path.Combine(plantFolder, "plant.json")));
        var station = plant.Stations.Values.First(s => s.Kind == StationKind.Receiving && s.Readers[0].Driver == "serial");
        var order = plant.PurchaseOrders.Values.First(o => o.Item is not null && plant.Items[o.Item] is { Tracking: Tracking.Lot, Uom: "EA" } item && !item.Requires.Contains("expiry"));
        var port = DemoRun.FreePorts();
        var processes = new List<Process>();
        try
        {
            var configuration = Path.Combine(data, "mosquitto.conf");
            await File.WriteAllTextAsync(configuration, $"listener {port + 1} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n");
            processes.Add(Start("/usr/sbin/mosquitto", "-c", configuration));
            processes.Add(Start(Path.Combine(AppContext.BaseDirectory, "traceability"), "serve", "--plant", plantFolder, "--data", Path.Combine(data, "cloud"), "--port", $"{port}", "--broker", $"127.0.0.1:{port + 1}"));
            using var scanner = Emulators.Start(station, station.Readers[0], data);
            processes.Add(Start(Path.Combine(AppContext.BaseDirectory, "traceability-gateway"), "run", "--plant", plantFolder, "--gateway", station.Gateway, "--data", data, "--broker", $"127.0.0.1:{port + 1}", "--http", $"{port + 2}"));
            using var http = new HttpClient();
            await ReadyAsync(http, port);
            var milliseconds = await MeasureAsync(http, port, scanner, plant.Items[order.Item!], order.Id);
            milliseconds.Sort();
            return
            [
                new Figure("scan to visible in a trace, p50", milliseconds[Labels / 2], "ms", null, null, null, null),
                new Figure("scan to visible in a trace, p99", milliseconds[Labels * 99 / 100], "ms", null, null, null, null),
            ];
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill();
                await process.WaitForExitAsync();
                process.Dispose();
            }
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<List<double>> MeasureAsync(HttpClient http, int port, IEmulator scanner, Item item, string order)
    {
        await scanner.SendAsync(Encoding.ASCII.GetBytes("K" + order), null, CancellationToken.None);
        var milliseconds = new List<double>();
        for (var i = 0; i < Labels + 20; i++)
        {
            var lot = $"BENCH{i:0000}";
            await Task.Delay(20);
            var started = Stopwatch.GetTimestamp();
            await scanner.SendAsync(Encoding.ASCII.GetBytes($"]C101{item.Key}305\u001d10{lot}"), null, CancellationToken.None);
            while (true)
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/api/v1/trace?id={item.Code}/{lot}&direction=forward"));
                if (answer.IsSuccessStatusCode) break;
                if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(20)) throw new InvalidOperationException($"lot {lot} did not become visible");
            }
            // The first ones pay for compiling what they are the first to use.
            if (i >= 20) milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        return milliseconds;
    }

    private static async Task ReadyAsync(HttpClient http, int port)
    {
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(100))
            try
            {
                var state = await http.GetStringAsync(new Uri($"http://127.0.0.1:{port + 2}/state"));
                await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/healthz"));
                if (state.Contains("\"connected\":true", StringComparison.Ordinal) && state.Contains("\"ready\",\"text\"", StringComparison.Ordinal)) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        throw new InvalidOperationException("gateway and cloud did not get ready");
    }

    private static Process Start(string file, params string[] arguments) => Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
