using System.Diagnostics;
using Traceability.Edge.Devices;
using Traceability.Edge.Lights;
using Traceability.Edge.Stations;
using Traceability.Plant;

namespace Traceability.Tests.Lights;

/// <summary>One tower's loop with its device and a station's light, the lease proved by the test.</summary>
internal sealed class TowerBench : IAsyncDisposable
{
    // Only a failing test waits this long; the machines that run the tests are busy at times.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _stop = new();

    public TowerBench(string driver, bool plugged = true, double testSeconds = 0.03, double patienceSeconds = 5)
    {
        Rig = TowerRig.Open(driver, Time);
        if (plugged) Rig.Plug();
        Lease = new Lease(Time);
        Light = new StationLight(Lease, Time);
        Loop = new TowerLoop("st", Rig.Tower, Rig.Driver, Light, Time) { TestFor = TimeSpan.FromSeconds(testSeconds), Patience = TimeSpan.FromSeconds(patienceSeconds) };
        Running = Loop.RunAsync(_stop.Token);
    }

    public TestTime Time { get; } = new(runs: true);
    public TowerRig Rig { get; }
    public Lease Lease { get; }
    public StationLight Light { get; }
    public TowerLoop Loop { get; }
    public Task Running { get; }

    public static async Task<TowerBench> TestedAsync(string driver, double patienceSeconds = 5)
    {
        var bench = new TowerBench(driver, patienceSeconds: patienceSeconds);
        bench.Say(Edge.Stations.Light.Ready);
        await bench.UntilAsync(() => bench.Loop.LampTest is not null, "the lamp test");
        return bench;
    }

    /// <summary>A verdict that is on disk, with the loop alive.</summary>
    public void Say(Light light)
    {
        Lease.Prove();
        Light.Begin(light);
        Light.End(light);
    }

    public Task UntilLitAsync(params Lamp[] lamps) =>
        UntilAsync(() => Rig.Lit.Where(TowerPictures.Visible.Contains).ToHashSet().SetEquals(lamps), $"{string.Join(" and ", lamps)} lit");

    public Task UntilAsync(DeviceState state, string text = "") =>
        UntilAsync(() => Loop.Status.State == state && Loop.Status.Text.Contains(text, StringComparison.Ordinal), $"{state} '{text}'");

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < s_patience, $"waited in vain for {what}; lit: {string.Join(" ", Rig.Lit)}; {Loop.Status}");
            Assert.False(Running.IsFaulted, Running.Exception?.ToString());
            await Task.Delay(2);
        }
    }

    public async Task<TimeSpan> StopAsync()
    {
        var waited = Stopwatch.StartNew();
        await _stop.CancelAsync();
        await Running;
        return waited.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Rig.Dispose();
        _stop.Dispose();
    }
}
