using Traceability.Edge.Devices;
using Traceability.Edge.Lights.Gpio;
using Traceability.Edge.Lights.Modbus;
using Traceability.Edge.Lights.Patlite;
using Traceability.Plant;

namespace Traceability.Edge.Lights;

/// <summary>The one place where a light's driver in plant.json becomes a driver.</summary>
public static class TowerDrivers
{
    public const string Known = "gpio, modbus, patlite and screen";

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
            "mcp23017" or "pcf8574" => throw new NotSupportedException(
                $"station {station}, light {tower.Id}: not in this build: package Iot.Device.Bindings; it has {Known}"),
            _ => throw new NotSupportedException($"station {station}, light {tower.Id}: unknown driver '{tower.Driver}'; known are {Known}"),
        };
    }
}
