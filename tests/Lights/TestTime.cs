using System.Diagnostics;

namespace Traceability.Tests.Lights;

/// <summary>Monotonic time that a test moves: standing still between the moves, or running on beside them. Timers are the machine's.</summary>
public sealed class TestTime(bool runs) : TimeProvider
{
    private static readonly DateTimeOffset s_morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private long _ahead;

    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (runs ? Stopwatch.GetElapsedTime(0).Ticks : 0) + Interlocked.Read(ref _ahead);

    public override DateTimeOffset GetUtcNow() => s_morning.AddTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
