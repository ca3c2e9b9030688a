using Traceability.Edge.Devices;

namespace Traceability.Edge.Replay;

/// <summary>
/// Devices for the replay, one class a driver. They always stand at the conventional place under the data folder: what a plant
/// names as a real device is never touched.
/// </summary>
public static class Emulators
{
    /// <exception cref="NotSupportedException">There is no emulator for the reader's driver; the sentence can be shown as it is.</exception>
    public static IEmulator Start(Plant.Station station, Plant.Reader reader, string dataFolder)
    {
        var path = DevicePlace.Of(station.Id, reader.Id, dataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return reader.Driver switch
        {
            "serial" => new PseudoTerminal(path),
            "keyboard" => new KeyboardFifo(path),
            "hidpos" => new HidPosFifo(path),
            "tcp" => new TcpScanner(path),
            "tcp-listen" => new TcpCaller(path),
            "llrp" => new LlrpPortal(path, eye: reader.Door.PhotoEye),
            _ => throw new NotSupportedException(
                $"station {station.Id}, reader {reader.Id}: nothing emulates the driver '{reader.Driver}'; known are {Readers.Known}"),
        };
    }

    /// <summary>A stack light at the conventional place; null where the plant names a real one, or the driver needs no device on the network.</summary>
    public static EmulatedTower? Start(Plant.Station station, Plant.Tower tower, string dataFolder)
    {
        if (tower.Device is not null) return null;
        var path = DevicePlace.Of(station.Id, tower.Id, dataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return tower.Driver switch
        {
            "modbus" => new ModbusModule(path, TimeProvider.System),
            "patlite" => new PatliteUnit(path, tower.Model),
            _ => null,
        };
    }

    /// <summary>The reader as a replay sees it: there are no GPIO lines, so every photo-eye is wired to its portal.</summary>
    public static Plant.Reader Wired(Plant.Reader reader) => reader.Door.PhotoEye is not { Gpi: null } eye ? reader
        : reader with { Door = reader.Door with { PhotoEye = eye with { Gpi = 1 } } };

    /// <summary>Puts a small file in place in one step, so that no driver reads half of it.</summary>
    internal static void Publish(string path, string text)
    {
        var draft = $"{path}.new";
        File.WriteAllText(draft, text);
        File.Move(draft, path, overwrite: true);
    }
}
