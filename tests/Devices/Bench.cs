using System.Diagnostics;
using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;

namespace Traceability.Tests.Devices;

/// <summary>One driver reading its emulator in a folder of its own, with a clock that stands still.</summary>
public sealed class Bench : IAsyncDisposable
{
    // Only a failing test waits this long; the machines that run the tests are busy at times.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("traceability-devices-").FullName;
    private readonly DriverRig _rig;
    private CancellationTokenSource _stop = new();

    public Bench(string driver, int channelLimit = 1000, bool plugged = true, int unfinishedMilliseconds = DriverRig.UnfinishedMilliseconds)
    {
        _rig = DriverRig.All[driver];
        Frames = Channel.CreateBounded<Frame>(channelLimit);
        Path = System.IO.Path.Combine(_folder, "st.r");
        if (plugged) Emulator = _rig.Plug(Path);
        Reader = _rig.Open(Path, Clock, unfinishedMilliseconds);
        Running = Reader.RunAsync(Frames.Writer, _stop.Token);
    }

    public string Path { get; }
    public ManualClock Clock { get; } = new();
    public Channel<Frame> Frames { get; }
    public IReader Reader { get; private set; }
    public Task Running { get; private set; }
    public IEmulator? Emulator { get; private set; }

    public static async Task<Bench> ReadyAsync(string driver, int channelLimit = 1000, int unfinishedMilliseconds = DriverRig.UnfinishedMilliseconds)
    {
        var bench = new Bench(driver, channelLimit, unfinishedMilliseconds: unfinishedMilliseconds);
        await bench.UntilAsync(DeviceState.Ready);
        return bench;
    }

    public Task SendAsync(byte[] bytes) => _rig.Send(Emulator!, bytes).WaitAsync(s_patience);

    public async Task<Frame> NextAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        return await Frames.Reader.ReadAsync(patience.Token);
    }

    public bool IsHeldByKernel => _rig.IsHeldByKernel;

    public void Plug() => Emulator = _rig.Plug(Path);

    public void Unplug() => Emulator!.Dispose();

    public async Task UntilAsync(DeviceState? state = null, string text = "")
    {
        var watch = Stopwatch.StartNew();
        while (Reader.Status is var now && ((state ?? now.State) != now.State || !now.Text.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(watch.Elapsed < s_patience, $"still {Reader.Status}");
            Assert.False(Running.IsFaulted, Running.Exception?.ToString());
            await Task.Delay(1);
        }
    }

    /// <summary>As when a gateway process ends: the device stays plugged in.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var watch = Stopwatch.StartNew();
        await _stop.CancelAsync();
        await Running.WaitAsync(s_patience);
        return watch.Elapsed;
    }

    public void StartAgain()
    {
        _stop = new CancellationTokenSource();
        Reader = _rig.Open(Path, Clock, DriverRig.UnfinishedMilliseconds);
        Running = Reader.RunAsync(Frames.Writer, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Emulator?.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
