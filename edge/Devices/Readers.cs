using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Devices.Llrp;
using Traceability.Edge.Devices.Serial;
using Traceability.Edge.Devices.Tcp;

namespace Traceability.Edge.Devices;

/// <summary>The one place where a driver's name in plant.json becomes a driver.</summary>
public static class Readers
{
    public const string Known = "serial, keyboard, tcp and llrp";

    /// <summary>The clock is the station's; what happens on the wire (silence, back-off) runs on real time.</summary>
    /// <exception cref="NotSupportedException">This build has no such driver; the sentence can be shown as it is.</exception>
    public static IReader Open(Plant.Station station, Plant.Reader reader, string dataFolder, TimeProvider clock)
    {
        var device = reader.Device ?? DevicePlace.Of(station.Id, reader.Id, dataFolder);
        return reader.Driver switch
        {
            "serial" => new SerialReader(station.Id, reader.Id, device, clock),
            "keyboard" => new KeyboardReader(station.Id, reader.Id, device, Emulated(reader), clock),
            "tcp" => new TcpReader(station.Id, reader.Id, device, clock),
            "llrp" => new LlrpReader(station.Id, reader.Id, device, clock),
            "hidpos" or "tcp-listen" => throw new NotSupportedException(
                $"station {station.Id}, reader {reader.Id}: this build has no driver '{reader.Driver}' yet; it has {Known}"),
            _ => throw new NotSupportedException($"station {station.Id}, reader {reader.Id}: unknown driver '{reader.Driver}'; known are {Known}"),
        };
    }

    private static EmulatedKeys Emulated(Plant.Reader reader) =>
        reader.Emulated ? EmulatedKeys.Always : reader.Device is null ? EmulatedKeys.Allowed : EmulatedKeys.Never;
}
