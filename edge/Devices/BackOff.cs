namespace Traceability.Edge.Devices;

/// <summary>
/// Pauses between attempts to open a device: doubling from the shortest to the longest, and from the start again after a
/// spell of health, so that a device that fails once a day is not punished for yesterday (device-rfid-llrp-go #43).
/// </summary>
public sealed class BackOff(TimeSpan shortest, TimeSpan longest, TimeSpan healthy)
{
    private TimeSpan? _pause;

    /// <summary>The pause before the next attempt, after one that was ready for the given time.</summary>
    public TimeSpan Next(TimeSpan ready)
    {
        var pause = ready >= healthy ? shortest : _pause ?? shortest;
        _pause = pause * 2 < longest ? pause * 2 : longest;
        return pause;
    }
}
