using System.Buffers.Binary;

namespace Traceability.Gs1;

/// <summary>What an EPC tag's memory names (GS1 Tag Data Standard section 14).</summary>
internal static class Tag
{
    public static Identified Identify(ReadOnlySpan<byte> epc)
    {
        if (epc.Length >= 12 && epc[0] is 0x30 or 0x31)
        {
            var high = BinaryPrimitives.ReadUInt64BigEndian(epc);
            var low = BinaryPrimitives.ReadUInt32BigEndian(epc[8..]);
            var found = epc[0] == 0x30 ? Sgtin96(high, low) : Sscc96(high, low);
            if (found is not null) return found;
        }
        return new() { Urn = Raw(epc), Problems = [new(601, 0, "This tag holds no known EPC.", true)] };
    }

    // Partition value p: 12 - p prefix digits in these many bits; the reference takes the rest of 44 or 58 bits (TDS tables 14-2, 14-5).
    private static ReadOnlySpan<byte> PrefixBits => [40, 37, 34, 30, 27, 24, 20];

    private static ReadOnlySpan<ulong> PowerOfTen =>
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000];

    private static Identified? Sgtin96(ulong high, uint low)
    {
        int filter = (int)(high >> 53) & 7, partition = (int)(high >> 50) & 7;
        if (partition == 7) return null;
        var prefixBits = PrefixBits[partition];
        var body = (high & ((1UL << 50) - 1)) >> 6;
        var prefix = body >> (44 - prefixBits);
        var item = body & ((1UL << (44 - prefixBits)) - 1);
        if (prefix >= PowerOfTen[12 - partition] || item >= PowerOfTen[partition + 1]) return null;
        // The first digit of the item reference is the indicator, which a GTIN carries in front.
        var indicator = item / PowerOfTen[partition];
        Span<byte> gtin = stackalloc byte[14];
        Digits(gtin[..13], indicator * PowerOfTen[12] + prefix * PowerOfTen[partition] + item % PowerOfTen[partition]);
        gtin[13] = CheckDigit.Of(gtin[..13]);
        var found = new Identified();
        found.SetGtin(GtinCache.Get(gtin));
        found.SetSerial((((high & 0x3F) << 32) | low).ToString());
        found.SetTag(12 - partition, filter, null);
        found.Name(MaterialKind.Unit);
        return found;
    }

    private static Identified? Sscc96(ulong high, uint low)
    {
        int filter = (int)(high >> 53) & 7, partition = (int)(high >> 50) & 7;
        if (partition == 7) return null;
        var prefixBits = PrefixBits[partition];
        var body = ((high & ((1UL << 50) - 1)) << 8) | (low >> 24);
        var prefix = body >> (58 - prefixBits);
        var serial = body & ((1UL << (58 - prefixBits)) - 1);
        if (prefix >= PowerOfTen[12 - partition] || serial >= PowerOfTen[4] * PowerOfTen[partition + 1]) return null;
        var rest = PowerOfTen[4] * PowerOfTen[partition];
        Span<byte> sscc = stackalloc byte[18];
        Digits(sscc[..17], serial / rest * PowerOfTen[8] * PowerOfTen[8] + prefix * rest + serial % rest);
        sscc[17] = CheckDigit.Of(sscc[..17]);
        var found = new Identified();
        found.SetSscc(System.Text.Encoding.Latin1.GetString(sscc));
        found.SetTag(12 - partition, filter, null);
        found.Name(MaterialKind.Container);
        return found;
    }

    private static void Digits(Span<byte> to, ulong number)
    {
        for (var at = to.Length - 1; at >= 0; at--, number /= 10) to[at] = (byte)('0' + number % 10);
    }

    private static string Raw(ReadOnlySpan<byte> epc) => $"urn:epc:raw:{epc.Length * 8}.x{Convert.ToHexString(epc)}";
}
