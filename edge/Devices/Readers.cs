using Traceability.Edge.Devices.Gpio;
using Traceability.Edge.Devices.HidPos;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Devices.Llrp;
using Traceability.Edge.Devices.Serial;
using Traceability.Edge.Devices.Tcp;
using Traceability.Edge.Devices.TcpListen;

namespace Traceability.Edge.Devices;

/// <summary>The one place where a driver's name in plant.json becomes a driver.</summary>
public static partial class Readers
{
    public const string Known = "serial, keyboard, hidpos, tcp, tcp-listen, llrp, mfrc522 and pn532";

    /// <summary>The clock is the station's; what happens on the wire (silence, back-off) runs on real time.</summary>
    /// <exception cref="NotSupportedException">There is no such driver; the sentence can be shown as it is.</exception>
    public static IReader Open(Plant.Station station, Plant.Reader reader, string dataFolder, TimeProvider clock)
    {
        var device = reader.Device ?? DevicePlace.Of(station.Id, reader.Id, dataFolder);
        return reader.Driver switch
        {
            "serial" => new SerialReader(station.Id, reader.Id, device, clock, Framed(reader), (uint)reader.Baud),
            "keyboard" => new KeyboardReader(station.Id, reader.Id, device, Emulated(reader), clock, new KeyboardFrames(KeyLayout.Of(reader.Layout))),
            "hidpos" => new HidPosReader(station.Id, reader.Id, device, Emulated(reader), clock),
            "tcp" => new TcpReader(station.Id, reader.Id, device, clock, Framed(reader)),
            "tcp-listen" => new TcpListenReader(station.Id, reader.Id, device, clock, Framed(reader)),
            "llrp" => new LlrpReader(station.Id, reader.Id, device, clock, door: reader.Door),
            "mfrc522" or "pn532" => Badge(station, reader, device, clock),
            _ => throw new NotSupportedException($"station {station.Id}, reader {reader.Id}: unknown driver '{reader.Driver}'; known are {Known}"),
        };
    }

    /// <summary>The photo-eye of a portal's door where it is wired to this machine; null where it is not.</summary>
    public static IReader? OpenEye(Plant.Station station, Plant.Reader reader, TimeProvider clock) =>
        reader.Door.PhotoEye is { Chip: { } chip, Line: { } line } eye ? new PhotoEyeInput(station.Id, reader.Id, chip, (uint)line, eye.ActiveLow, reader.Emulated ? Emulation.Always : Emulation.Never, clock) : null;

    /// <summary>Whether the badge readers of Iot.Device.Bindings are in this build.</summary>
    public static bool HasBadges => Badges.Count > 0;

    private static List<Func<Plant.Station, Plant.Reader, string, TimeProvider, IReader>> Badges { get; } = InBuild();

    private static IReader Badge(Plant.Station station, Plant.Reader reader, string device, TimeProvider clock) =>
        Badges is [var open] ? open(station, reader, device, clock)
        : throw new NotSupportedException($"station {station.Id}, reader {reader.Id}: not in this build: package Iot.Device.Bindings");

    private static List<Func<Plant.Station, Plant.Reader, string, TimeProvider, IReader>> InBuild()
    {
        var badges = new List<Func<Plant.Station, Plant.Reader, string, TimeProvider, IReader>>();
        AddBadges(badges);
        return badges;
    }

    static partial void AddBadges(List<Func<Plant.Station, Plant.Reader, string, TimeProvider, IReader>> badges);

    private static SerialFrames Framed(Plant.Reader reader) => new(reader.Framing, reader.IdleGapMilliseconds);

    private static Emulation Emulated(Plant.Reader reader) =>
        reader.Emulated ? Emulation.Always : reader.Device is null ? Emulation.Allowed : Emulation.Never;
}
