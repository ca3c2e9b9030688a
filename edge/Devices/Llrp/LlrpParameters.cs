using System.Buffers.Binary;

namespace Traceability.Edge.Devices.Llrp;

/// <summary>
/// Walks the parameters of a message body or of a parameter. A TLV has its length with it and can be skipped when unknown;
/// a TV (types 1 to 127) has not, so an unknown one makes the rest unreadable.
/// </summary>
public ref struct LlrpParameters(ReadOnlySpan<byte> bytes)
{
    private const int TlvHeader = 4;

    // Sizes in bytes of the TVs' values: see protocols.md section 6, last paragraph on TagReportData.
    private static ReadOnlySpan<byte> TvSizes => [0, 2, 8, 8, 8, 8, 1, 2, 2, 4, 2, 2, 2, 12, 2, 2, 4, 2, 4, 2, 2];

    private ReadOnlySpan<byte> _rest = bytes;

    public ushort Type { get; private set; }
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>False at the end.</summary>
    /// <exception cref="LlrpFormatException">A parameter overruns its parent, has no length, or is an unknown TV.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        return (_rest[0] & 0x80) != 0 ? Tv() : Tlv();
    }

    private bool Tv()
    {
        Type = (ushort)(_rest[0] & 0x7F);
        if (Type == 0 || Type >= TvSizes.Length) throw new LlrpFormatException($"it sent an unknown parameter (TV {Type})");
        return Take(1, TvSizes[Type]);
    }

    private bool Tlv()
    {
        if (_rest.Length < TlvHeader) throw new LlrpFormatException("it sent a parameter that is cut off");
        Type = (ushort)(BinaryPrimitives.ReadUInt16BigEndian(_rest) & 0x3FF);
        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < TlvHeader) throw new LlrpFormatException($"it sent parameter {Type} with length {length}");
        return Take(TlvHeader, length - TlvHeader);
    }

    private bool Take(int header, int size)
    {
        if (header + size > _rest.Length) throw new LlrpFormatException($"it sent parameter {Type} longer than what holds it");
        Value = _rest.Slice(header, size);
        _rest = _rest[(header + size)..];
        return true;
    }

    /// <summary>The value as a big-endian number; a shorter value than the type asks for is a fault.</summary>
    public readonly ushort UInt16(int at = 0) =>
        at + 2 <= Value.Length ? BinaryPrimitives.ReadUInt16BigEndian(Value[at..]) : throw new LlrpFormatException($"it sent parameter {Type} too short");
}
