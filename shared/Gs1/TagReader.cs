using System.Text;

namespace Traceability.Gs1;

/// <summary>Partitioned tag schemes, from bits (TDS section 14.4).</summary>
internal static class TagReader
{
    public static TagContent? Read(TagScheme scheme, ReadOnlySpan<byte> epc)
    {
        if (epc.Length * 8 < scheme.Bits) return null;
        var bits = new BitReader(epc);
        bits.Read(8);
        int filter = bits.ReadInt(3), partition = bits.ReadInt(3);
        if (partition == 7) return null;
        var prefix = (ulong)bits.Read(TagScheme.PrefixBits[partition]);
        if (prefix >= DecimalDigits.Power(12 - partition)) return null;
        var reference = Reference(scheme, partition, ref bits);
        var pieces = scheme.Epc.HasPieces ? Pieces(ref bits) : null;
        var serial = Field(scheme.Serial, scheme.SerialBits, ref bits);
        if (reference is null || scheme.Epc.HasPieces && pieces is null || serial is null || bits.Overrun) return null;
        var epcOf = new Epc(scheme.Epc, prefix.ToString("D" + (12 - partition)), reference, scheme.Epc.HasSerial ? serial : null, pieces);
        // Whatever the bits say, the outcome must be a valid key; else the tag keeps its raw name.
        foreach (var element in epcOf.Elements())
            if (AiTable.Find(element.Ai)!.Check(Encoding.UTF8.GetBytes(element.Value)).Exists) return null;
        return new(scheme.Name, filter, epcOf);
    }

    public static string? SixBit(ref BitReader bits)
    {
        var text = new StringBuilder();
        while (bits.Left >= 6)
        {
            var code = bits.ReadInt(6);
            if (code == 0) return text.ToString();
            text.Append((char)(code < 32 ? code + 64 : code));
        }
        return null;
    }

    private static string? Reference(TagScheme scheme, int partition, ref BitReader bits)
    {
        if (scheme.Reference == TagField.SixBit) return SixBit(ref bits);
        var width = scheme.ReferenceBits[partition];
        if (scheme.Reference == TagField.SevenBit) return Field(TagField.SevenBit, width, ref bits);
        var number = (ulong)bits.Read(width);
        if (scheme.Epc == EpcScheme.Giai) return number.ToString();
        var digits = scheme.ReferenceDigits(partition);
        if (number >= DecimalDigits.Power(digits)) return null;
        return scheme.Epc.Shape == KeyShape.Free ? number.ToString() : digits == 0 ? "" : number.ToString("D" + digits);
    }

    private static string? Pieces(ref BitReader bits)
    {
        int piece = bits.ReadInt(7), total = bits.ReadInt(7);
        return piece > 99 || total > 99 ? null : $"{piece:D2}{total:D2}";
    }

    private static string? Field(TagField field, int width, ref BitReader bits)
    {
        switch (field)
        {
            case TagField.None: return bits.Read(width) == 0 ? "" : null;
            case TagField.Number: return bits.Read(width).ToString();
            case TagField.OneAndDigits:
                var digits = bits.Read(width).ToString();
                return digits.Length > 1 && digits[0] == '1' ? digits[1..] : null;
            default:
                var text = new StringBuilder();
                var ended = false;
                for (; width >= 7; width -= 7)
                {
                    var code = bits.ReadInt(7);
                    if (code == 0) ended = true;
                    else if (ended) return null;
                    else text.Append((char)code);
                }
                bits.Read(width);
                return text.Length == 0 ? null : text.ToString();
        }
    }
}
