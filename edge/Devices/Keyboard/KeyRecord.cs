using System.Buffers.Binary;

namespace Traceability.Edge.Devices.Keyboard;

/// <summary>struct input_event of a 64-bit system without its time: 24 bytes, native order (linux/input.h).</summary>
public readonly record struct KeyRecord(ushort Type, ushort Code, int Value)
{
    public const int Size = 24;
    public const ushort Synchronise = 0, Key = 1;
    public const ushort Report = 0, Dropped = 3;
    public const int Released = 0, Pressed = 1;

    public static KeyRecord Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));

    public void Write(Span<byte> bytes)
    {
        bytes[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[16..], Type);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[18..], Code);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], Value);
    }
}
