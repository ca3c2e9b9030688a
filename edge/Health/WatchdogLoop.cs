namespace Traceability.Edge.Health;

/// <summary>
/// Says "ready" once work has begun, and "alive" only while it gets on: a process that hangs keeps silent, is killed and
/// started again, and its journal says where it stood. A disk that refuses is no hang, the loop that asks it again gets on.
/// </summary>
public sealed class WatchdogLoop(ServiceSupervisor supervisor, Pulse pulse, TimeProvider time)
{
    // Four chances an interval: one that comes late on a busy machine is no hang yet.
    private const int Chances = 4;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken stop)
    {
        if (!supervisor.IsThere) return;
        try
        {
            while (pulse.Age is null) await Task.Delay(Look, time, stop).ConfigureAwait(false);
            supervisor.Ready();
            while (supervisor.Watchdog is { } interval)
            {
                if (pulse.Age < interval / Chances) supervisor.Alive();
                await Task.Delay(interval / Chances, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            supervisor.Stopping();
        }
    }
}
