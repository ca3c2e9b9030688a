using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Traceability.Edge.Lights.Gpio;

/// <summary>
/// The structures of the kernel's GPIO character device, version 2, byte by byte (linux/gpio.h; protocols.md section 5).
/// Numbers are the host's own byte order, which is little-endian on every machine this runs on.
/// </summary>
public static class GpioMessages
{
    public const nuint GetChipInfo = 0x8044B401, GetLine = 0xC250B407, GetValues = 0xC010B40E, SetValues = 0xC010B40F;
    public const int ChipInfoSize = 68, LineRequestSize = 592, LineValuesSize = 16;
    public const ulong ActiveLowFlag = 2, OutputFlag = 8;
    public const int MostLines = 64;

    private const int NameSize = 32, LabelAt = 32, LinesAt = 64;
    private const int ConsumerAt = 256, FlagsAt = 288, AttributeCountAt = 296, AttributesAt = 320, LineCountAt = 560, DescriptorAt = 588;
    private const int AttributeSize = 24, AttributeValueAt = 8, AttributeMaskAt = 16;
    private const uint FlagsAttribute = 1, OutputValuesAttribute = 2;
    private static readonly byte[] Consumer = "traceability"u8.ToArray();

    /// <summary>
    /// One request for all lamps. Lines that light when low say so as an attribute, so that values are logical everywhere;
    /// the values of the first picture are in the request, so that no lamp blinks while the lines become outputs.
    /// </summary>
    public static byte[] LineRequest(IReadOnlyList<int> offsets, ulong activeLow, ulong values)
    {
        var request = new byte[LineRequestSize];
        for (var i = 0; i < offsets.Count; i++) Write(request, i * sizeof(uint), (uint)offsets[i]);
        Consumer.CopyTo(request, ConsumerAt);
        Write(request, FlagsAt, OutputFlag);
        var attributes = 0;
        Attribute(request, attributes++, OutputValuesAttribute, values, AllOf(offsets.Count));
        if (activeLow != 0) Attribute(request, attributes++, FlagsAttribute, OutputFlag | ActiveLowFlag, activeLow);
        Write(request, AttributeCountAt, (uint)attributes);
        Write(request, LineCountAt, (uint)offsets.Count);
        return request;
    }

    /// <summary>The descriptor that the kernel has written into the request.</summary>
    public static int Descriptor(ReadOnlySpan<byte> request) => MemoryMarshal.Read<int>(request[DescriptorAt..]);

    /// <summary>For setting, and with bits 0 for asking: the mask names the lines of the request that are meant.</summary>
    public static byte[] LineValues(ulong bits, int lines)
    {
        var values = new byte[LineValuesSize];
        Write(values, 0, bits);
        Write(values, sizeof(ulong), AllOf(lines));
        return values;
    }

    public static ulong Bits(ReadOnlySpan<byte> values) => MemoryMarshal.Read<ulong>(values);

    public static (string Name, string Label, int Lines) ChipInfo(ReadOnlySpan<byte> info) =>
        (Text(info[..NameSize]), Text(info.Slice(LabelAt, NameSize)), MemoryMarshal.Read<int>(info[LinesAt..]));

    private static void Attribute(byte[] request, int index, uint id, ulong value, ulong mask)
    {
        var at = AttributesAt + (index * AttributeSize);
        Write(request, at, id);
        Write(request, at + AttributeValueAt, value);
        Write(request, at + AttributeMaskAt, mask);
    }

    private static ulong AllOf(int lines) => lines == MostLines ? ulong.MaxValue : (1UL << lines) - 1;

    private static void Write<T>(byte[] buffer, int at, T value) where T : unmanaged, IBinaryInteger<T> => MemoryMarshal.Write(buffer.AsSpan(at), value);

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);
}
