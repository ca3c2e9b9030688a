using System.Buffers.Binary;
using System.Text;

namespace Traceability.Gs1;

/// <summary>EPC memory of RFID tags, both ways (GS1 Tag Data Standard 2.x, section 14).</summary>
public static class Tag
{
    /// <summary>
    /// What the words of a tag's EPC bank name, without CRC and PC. Memory behind the EPC may be there; what is no EPC keeps its raw name.
    /// </summary>
    internal static Identified Identify(ReadOnlySpan<byte> epc)
    {
        // The two that doors are full of are read without any detour.
        if (epc.Length >= 12 && epc[0] is 0x30 or 0x31)
        {
            var high = BinaryPrimitives.ReadUInt64BigEndian(epc);
            var low = BinaryPrimitives.ReadUInt32BigEndian(epc[8..]);
            if ((epc[0] == 0x30 ? Sgtin96(high, low) : Sscc96(high, low)) is { } found) return found;
        }
        if (epc.Length is 0 or > 64) return new() { Problems = [Problems.NoEpc("the reader sent " + epc.Length + " bytes")] };
        // Tags carry no century: any day serves.
        return Decode(epc)?.Identify(new(2026, 1, 1)) ?? new() { Urn = Raw(epc), Problems = [Problems.NoEpc($"header {epc[0]:X2}, or a value out of range")] };
    }

    /// <summary>The same with the tag's protocol control word: its length is obeyed, and content that is no EPC (toggle bit) is told apart.</summary>
    internal static Identified Identify(ReadOnlySpan<byte> epc, ushort protocolControl)
    {
        if ((protocolControl & 0x100) != 0) return new() { Urn = Raw(epc), Problems = [Problems.NotEpcContent(protocolControl & 0xFF)] };
        var words = protocolControl >> 11;
        if (words * 2 > epc.Length) return new() { Problems = [Problems.TagCutOff(words, epc.Length / 2)] };
        return Identify(epc[..(words * 2)]);
    }

    /// <summary>The words to write for a tag URN; null where it is none or a value does not fit the tag.</summary>
    public static byte[]? Encode(string tagUrn) => TagUri.Parse(tagUrn) is { } content ? TagWriter.Write(content) : null;

    /// <summary>
    /// The words of a "+" scheme (SGTIN+, SSCC+, SGLN+, GRAI+, GIAI+, GSRN+, GSRNP+, GDTI+, SGCN+, CPI+, ITIP+, DSGTIN+) for these elements;
    /// null where they do not fit. The filter is 0 to 7 (TDS section 10).
    /// </summary>
    public static byte[]? EncodePlus(string scheme, int filter, IReadOnlyList<Element> elements) => TagPlus.Write(scheme, filter, elements);

    internal static TagContent? Decode(ReadOnlySpan<byte> epc)
    {
        if (epc.IsEmpty) return null;
        if (TagScheme.Find(epc[0]) is { } scheme) return TagReader.Read(scheme, epc);
        return TagPlus.Read(epc) ?? TagOther.Read(epc);
    }

    private static Identified? Sgtin96(ulong high, uint low)
    {
        int filter = (int)(high >> 53) & 7, partition = (int)(high >> 50) & 7;
        if (partition == 7) return null;
        var prefixBits = TagScheme.PrefixBits[partition];
        var body = (high & ((1UL << 50) - 1)) >> 6;
        var prefix = body >> (44 - prefixBits);
        var item = body & ((1UL << (44 - prefixBits)) - 1);
        if (prefix >= DecimalDigits.Power(12 - partition) || item >= DecimalDigits.Power(partition + 1)) return null;
        // The first digit of the item reference is the indicator, which a GTIN carries in front.
        var (indicator, rest) = Math.DivRem(item, DecimalDigits.Power(partition));
        Span<byte> gtin = stackalloc byte[14];
        DecimalDigits.Write(gtin[..13], indicator * DecimalDigits.Power(12) + prefix * DecimalDigits.Power(partition) + rest);
        gtin[13] = CheckDigit.Of(gtin[..13]);
        var found = new Identified();
        found.SetGtin(GtinCache.Get(gtin));
        found.SetSerial(((high & 0x3F) << 32 | low).ToString());
        found.SetTag(12 - partition, filter);
        found.Name(MaterialKind.Unit);
        return found;
    }

    private static Identified? Sscc96(ulong high, uint low)
    {
        int filter = (int)(high >> 53) & 7, partition = (int)(high >> 50) & 7;
        if (partition == 7) return null;
        var prefixBits = TagScheme.PrefixBits[partition];
        var body = (high & ((1UL << 50) - 1)) << 8 | low >> 24;
        var prefix = body >> (58 - prefixBits);
        var serial = body & ((1UL << (58 - prefixBits)) - 1);
        if (prefix >= DecimalDigits.Power(12 - partition) || serial >= DecimalDigits.Power(partition + 5) || (low & 0xFFFFFF) != 0) return null;
        var (extension, rest) = Math.DivRem(serial, DecimalDigits.Power(partition + 4));
        Span<byte> sscc = stackalloc byte[18];
        DecimalDigits.Write(sscc[..17], extension * DecimalDigits.Power(16) + prefix * DecimalDigits.Power(partition + 4) + rest);
        sscc[17] = CheckDigit.Of(sscc[..17]);
        var found = new Identified();
        found.SetSscc(Encoding.Latin1.GetString(sscc));
        found.SetTag(12 - partition, filter);
        found.Name(MaterialKind.Container);
        return found;
    }

    internal static string Raw(ReadOnlySpan<byte> epc) => $"urn:epc:raw:{epc.Length * 8}.x{Convert.ToHexString(epc)}";
}
