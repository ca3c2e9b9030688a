using System.Diagnostics;
using Xunit.Abstractions;

namespace Traceability.Tests.Demo;

/// <summary>Any one process killed at random moments of a replay, fifty times: the demo goes on, and the truth still holds.</summary>
[Collection(nameof(DemoCollection))]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 50;

    [DemoFact]
    public async Task Northfield_is_as_the_truth_says_after_fifty_kills()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TRACEABILITY_SEED"), out var given) ? given : 20260302;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var plant = Path.Combine(Simulation.SharedPlants.Folder!, "northfield");
        using var demo = DemoRun.Start("--plant", plant, "--once", "--verify", "--speed", "120", "--port", $"{DemoRun.FreePorts()}");
        var killed = new List<string>();
        while (killed.Count < Kills && !demo.HasEnded && !demo.Output.Contains("replay ended; every", StringComparison.Ordinal))
        {
            await Task.Delay(random.Next(100, 2000));
            var children = demo.Children().OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
            if (children.Count == 0) continue;
            var (name, id) = children[random.Next(children.Count)];
            try
            {
                using var victim = Process.GetProcessById(id);
                victim.Kill();
                killed.Add(name);
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It was between two lives.
            }
        }
        Assert.True(await demo.EndsWithinAsync(TimeSpan.FromMinutes(6)), $"seed {seed}: the replay did not end\n{demo.Output}");
        output.WriteLine($"killed {string.Join(", ", killed.CountBy(k => k).OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"{k.Key} {k.Value}x"))}");
        output.WriteLine(demo.Output);
        // A run in which too little was killed proves nothing.
        Assert.Equal(Kills, killed.Count);
        Assert.True(killed.Distinct().Count() >= 8, $"seed {seed}: only {string.Join(", ", killed.Distinct())} were hit");
        Assert.Equal(Kills, demo.Lines.Count(l => l.Contains("started again", StringComparison.Ordinal)));
        Assert.True(demo.ExitCode == 0, $"seed {seed}: exit code {demo.ExitCode}\n{demo.Output}");
    }

    [DemoFact]
    public async Task Nothing_is_left_behind_when_the_demo_itself_is_killed()
    {
        var plant = Path.Combine(Simulation.SharedPlants.Folder!, "northfield");
        using var demo = DemoRun.Start("--plant", plant, "--speed", "1", "--port", $"{DemoRun.FreePorts()}");
        var patience = Stopwatch.StartNew();
        while (demo.Children().Count < 10 && patience.Elapsed < TimeSpan.FromSeconds(30)) await Task.Delay(50);
        var children = demo.Children();
        Assert.True(children.Count >= 10, demo.Output);
        demo.Kill();
        await demo.EndsWithinAsync(TimeSpan.FromSeconds(5));
        patience.Restart();
        while (children.Any(c => Directory.Exists($"/proc/{c.Id}") && !IsGone(c.Id)) && patience.Elapsed < TimeSpan.FromSeconds(10)) await Task.Delay(20);
        Assert.All(children, c => Assert.True(!Directory.Exists($"/proc/{c.Id}") || IsGone(c.Id), $"{c.Name} is left behind"));
    }

    // A process that nobody has waited for yet still has its entry, as a zombie.
    private static bool IsGone(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
