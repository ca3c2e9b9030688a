using Traceability.Edge.Devices;
using Traceability.Edge.Lights.Gpio;
using Traceability.Edge.Lights.Modbus;
using Traceability.Edge.Lights.Patlite;
using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>The one place where a light's driver in plant.json becomes a driver.</summary>
public static partial class TowerDrivers
{
    public const string Known = "gpio, gpio-device, modbus, mcp23017, pcf8574, patlite and screen";

    /// <summary>Null is the screen, which every station has and which needs no driver.</summary>
    /// <exception cref="NotSupportedException">This build has no such driver; the sentence can be shown as it is.</exception>
    public static ILampDriver? Open(string station, Tower tower, string dataFolder)
    {
        var device = tower.Device ?? DevicePlace.Of(station, tower.Id, dataFolder);
        return tower.Driver switch
        {
            "screen" => null,
            "gpio" => new GpioTower(tower, device, new KernelGpio()),
            "modbus" => new ModbusTower(tower, device),
            "patlite" => new PatliteTower(tower, device),
            "gpio-device" => Packaged(station, tower, device, "System.Device.Gpio"),
            "mcp23017" or "pcf8574" => Packaged(station, tower, device, "Iot.Device.Bindings"),
            _ => throw new NotSupportedException($"station {station}, light {tower.Id}: unknown driver '{tower.Driver}'; known are {Known}"),
        };
    }

    /// <summary>The packages whose lamps are not in this build.</summary>
    public static IEnumerable<string> Missing => new[] { ("gpio-device", "System.Device.Gpio"), ("mcp23017", "Iot.Device.Bindings") }
        .Where(d => Find(new Tower("", d.Item1, null), "") is null).Select(d => d.Item2);

    private static ILampDriver Packaged(string station, Tower tower, string device, string package) => Find(tower, device)
        ?? throw new NotSupportedException($"station {station}, light {tower.Id}: not in this build: package {package}");

    private static ILampDriver? Find(Tower tower, string device)
    {
        ILampDriver? driver = null;
        if (tower.Driver == "gpio-device") OpenDeviceGpio(tower, device, ref driver);
        else OpenExpander(tower, device, ref driver);
        return driver;
    }

    static partial void OpenDeviceGpio(Tower tower, string device, ref ILampDriver? driver);

    static partial void OpenExpander(Tower tower, string device, ref ILampDriver? driver);
}
