namespace Traceability.Edge.Stations;

/// <summary>
/// The right to show anything but a refusal. It lasts only while the stations' loop proves every half second that it and
/// the journal still get on: a stalled disk or a hung loop takes the permission away without anybody having to notice.
/// Runs on real, monotonic time, also where the station's clock is a replay's.
/// </summary>
public sealed class Lease
{
    public static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Term = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private long _proof;

    /// <summary>Begins lapsed: nothing is allowed before the loop has worked once.</summary>
    public Lease(TimeProvider time)
    {
        _time = time;
        _proof = time.GetTimestamp() - (long)(Term.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>How long the permission still lasts; zero or less when it has lapsed.</summary>
    public TimeSpan Left => Term - _time.GetElapsedTime(Volatile.Read(ref _proof));

    public bool Holds => Left > TimeSpan.Zero;

    /// <summary>To be called by the stations' loop alone, with no write under way: a full round of it is the proof.</summary>
    public void Prove() => Volatile.Write(ref _proof, _time.GetTimestamp());
}
