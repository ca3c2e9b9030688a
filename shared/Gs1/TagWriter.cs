using System.Globalization;

namespace Traceability.Gs1;

/// <summary>Partitioned tag schemes, to bits (TDS section 14.3).</summary>
internal static class TagWriter
{
    public static byte[]? Write(TagContent content)
    {
        if (content.Epc is not { } epc) return TagOther.Write(content);
        if (TagScheme.Find(content.Name) is not { } scheme) return null;
        var partition = 12 - epc.Prefix.Length;
        var bits = new BitWriter();
        bits.Write(scheme.Header, 8);
        bits.Write((UInt128)content.Filter, 3);
        bits.Write((UInt128)partition, 3);
        bits.Write(ulong.Parse(epc.Prefix), TagScheme.PrefixBits[partition]);
        var fits = Reference(scheme, epc, partition, bits);
        if (epc.Pieces is not null)
        {
            bits.Write(UInt128.Parse(epc.Pieces[..2]), 7);
            bits.Write(UInt128.Parse(epc.Pieces[2..]), 7);
        }
        return fits && Field(scheme.Serial, epc.Serial ?? "", scheme.SerialBits, bits) ? bits.ToWords() : null;
    }

    public static bool SixBit(string text, BitWriter bits)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterUpper(letter) && !char.IsAsciiDigit(letter) && letter is not ('#' or '-' or '/' or ' ')) return false;
            bits.Write((UInt128)(letter & 0x3F), 6);
        }
        bits.Write(0, 6);
        return true;
    }

    private static bool Reference(TagScheme scheme, Epc epc, int partition, BitWriter bits)
    {
        var width = scheme.ReferenceBits[partition];
        if (scheme.Reference == TagField.SixBit) return SixBit(epc.Reference, bits);
        if (scheme.Reference == TagField.SevenBit) return Field(TagField.SevenBit, epc.Reference, width, bits);
        if (scheme.Epc.Shape == KeyShape.Free) return Field(TagField.Number, epc.Reference, width, bits);
        bits.Write(epc.Reference.Length == 0 ? 0 : ulong.Parse(epc.Reference), width);
        return true;
    }

    private static bool Field(TagField field, string value, int width, BitWriter bits)
    {
        switch (field)
        {
            case TagField.None:
                bits.Write(0, width);
                return true;
            case TagField.Number or TagField.OneAndDigits:
                if (field == TagField.OneAndDigits) value = "1" + value;
                if (!DecimalDigits.IsPlain(value) || !UInt128.TryParse(value, NumberStyles.None, null, out var number) || number >> width != 0) return false;
                bits.Write(number, width);
                return true;
            default:
                if (value.Length * 7 > width || value.Any(letter => letter is '\0' or > '\x7F')) return false;
                foreach (var letter in value) bits.Write(letter, 7);
                bits.Write(0, width - value.Length * 7);
                return true;
        }
    }
}
