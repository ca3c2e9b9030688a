using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>What the lamps do when nobody drives them any more: the process is gone, the cable out, the host without power.</summary>
public enum WithoutHost
{
    /// <summary>They go out by themselves: dark, and dark is not allowed.</summary>
    Falls,

    /// <summary>It depends on the kernel and on resistors that nobody can see from here.</summary>
    Unknown,

    /// <summary>They stay as they were, green too: without a watchdog relay this output may not carry permission.</summary>
    Keeps,
}

/// <summary>
/// The one seam between what a light means and what drives its lamps. A driver knows the place and the wire; when to show
/// what, lease, rhythm, read-back, lamp test and faults are the tower loop's and the same for all. An I²C expander or
/// System.Device.Gpio joins as one more implementation, and proves itself in the conformance suite.
/// </summary>
public interface ILampDriver
{
    /// <summary>For sentences: which device, as a technician would look for it.</summary>
    string Place { get; }
    WithoutHost WithoutHost { get; }

    /// <summary>The device flashes by itself; else it is told every change, and its pictures only hold steady lamps.</summary>
    bool FlashesItself { get; }

    /// <summary>Opens the device so that it shows the first picture and nothing else on the way.</summary>
    /// <exception cref="Devices.DeviceException">It is not there (Missing), or a person must act (Faulted).</exception>
    Task<ILampConnection> OpenAsync(TowerPicture first, CancellationToken stop);
}

/// <summary>An open device. One call at a time. Disposing closes it and leaves the lamps to what <see cref="WithoutHost"/> says.</summary>
public interface ILampConnection : IDisposable
{
    /// <summary>Sets all lamps in one step; returns when the device has confirmed.</summary>
    Task ShowAsync(TowerPicture picture, CancellationToken stop);

    /// <summary>How a driver hands out what it has just opened: showing the first picture, or closed again.</summary>
    async Task<ILampConnection> ShowingAsync(TowerPicture first, CancellationToken stop)
    {
        try
        {
            await ShowAsync(first, stop).ConfigureAwait(false);
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the device says it shows.</summary>
    Task<TowerPicture> LookAsync(CancellationToken stop);

    /// <summary>Called every half second while the permission holds: where the device can time its outputs, this winds the clock up again.</summary>
    Task RenewAsync(CancellationToken stop) => Task.CompletedTask;
}
