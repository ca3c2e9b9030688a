namespace Traceability.Tests.Devices;

/// <summary>A clock that stands still until it is told, as the replay's does.</summary>
public sealed class ManualClock : TimeProvider
{
    private int _asked;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    /// <summary>How often a driver asked: it does so once for each piece of bytes it takes.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public override DateTimeOffset GetUtcNow()
    {
        var now = Now;
        Interlocked.Increment(ref _asked);
        return now;
    }
}
