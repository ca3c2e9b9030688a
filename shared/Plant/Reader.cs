namespace Traceability.Plant;

/// <summary>
/// How a serial or TCP scanner marks the end of a read. Line: CR or LF or both, whatever comes. Cr, Lf, CrLf: that alone, so the others
/// are data. StxEtx: 0x02 … 0x03, and with Lrc a byte after it, the exclusive or of everything after STX up to and with ETX.
/// IdleGap: a pause, for scanners that can send no suffix.
/// </summary>
public enum Framing { Line, Cr, Lf, CrLf, StxEtx, StxEtxLrc, IdleGap }

/// <summary>The country whose keyboard a scanner in keyboard mode pretends to be; it is set in the scanner.</summary>
public enum KeyboardLayout { Us, Uk, De, Fr }

/// <summary>
/// A reader of a station. Device null is the conventional place under the data folder. The rest is what the scanner was set to;
/// each setting is for the drivers that it means something to, and a plant that names it for another is refused.
/// </summary>
public sealed record Reader(string Id, string Driver, string? Device, bool Emulated)
{
    public const int DefaultBaud = 115_200, DefaultIdleGapMilliseconds = 50;

    /// <summary>serial, tcp and tcp-listen.</summary>
    public Framing Framing { get; init; }

    /// <summary>The pause that ends a read where the framing is idleGap, in milliseconds, 10 to 1000.</summary>
    public int IdleGapMilliseconds { get; init; } = DefaultIdleGapMilliseconds;

    /// <summary>serial: bits a second, 300 to 4,000,000. A USB scanner that looks like a serial line ignores it.</summary>
    public int Baud { get; init; } = DefaultBaud;

    /// <summary>keyboard.</summary>
    public KeyboardLayout Layout { get; init; }

    /// <summary>llrp.</summary>
    public Door Door { get; init; } = new();
}
