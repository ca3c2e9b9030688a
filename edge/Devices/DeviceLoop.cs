using System.Net.Sockets;
using Traceability.Messaging;

namespace Traceability.Edge.Devices;

/// <summary>
/// What all readers have in common: run a session until it fails, show why, pause, try again. The pauses run on real
/// time even when the station's clock is a replay's. A fault of the program itself is not hidden here: it ends the loop.
/// </summary>
internal sealed class DeviceLoop(TimeProvider real, TimeSpan longestPause)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    // The seed only has to differ between gateways, so that they do not knock at one portal in step.
    private readonly Backoff _backoff = new(ShortestPause, longestPause, (int)real.GetTimestamp()) { Least = ShortestPause };
    private volatile DeviceStatus _status = new(DeviceState.Opening, "not opened yet");
    private long? _readySince;

    public DeviceStatus Status => _status;

    public void Show(DeviceState state, string text)
    {
        if (state == DeviceState.Ready) _readySince ??= real.GetTimestamp();
        // What a person must mend stays on the screen while it is tried again, until it works.
        if (state == DeviceState.Opening && _status.State == DeviceState.Faulted) return;
        _status = new DeviceStatus(state, text);
    }

    public async Task RunAsync(Func<CancellationToken, Task> session, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _readySince = null;
            try
            {
                await session(stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DeviceException or IOException or SocketException or OperationCanceledException)
            {
                if (stop.IsCancellationRequested) break;
                _status = new DeviceStatus(e is DeviceException device ? device.State : DeviceState.Missing, e.Message);
            }
            var ready = _readySince is { } since ? real.GetElapsedTime(since) : TimeSpan.Zero;
            await Task.Delay(_backoff.Next(ready), real, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _status = new DeviceStatus(DeviceState.Missing, "stopped");
    }
}
