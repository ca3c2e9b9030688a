using System.Device.Gpio;
using System.Device.Gpio.Drivers;
using Traceability.Edge.Devices;
using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>
/// Lamps on GPIO lines by System.Device.Gpio, for machines whose kernel has no character device of version 2. It opens the lines one by one,
/// each with its first value, so the kernel's own binding is the better choice where it works.
/// </summary>
public sealed class DeviceGpioTower(Tower tower, string device, Func<string, GpioController> open) : ILampDriver
{
    private const string ChipPath = "/dev/gpiochip";

    private readonly List<Lamp> _lamps = [.. tower.Lamps.Keys.Order()];

    public string Place { get; } = $"{device}, lines {string.Join(" ", tower.Lamps.OrderBy(l => l.Key).Select(l => l.Value))}";
    public WithoutHost WithoutHost => WithoutHost.Unknown;
    public bool FlashesItself => false;

    /// <summary>A chip by its path, or "board": the driver that the package finds for this machine.</summary>
    internal static GpioController Controller(string device) =>
        device == "board" ? new GpioController()
        : device.StartsWith(ChipPath, StringComparison.Ordinal) && int.TryParse(device.AsSpan(ChipPath.Length), out var chip) ? new GpioController(new LibGpiodDriver(chip))
        : throw DeviceException.Faulted($"'{device}' is no GPIO chip of System.Device.Gpio: say {ChipPath}0 or board");

    public Task<ILampConnection> OpenAsync(TowerPicture first, CancellationToken stop) => Task.Run<ILampConnection>(() =>
    {
        var controller = Asked(() => open(device));
        var connection = new Connection(this, tower, controller);
        try
        {
            connection.Take(first);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }, stop);

    // What the package says when the machine has no such chip, line, library or right.
    private T Asked<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is IOException or GpiodException)
        {
            throw DeviceException.Missing($"{Place}: {e.Message}");
        }
        catch (Exception e) when (e is PlatformNotSupportedException or DllNotFoundException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            throw DeviceException.Faulted($"{Place}: {e.Message}");
        }
    }

    private sealed class Connection(DeviceGpioTower driver, Tower tower, GpioController controller) : ILampConnection
    {
        public void Take(TowerPicture first) => driver.Asked(() =>
        {
            foreach (var lamp in driver._lamps) controller.OpenPin(tower.Lamps[lamp], PinMode.Output, Level(first, lamp));
            return true;
        });

        public Task ShowAsync(TowerPicture picture, CancellationToken stop) => Task.Run(() => driver.Asked(() =>
        {
            controller.Write(driver._lamps.Select(l => new PinValuePair(tower.Lamps[l], Level(picture, l))).ToArray());
            return true;
        }), stop);

        public Task<TowerPicture> LookAsync(CancellationToken stop) => Task.Run(() => driver.Asked(() =>
        {
            var pins = driver._lamps.Select(l => new PinValuePair(tower.Lamps[l], default)).ToArray();
            controller.Read(pins.AsSpan());
            return driver._lamps.Zip(pins).Aggregate(new TowerPicture(), (picture, p) =>
                (p.Second.PinValue == PinValue.High) != tower.ActiveLow.Contains(p.First) ? picture.With(p.First, LampSignal.Steady) : picture);
        }), stop);

        public void Dispose() => controller.Dispose();

        private PinValue Level(TowerPicture picture, Lamp lamp) => (picture[lamp] != LampSignal.Off) != tower.ActiveLow.Contains(lamp);
    }
}

public static partial class TowerDrivers
{
    static partial void OpenDeviceGpio(Tower tower, string device, ref ILampDriver? driver) => driver = new DeviceGpioTower(tower, device, DeviceGpioTower.Controller);
}
