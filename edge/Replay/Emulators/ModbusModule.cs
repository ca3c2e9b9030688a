using System.Buffers.Binary;

namespace Traceability.Edge.Replay;

/// <summary>
/// An output module with sixteen coils on Modbus TCP: read coils, write one, write several, and a second row of coils that
/// light the first for a time and then let it fall.
/// </summary>
public sealed class ModbusModule(string path, TimeProvider time) : EmulatedTower(path)
{
    public const int TimedCoils = 0x0200;
    private const int HeaderSize = 6, CodeAt = 7;
    private const byte NoFunction = 1, NoCoil = 2, Failed = 4;

    private readonly Lock _lock = new();
    private readonly bool[] _coils = new bool[16];
    private readonly long?[] _until = new long?[16];

    /// <summary>The outputs, bit 0 the first.</summary>
    public int Coils
    {
        get
        {
            lock (_lock)
            {
                var bits = 0;
                for (var i = 0; i < _coils.Length; i++)
                    if (IsOn(i)) bits |= 1 << i;
                return bits;
            }
        }
    }

    /// <summary>A coil whose relay is welded: it stays as it is whatever is written.</summary>
    public int? Stuck { get; set; }

    protected override int? LengthOf(ReadOnlySpan<byte> bytes) => bytes.Length < HeaderSize ? null : HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);

    protected override byte[] Answer(ReadOnlySpan<byte> message)
    {
        var address = BinaryPrimitives.ReadUInt16BigEndian(message[8..]);
        var value = BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        lock (_lock)
        {
            if (Refuses) return Refusal(message, Failed);
            return message[CodeAt] switch
            {
                1 when address + value <= _coils.Length => Body(message, [1, (byte)((value + 7) / 8), .. Read(address, value)]),
                5 when address < _coils.Length => Confirm(message, address, value == 0xFF00, null),
                5 when address is >= TimedCoils and < TimedCoils + 16 => Confirm(message, address - TimedCoils, true, AfterTenths(value)),
                15 when address + value <= _coils.Length => Write(message, address, value),
                1 or 5 or 15 => Refusal(message, NoCoil),
                _ => Refusal(message, NoFunction),
            };
        }
    }

    private long AfterTenths(int tenths) => time.GetTimestamp() + (tenths * time.TimestampFrequency / 10);

    private byte[] Write(ReadOnlySpan<byte> message, int first, int count)
    {
        for (var i = 0; i < count; i++) Set(first + i, (message[13 + (i / 8)] >> (i % 8) & 1) != 0, null);
        return Body(message, message[CodeAt..12]);
    }

    private byte[] Confirm(ReadOnlySpan<byte> message, int coil, bool on, long? until)
    {
        Set(coil, on, until);
        return Body(message, message[CodeAt..12]);
    }

    private void Set(int coil, bool on, long? until)
    {
        if (coil != Stuck) (_coils[coil], _until[coil]) = (on, until);
    }

    private bool IsOn(int coil) => _coils[coil] && (_until[coil] is not { } until || time.GetTimestamp() < until);

    private byte[] Read(int first, int count)
    {
        var bytes = new byte[(count + 7) / 8];
        for (var i = 0; i < count; i++)
            if (IsOn(first + i)) bytes[i / 8] |= (byte)(1 << (i % 8));
        return bytes;
    }

    private static byte[] Refusal(ReadOnlySpan<byte> message, byte reason) => Body(message, [(byte)(message[CodeAt] | 0x80), reason]);

    private static byte[] Body(ReadOnlySpan<byte> message, ReadOnlySpan<byte> body) => [.. message[..4], 0, (byte)(body.Length + 1), message[6], .. body];
}
