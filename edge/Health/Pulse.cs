namespace Traceability.Edge.Health;

/// <summary>When work last got on: given by the loop that everything passes through, looked at by whoever has to find out that it hangs.</summary>
public sealed class Pulse(TimeProvider time)
{
    private long _beat;

    /// <summary>Null before the first.</summary>
    public TimeSpan? Age => Volatile.Read(ref _beat) is not 0 and var beat ? time.GetElapsedTime(beat) : null;

    public void Beat() => Volatile.Write(ref _beat, time.GetTimestamp());
}
