using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit.Abstractions;

namespace Traceability.Tests.Demo;

/// <summary>The cloud is out of reach for a simulated day while the plant works on: right lights meanwhile, everything there afterwards, once.</summary>
[Collection(nameof(DemoCollection))]
public sealed partial class NetworkTests(ITestOutputHelper output)
{
    private const int Stop = 19, Continue = 18;

    [DemoFact]
    public async Task A_day_without_the_cloud_changes_no_verdict_and_loses_nothing()
    {
        var plant = Path.Combine(Simulation.SharedPlants.Folder!, "northfield-week");
        var port = DemoRun.FreePorts();
        using var demo = DemoRun.Start("--plant", plant, "--verify", "--port", $"{port}");
        using var http = new HttpClient();
        var away = await ReachedAsync(demo, "2026-03-03 0");
        var cloud = demo.Children().Single(c => c.Name == "cloud").Id;
        // A stopped process answers nothing and refuses nothing, as a line that is cut.
        Assert.Equal(0, Kill(cloud, Stop));
        var back = await ReachedAsync(demo, "2026-03-04 0");
        var behind = await QueueAsync(http, port);
        Assert.Equal(0, Kill(cloud, Continue));
        output.WriteLine($"away from {away} to {back}; {behind} events waited");
        Assert.True(behind > 500, $"only {behind} events waited: the cloud was not away");

        var patience = Stopwatch.StartNew();
        while (!demo.Output.Contains("running until Ctrl-C", StringComparison.Ordinal) && !demo.HasEnded && patience.Elapsed < TimeSpan.FromMinutes(6)) await Task.Delay(200);
        output.WriteLine(demo.Output);
        Assert.Contains("as the truth  labels at pick faces: 205 of 205", demo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DIFFERENT", demo.Output, StringComparison.Ordinal);
        await EverythingOnceAsync(http, port);
    }

    private static async Task EverythingOnceAsync(HttpClient http, int port)
    {
        var streams = JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/api/v1/gateways"))).RootElement.GetProperty("items").EnumerateArray().ToList();
        for (var i = 0; i < streams.Count; i++)
        {
            var queue = (await StateAsync(http, port + 2 + i)).GetProperty("queue");
            Assert.Equal(queue.GetProperty("last").GetInt64(), streams[i].GetProperty("lastNumber").GetInt64());
            Assert.Equal(0, streams[i].GetProperty("missing").GetArrayLength());
        }
    }

    private static async Task<string> ReachedAsync(DemoRun demo, string moment)
    {
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromMinutes(4) && !demo.HasEnded)
        {
            if (demo.Lines.LastOrDefault(l => l.StartsWith("2026-", StringComparison.Ordinal)) is { } line && string.CompareOrdinal(line, moment) > 0) return line[..19];
            await Task.Delay(20);
        }
        throw new InvalidOperationException($"the replay did not reach {moment}\n{demo.Output}");
    }

    private static async Task<long> QueueAsync(HttpClient http, int port)
    {
        long waiting = 0;
        for (var gateway = port + 2; gateway < port + 10; gateway++) waiting += (await StateAsync(http, gateway)).GetProperty("queue").GetProperty("toSend").GetInt64();
        return waiting;
    }

    private static async Task<JsonElement> StateAsync(HttpClient http, int port) =>
        JsonDocument.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/state"))).RootElement;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
