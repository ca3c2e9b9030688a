namespace Traceability.Edge.Devices;

/// <summary>A frame as a codec makes it, not yet bound to a station and a reader.</summary>
public readonly record struct RawFrame(byte[] Data, DateTimeOffset Start, DateTimeOffset End);

/// <summary>
/// The pure part of a scanner driver: bytes and the time go in, complete frames come out. It never throws, whatever the
/// bytes are, and holds at most one frame of <see cref="Limit"/> bytes.
/// </summary>
public interface IFrames
{
    /// <summary>The longest frame in bytes (trust.md section 2); no symbology holds more.</summary>
    const int Limit = 4096;

    /// <summary>Milliseconds of silence after which the codec wants <see cref="Silence"/>; -1 while it waits for nothing.</summary>
    int SilenceMilliseconds { get; }

    /// <summary>Scans refused since the start, and the sentence for the last of them.</summary>
    int Refused { get; }
    string? LastRefusal { get; }

    /// <summary>Keys that no scanner of this keyboard layout would press; other drivers know none.</summary>
    int ForeignKeys => 0;

    void Feed(ReadOnlySpan<byte> bytes, DateTimeOffset now, List<RawFrame> frames);
    void Silence(DateTimeOffset now, List<RawFrame> frames);

    /// <summary>Forgets what was begun: the device was unplugged.</summary>
    void Reset();
}
