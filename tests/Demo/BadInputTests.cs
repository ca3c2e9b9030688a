using System.Net;
using System.Net.Sockets;

namespace Traceability.Tests.Demo;

/// <summary>What a person gets for input that cannot be used: a sentence that says what, where and what to do, and an exit code.</summary>
[Collection(nameof(DemoCollection))]
public sealed class BadInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bad-input-").FullName;

    [DemoFact]
    public async Task An_unreadable_plant_names_its_line_and_imports_nothing()
    {
        Plant("plant.json", text => text.Replace("\"gtin\": \"09521321000100\"", "\"gtin\": \"09521321000101\"", StringComparison.Ordinal));
        using var demo = await EndedAsync();
        Assert.Equal(2, demo.ExitCode);
        Assert.Matches(@"nothing was imported:\n\s+line 2\d: gtin '09521321000101' is no GTIN", demo.Output);
    }

    [DemoFact]
    public async Task A_plant_that_is_no_json_names_where_it_breaks()
    {
        Plant("plant.json", text => text[..400]);
        using var demo = await EndedAsync();
        Assert.Equal(2, demo.ExitCode);
        Assert.Matches(@"line 2\d: is no valid JSON", demo.Output);
    }

    [DemoFact]
    public async Task A_scan_of_an_unknown_reader_refuses_the_whole_replay()
    {
        Plant("scans.jsonl", text => string.Join('\n', text.Split('\n').Select((l, i) => i == 6 ? l.Replace("\"scanner\"", "\"scanner-9\"", StringComparison.Ordinal) : l)));
        using var demo = await EndedAsync();
        Assert.Equal(2, demo.ExitCode);
        Assert.Contains("scans.jsonl line 7: station store-1 has no reader 'scanner-9' in plant.json (it has scanner); nothing was played", demo.Output, StringComparison.Ordinal);
    }

    [DemoFact]
    public async Task A_port_in_use_is_said_before_anything_starts()
    {
        Plant("plant.json", text => text);
        var port = DemoRun.FreePorts();
        using var taken = new TcpListener(IPAddress.Loopback, port + 3);
        taken.Start();
        using var demo = await EndedAsync("--port", $"{port}");
        Assert.Equal(3, demo.ExitCode);
        Assert.Contains($"port {port + 3} on 127.0.0.1 is taken", demo.Output, StringComparison.Ordinal);
        Assert.Contains("--port", demo.Output, StringComparison.Ordinal);
    }

    [DemoFact]
    public async Task Another_plants_data_folder_is_refused_and_a_foreign_folder_is_never_wiped()
    {
        Plant("plant.json", text => text);
        var foreign = Directory.CreateDirectory(Path.Combine(_folder, "foreign")).FullName;
        File.WriteAllText(Path.Combine(foreign, "letter.txt"), "dear");
        using var demo = await EndedAsync("--data", foreign, "--fresh");
        Assert.Equal(2, demo.ExitCode);
        Assert.Contains("is not empty and no demo's folder", demo.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(foreign, "letter.txt")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Plant(string changed, Func<string, string> change)
    {
        foreach (var file in new[] { "plant.json", "scans.jsonl" })
        {
            var text = File.ReadAllText(Path.Combine(Simulation.SharedPlants.Folder!, "northfield", file));
            File.WriteAllText(Path.Combine(_folder, file), file == changed ? change(text) : text);
        }
    }

    private async Task<DemoRun> EndedAsync(params string[] arguments)
    {
        var demo = DemoRun.Start(["--plant", _folder, "--once", .. arguments.Contains("--port") ? arguments : [.. arguments, "--port", $"{DemoRun.FreePorts()}"]]);
        Assert.True(await demo.EndsWithinAsync(TimeSpan.FromSeconds(60)), demo.Output);
        return demo;
    }
}
