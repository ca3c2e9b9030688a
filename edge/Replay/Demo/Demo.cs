using System.Net;
using System.Net.Sockets;
using Traceability.Plant;

namespace Traceability.Edge.Replay;

/// <summary>
/// A whole plant on one machine: broker, cloud, every gateway and the replay as processes on loopback, supervised. What
/// deploy/demo.sh runs once everything is installed and built.
/// </summary>
public sealed class Demo(DemoOptions options, TextWriter say)
{
    private const string Mosquitto = "/usr/sbin/mosquitto";

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var plant = CommandLine.ReadPlant(options.PlantPath);
        var folder = CommandLine.Folder(options.PlantPath);
        var scans = Recording.Read(Path.Combine(folder, "scans.jsonl"), plant);
        _ = CommandLine.Speed(options.Speed);
        var truth = Path.Combine(folder, "truth.json");
        if (options.Verify && !File.Exists(truth)) throw new BadInputException($"--verify needs {truth}, which is not there");
        if (!File.Exists(Mosquitto)) throw new MissingException("the MQTT broker is missing: apt-get install -y mosquitto libmosquitto1");
        var gateways = plant.Gateways.ToList();
        for (var i = 0; i < gateways.Count + 2; i++) RequireFree(options.Port + i);

        using var data = DataFolder.Open(options);
        await say.WriteLineAsync($"plant {plant.Code}: {gateways.Count} gateways, {scans.Count} reads; data in {data.Path}");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var spawner = new Spawner();
        var children = Services(plant, gateways, data.Path).Select(p => new Child(p, spawner, say)).ToList();
        var services = children.Select(c => c.RunAsync(ending.Token)).ToList();
        var story = PlayAsync(spawner, data.Path, truth, ending.Token);
        var first = await Task.WhenAny([story, .. services]);
        await ending.CancelAsync();
        await ((Task)Task.WhenAll(services.Append(story))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsFaulted) await first;
        return story.IsCompletedSuccessfully ? await story : 0;
    }

    private async Task<int> PlayAsync(Spawner spawner, string data, string truth, CancellationToken stop)
    {
        await say.WriteLineAsync($"cloud at http://127.0.0.1:{options.Port}/ (gateways at {options.Port + 2} and up, /state)");
        var replay = new Child(new Program("replay", Self.File, [.. Self.Prefix, "replay", "--plant", options.PlantPath, "--data", data, "--socket", Socket(data), "--speed", options.Speed], null, Once: true), spawner, say);
        var code = await replay.RunAsync(stop);
        if (stop.IsCancellationRequested || code != 0) return code;
        await say.WriteLineAsync("replay ended; every gateway's events are in the cloud");
        if (options.Verify)
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{options.Port}/") };
            code = await new Verifier(http, say).RunAsync(truth, stop) ? 0 : 1;
        }
        if (options.Once) return code;
        await say.WriteLineAsync("running until Ctrl-C");
        await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return code;
    }

    private IEnumerable<Program> Services(PlantModel plant, List<string> gateways, string data)
    {
        var logs = Directory.CreateDirectory(Path.Combine(data, "logs")).FullName;
        var broker = $"127.0.0.1:{options.Port + 1}";
        yield return new Program("broker", Mosquitto, ["-c", BrokerConfiguration(data)], Path.Combine(logs, "broker.log"));
        yield return new Program("cloud", options.CloudProgram,
            ["serve", "--plant", options.PlantPath, "--data", Path.Combine(data, "cloud"), "--port", $"{options.Port}", "--broker", broker], Path.Combine(logs, "cloud.log"));
        for (var i = 0; i < gateways.Count; i++)
            yield return new Program(gateways[i], Self.File,
                [.. Self.Prefix, "run", "--plant", options.PlantPath, "--gateway", gateways[i], "--data", data, "--broker", broker, "--http", $"{options.Port + 2 + i}", "--replay", Socket(data)],
                Path.Combine(logs, $"{gateways[i]}.log"));
    }

    // Persistent and unlimited, as edge.md section 5 asks of a plant's broker; only the cloud's mark counts as delivered anyway.
    private string BrokerConfiguration(string data)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "broker")).FullName;
        var file = Path.Combine(folder, "mosquitto.conf");
        File.WriteAllText(file, $"""
            listener {options.Port + 1} 127.0.0.1
            allow_anonymous true
            user root
            persistence true
            persistence_location {folder}/
            autosave_interval 1
            max_queued_messages 0
            max_inflight_messages 100
            set_tcp_nodelay true
            log_type error
            log_type warning

            """);
        return file;
    }

    // A path of a Unix socket has at most 107 bytes; a deep data folder would not fit.
    private static string Socket(string data) => Path.Combine(Path.GetTempPath(), $"traceability-{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(data)))[..12]}.socket");

    private static void RequireFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException)
        {
            throw new MissingException($"port {port} on 127.0.0.1 is taken by another process: give another range with --port N (the demo uses N for the cloud, N+1 for the broker, N+2 and up for gateways)");
        }
    }

    /// <summary>How this program is started again: by its own executable, or by dotnet and its assembly.</summary>
    private static class Self
    {
        private static readonly bool ByHost = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        public static string File { get; } = Environment.ProcessPath!;
        public static string[] Prefix { get; } = ByHost ? [typeof(Demo).Assembly.Location] : [];
    }
}
