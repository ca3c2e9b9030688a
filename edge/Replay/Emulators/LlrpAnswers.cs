using System.Buffers.Binary;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Llrp;

namespace Traceability.Edge.Replay;

/// <summary>The messages an RFID reader sends, as bytes (LLRP 1.0.1; protocols.md section 6).</summary>
public static class LlrpAnswers
{
    public const ushort Held = 1;
    private const ushort Epc96Bytes = 12;

    /// <summary>Status 0 is success, 1xx a fault of the message, 4xx one of the device.</summary>
    public static LlrpMessage Response(LlrpMessage request, ushort status) => new((ushort)(request.Type + LlrpType.ResponseOffset), request.Id,
        (byte[])[.. Tlv(287, [(byte)(status >> 8), (byte)status, 0, 0])]);

    /// <summary>How an input stands: 0 low, 1 high, 2 unknown.</summary>
    public static LlrpMessage InputState(LlrpMessage request, int port, byte state) => new((ushort)(request.Type + LlrpType.ResponseOffset), request.Id,
        (byte[])[.. Tlv(287, [0, 0, 0, 0]), .. Tlv(225, [(byte)(port >> 8), (byte)port, 0x80, state])]);

    /// <summary>The first word of a reader: 0 the connection is the client's, 1 another client holds it.</summary>
    public static LlrpMessage ConnectionAttempt(uint id, ulong microseconds, ushort status) => new(LlrpType.ReaderEventNotification, id,
        Tlv(246, [.. Tlv(128, Number(microseconds)), .. Tlv(256, [(byte)(status >> 8), (byte)status])]));

    /// <summary>An input of the reader has changed.</summary>
    public static LlrpMessage Input(uint id, ulong microseconds, int port, bool isHigh) => new(LlrpType.ReaderEventNotification, id,
        Tlv(246, [.. Tlv(128, Number(microseconds)), .. Tlv(248, [(byte)(port >> 8), (byte)port, (byte)(isHigh ? 0x80 : 0)])]));

    public static LlrpMessage Keepalive(uint id) => new(LlrpType.Keepalive, id, default);

    /// <summary>One tag, as EPC-96 where it has 12 bytes, else with its length in bits.</summary>
    public static LlrpMessage Report(uint id, ReadOnlySpan<byte> epc, TagSighting tag, ulong firstSeenMicroseconds)
    {
        var bits = epc.Length * 8;
        byte[] identity = epc.Length == Epc96Bytes ? [0x80 | 13, .. epc] : Tlv(241, [(byte)(bits >> 8), (byte)bits, .. epc]);
        return new LlrpMessage(LlrpType.RoAccessReport, id, Tlv(240,
        [
            .. identity,
            0x80 | 1, (byte)(tag.Antenna >> 8), (byte)tag.Antenna,
            0x80 | 6, (byte)tag.Rssi,
            0x80 | 2, .. Number(firstSeenMicroseconds),
        ]));
    }

    private static byte[] Tlv(ushort type, ReadOnlySpan<byte> value)
    {
        var length = value.Length + 4;
        return [(byte)(type >> 8), (byte)type, (byte)(length >> 8), (byte)length, .. value];
    }

    private static byte[] Number(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
