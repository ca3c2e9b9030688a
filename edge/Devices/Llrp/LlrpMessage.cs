using System.Buffers.Binary;

namespace Traceability.Edge.Devices.Llrp;

/// <summary>Message types of LLRP 1.0.1 that this client sends or understands. A response is its request's type plus ten.</summary>
public static class LlrpType
{
    public const ushort GetReaderConfig = 2, SetReaderConfig = 3, SetReaderConfigResponse = 13, CloseConnection = 14, CloseConnectionResponse = 4;
    public const ushort AddRoSpec = 20, DeleteRoSpec = 21, StartRoSpec = 22, EnableRoSpec = 24, ResponseOffset = 10;
    public const ushort RoAccessReport = 61, Keepalive = 62, KeepaliveAck = 72, ReaderEventNotification = 63;
    public const ushort EnableEventsAndReports = 64, ErrorMessage = 100;
}

/// <summary>One LLRP message without its header.</summary>
public readonly record struct LlrpMessage(ushort Type, uint Id, ReadOnlyMemory<byte> Body)
{
    public const int HeaderSize = 10;
    private const ushort Version = 1 << 10;
    private const ushort TypeMask = 0x3FF, VersionMask = 0x1C00;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderSize + Body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(Version | Type));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), (uint)bytes.Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(6), Id);
        Body.Span.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }

    /// <summary>The message's length by its header, once the header is there.</summary>
    /// <exception cref="LlrpFormatException">Another version, or a length that cannot be.</exception>
    internal static int? LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderSize) return null;
        if ((BinaryPrimitives.ReadUInt16BigEndian(bytes) & VersionMask) != Version) throw new LlrpFormatException("it does not speak version 1 of LLRP");
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);
        return length is >= HeaderSize and <= LlrpFrames.Limit ? (int)length : throw new LlrpFormatException($"it sent a message of length {length}");
    }

    internal static LlrpMessage Read(ReadOnlySpan<byte> whole) => new(
        (ushort)(BinaryPrimitives.ReadUInt16BigEndian(whole) & TypeMask), BinaryPrimitives.ReadUInt32BigEndian(whole[6..]), whole[HeaderSize..].ToArray());
}

/// <summary>The bytes are no LLRP; the sentence goes on from "the reader …".</summary>
public sealed class LlrpFormatException(string message) : Exception(message);
