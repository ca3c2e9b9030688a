using Traceability.Messaging;

namespace Traceability.Edge.Stations;

/// <summary>What a station's light shows at a moment; Number tells two equal lights of two reads apart, Due is when it may change by itself.</summary>
public readonly record struct ShownLight(Light Light, long Number, TimeSpan Due);

/// <summary>
/// One station's light between the decision and the lamps. The stations' loop says when a read goes to disk and when it is
/// there; whoever shows the light looks here, and what he sees depends on the time alone: permission only after the disk,
/// only for a moment, only under the lease.
/// </summary>
public sealed class StationLight(Lease lease, TimeProvider time)
{
    /// <summary>Green says "right" and ends; the next label needs its own.</summary>
    public static readonly TimeSpan GreenFor = TimeSpan.FromSeconds(1.5);
    public static readonly TimeSpan SlowAfter = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan FaultAfter = TimeSpan.FromSeconds(2);

    /// <summary>Nobody answers for what is shown.</summary>
    internal static readonly Light Fault = Light.Blue("cannot check: the gateway's loop or its disk does not get on. Nothing is allowed until it does; call a lead");

    private static readonly Light Recording = Light.Yellow("recording: wait");

    private readonly Lock _lock = new();
    private readonly List<Signal> _watchers = [];
    private Light _light = Light.Ready;
    private long _since;
    private long _number;
    private long? _recordingSince;

    /// <summary>Is set at every change that does not come by the passing of time alone.</summary>
    public void Watch(Signal watcher)
    {
        lock (_lock) _watchers.Add(watcher);
    }

    /// <summary>
    /// A read is decided and goes to disk. A refusal is shown at once. A permission given before is withdrawn: nobody can
    /// tell whether the green he sees is this label's or the last one's.
    /// </summary>
    public void Begin(Light? verdict)
    {
        lock (_lock)
        {
            _recordingSince = time.GetTimestamp();
            if (verdict is { IsRefusal: true }) Take(verdict);
            else if (verdict is not null && _light.Pattern == LightPattern.Green) Take(Light.Ready with { Text = Recording.Text });
        }
        Tell();
    }

    /// <summary>The read is on disk: now, and not before, its light may allow something.</summary>
    public void End(Light? verdict)
    {
        lock (_lock)
        {
            _recordingSince = null;
            if (verdict is { IsRefusal: false }) Take(verdict);
        }
        Tell();
    }

    /// <summary>The stations' loop and its journal get on.</summary>
    public bool IsAlive => lease.Holds;

    public ShownLight Look()
    {
        lock (_lock)
        {
            var recording = _recordingSince is { } begun ? time.GetElapsedTime(begun) : (TimeSpan?)null;
            var left = lease.Left;
            if (_light.IsRefusal) return Refusal(recording);
            // The loop's next proof tells nobody: whoever shows this looks again by himself.
            if (left <= TimeSpan.Zero || recording >= FaultAfter) return new ShownLight(Fault, _number, Lease.Renewal);
            if (recording is { } taking)
                return taking >= SlowAfter ? Until(FaultAfter - taking, Recording) : Until(SlowAfter - taking, _light);
            if (_light.Pattern != LightPattern.Green) return Until(left, _light);
            var lit = time.GetElapsedTime(_since);
            return lit >= GreenFor ? Until(left, Light.Ready with { Text = _light.Text }) : Until(GreenFor - lit, _light);

            ShownLight Until(TimeSpan change, Light light) => new(light, _number, change < left ? change : left);
        }
    }

    private ShownLight Refusal(TimeSpan? recording) => recording switch
    {
        null => new ShownLight(_light, _number, Timeout.InfiniteTimeSpan),
        { } taking when taking < FaultAfter => new ShownLight(_light, _number, FaultAfter - taking),
        _ => new ShownLight(_light with { Text = $"{_light.Text}. Not on disk yet: call a lead" }, _number, Timeout.InfiniteTimeSpan),
    };

    private void Take(Light light) => (_light, _since, _number) = (light, time.GetTimestamp(), _number + 1);

    private void Tell()
    {
        lock (_lock)
            foreach (var watcher in _watchers) watcher.Set();
    }
}
