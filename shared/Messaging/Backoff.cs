namespace Traceability.Messaging;

/// <summary>
/// Full-jitter back-off: a delay drawn evenly from 0 to a limit that doubles with every failure, so that many clients
/// never come back in step. A connection that stayed healthy for a while starts again from the first limit.
/// </summary>
public sealed class Backoff(TimeSpan first, TimeSpan cap, int seed)
{
    private readonly Random _random = new(seed);
    private int _failures;

    /// <summary>How long a connection must have lasted to count as healthy.</summary>
    public TimeSpan HealthySpell { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The shortest delay there is, for what has no crowd to fall out of step with and should still be seen to rest.</summary>
    public TimeSpan Least { get; init; }

    /// <summary>The delay after a connection that lasted this long (zero: there was none).</summary>
    public TimeSpan Next(TimeSpan lasted)
    {
        if (lasted >= HealthySpell) _failures = 0;
        // 2^20 times any first delay is beyond every cap in use.
        var limit = Math.Min(cap.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures, 20)));
        _failures++;
        return Least + TimeSpan.FromMilliseconds(_random.NextDouble() * Math.Max(0, limit - Least.TotalMilliseconds));
    }
}
