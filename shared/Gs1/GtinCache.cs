using System.Buffers.Binary;
using System.Text;

namespace Traceability.Gs1;

/// <summary>
/// A plant reads few item numbers over and over: the last 1,024 texts of them are shared. A slot is one reference, written whole,
/// so threads need no lock; a lost race costs one more string.
/// </summary>
internal static class GtinCache
{
    private static readonly string?[] Slots = new string?[1024];

    public static string Get(ReadOnlySpan<byte> gtin)
    {
        var mixed = (BinaryPrimitives.ReadUInt64LittleEndian(gtin) ^ (BinaryPrimitives.ReadUInt64LittleEndian(gtin[6..]) << 4)) * 0x9E3779B97F4A7C15;
        ref var slot = ref Slots[mixed >> 54];
        var text = slot;
        if (text is not null && Ascii.Equals(gtin, text)) return text;
        return slot = Encoding.Latin1.GetString(gtin);
    }
}
