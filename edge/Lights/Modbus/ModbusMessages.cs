using System.Buffers.Binary;

namespace Traceability.Edge.Lights.Modbus;

/// <summary>
/// The few messages of Modbus TCP that a stack light needs (protocols.md section 8): a header of transaction, zero, length
/// and unit before each, numbers big-endian, coils packed with the lowest bit first.
/// </summary>
public static class ModbusMessages
{
    public const int HeaderSize = 7;
    public const int LongestMessage = 260;
    public const byte ReadCoilsCode = 0x01, WriteCoilCode = 0x05, WriteCoilsCode = 0x0F;
    private const byte ErrorBit = 0x80;

    /// <summary>Sets count coils in one step; bit i of the bits is coil first + i.</summary>
    public static byte[] WriteCoils(ushort transaction, byte unit, int first, int count, ulong bits)
    {
        var bytes = (count + 7) / 8;
        var message = Request(transaction, unit, WriteCoilsCode, first, count, extra: 1 + bytes);
        message[12] = (byte)bytes;
        for (var i = 0; i < bytes; i++) message[13 + i] = (byte)(bits >> (8 * i));
        return message;
    }

    public static byte[] ReadCoils(ushort transaction, byte unit, int first, int count) => Request(transaction, unit, ReadCoilsCode, first, count);

    /// <summary>One coil; a timed coil takes a duration in tenths of a second where others take 0xFF00 for on.</summary>
    public static byte[] WriteCoil(ushort transaction, byte unit, int coil, ushort value) => Request(transaction, unit, WriteCoilCode, coil, value);

    /// <summary>The length of what follows the header's first six bytes; null where this is no header of an answer to the request.</summary>
    public static int? BodyLength(ReadOnlySpan<byte> header, ReadOnlySpan<byte> request)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(header[4..]);
        return header[..4].SequenceEqual(request[..4]) && header[6] == request[6] && length is >= 3 and <= LongestMessage - 6 ? length : null;
    }

    /// <summary>Null where the body (function code and what follows) answers the request; else why not.</summary>
    public static string? WhyNot(ReadOnlySpan<byte> request, ReadOnlySpan<byte> body)
    {
        var code = request[7];
        if (body[0] == (code | ErrorBit)) return $"refuses function {code}: {Reason(body[1])}";
        if (body[0] != code) return $"answers function {body[0]} to function {code}";
        var bytes = (BinaryPrimitives.ReadUInt16BigEndian(request[10..]) + 7) / 8;
        if (code == ReadCoilsCode) return body[1] == bytes && body.Length == 2 + bytes ? null : "answers another number of coils than asked for";
        return body.SequenceEqual(request[7..12]) ? null : "confirms something else than it was told";
    }

    /// <summary>The coils of an answer to <see cref="ReadCoils"/>, bit 0 the first.</summary>
    public static ulong Coils(ReadOnlySpan<byte> body, int count)
    {
        var bits = 0UL;
        for (var i = 0; i < body[1]; i++) bits |= (ulong)body[2 + i] << (8 * i);
        return bits & ((1UL << count) - 1);
    }

    private static string Reason(byte error) => error switch
    {
        1 => "it has no such function",
        2 => "it has no such coil",
        3 => "it does not take this value",
        4 => "it has failed",
        6 => "it is busy",
        _ => $"error {error}",
    };

    private static byte[] Request(ushort transaction, byte unit, byte code, int address, int value, int extra = 0)
    {
        var message = new byte[12 + extra];
        BinaryPrimitives.WriteUInt16BigEndian(message, transaction);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), (ushort)(message.Length - 6));
        message[6] = unit;
        message[7] = code;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(8), (ushort)address);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(10), (ushort)value);
        return message;
    }
}
