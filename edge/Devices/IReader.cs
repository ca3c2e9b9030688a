using System.Threading.Channels;

namespace Traceability.Edge.Devices;

public enum DeviceState { Missing, Opening, Ready, Faulted }

/// <summary>What a device is doing, in one sentence a technician can act on.</summary>
public sealed record DeviceStatus(DeviceState State, string Text);

/// <summary>A sighting of an RFID tag: where and how strong. Rssi in dBm.</summary>
public readonly record struct TagSighting(int Antenna, int Rssi);

/// <summary>
/// One complete read of a device: a barcode's bytes without terminator, or a tag's EPC bank without CRC and PC.
/// Start and End are in the station's clock; debounce looks from the end of one frame to the start of the next.
/// </summary>
public sealed record Frame(string Station, string Reader, ReadOnlyMemory<byte> Data, DateTimeOffset Start, DateTimeOffset End, TagSighting? Tag = null)
{
    /// <summary>Of a door's photo-eye: the beam is broken, or free again. Such a frame has no data.</summary>
    public bool? Beam { get; init; }

    /// <summary>How it came in, as the event will say (<c>trace:capture</c>).</summary>
    public string Capture { get; init; } = "scan";
}

/// <summary>
/// A device that reads. It opens, survives being unplugged, and writes every complete frame to the channel until
/// cancelled; it never decides anything and never drops a complete frame (the channel's limit slows it down).
/// </summary>
public interface IReader
{
    string Station { get; }
    string Id { get; }
    DeviceStatus Status { get; }
    Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop);
}
