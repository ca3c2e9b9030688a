namespace Traceability.Gs1;

/// <summary>How a field of a partitioned tag is written (TDS section 14.3).</summary>
internal enum TagField
{
    None,
    /// <summary>A number without leading zeros.</summary>
    Number,
    /// <summary>Digits whose leading zeros count: the number has a 1 in front.</summary>
    OneAndDigits,
    /// <summary>ASCII in seven bits a character, zeros to the end.</summary>
    SevenBit,
    /// <summary>Capitals, digits, "#", "-" and "/" in six bits a character, closed by six zeros.</summary>
    SixBit,
}

/// <summary>
/// One partitioned tag scheme: header, then filter, partition, company prefix, reference, serial (TDS sections 14.2 and 14.6).
/// ReferenceBits stand for a prefix of 12 digits down to 6, as the partition value counts.
/// </summary>
internal sealed record TagScheme(byte Header, string Name, EpcScheme Epc, int Bits, int[] ReferenceBits, int SerialBits,
    TagField Serial = TagField.Number, TagField Reference = TagField.Number)
{
    private static readonly int[] OneToSeven = [4, 7, 10, 14, 17, 20, 24];
    private static readonly int[] NoneToSix = [1, 4, 7, 11, 14, 17, 21];
    private static readonly int[] FiveToEleven = [18, 21, 24, 28, 31, 34, 38];

    public static readonly IReadOnlyList<TagScheme> All =
    [
        new(0x2C, "gdti-96", EpcScheme.Gdti, 96, NoneToSix, 41),
        new(0x2D, "gsrn-96", EpcScheme.Gsrn, 96, FiveToEleven, 24, TagField.None),
        new(0x2E, "gsrnp-96", EpcScheme.Gsrnp, 96, FiveToEleven, 24, TagField.None),
        new(0x30, "sgtin-96", EpcScheme.Sgtin, 96, OneToSeven, 38),
        new(0x31, "sscc-96", EpcScheme.Sscc, 96, FiveToEleven, 24, TagField.None),
        new(0x32, "sgln-96", EpcScheme.Sgln, 96, NoneToSix, 41),
        new(0x33, "grai-96", EpcScheme.Grai, 96, OneToSeven, 38),
        new(0x34, "giai-96", EpcScheme.Giai, 96, [42, 45, 48, 52, 55, 58, 62], 0, TagField.None),
        new(0x36, "sgtin-198", EpcScheme.Sgtin, 198, OneToSeven, 140, TagField.SevenBit),
        new(0x37, "grai-170", EpcScheme.Grai, 170, OneToSeven, 112, TagField.SevenBit),
        new(0x38, "giai-202", EpcScheme.Giai, 202, [148, 151, 154, 158, 161, 164, 168], 0, TagField.None, TagField.SevenBit),
        new(0x39, "sgln-195", EpcScheme.Sgln, 195, NoneToSix, 140, TagField.SevenBit),
        new(0x3A, "gdti-113", EpcScheme.Gdti, 113, NoneToSix, 58, TagField.OneAndDigits),
        new(0x3C, "cpi-96", EpcScheme.Cpi, 96, [11, 14, 17, 21, 24, 27, 31], 31),
        new(0x3D, "cpi-var", EpcScheme.Cpi, 0, [114, 120, 126, 132, 138, 144, 150], 40, TagField.Number, TagField.SixBit),
        new(0x3E, "gdti-174", EpcScheme.Gdti, 174, NoneToSix, 119, TagField.SevenBit),
        new(0x3F, "sgcn-96", EpcScheme.Sgcn, 96, NoneToSix, 41, TagField.OneAndDigits),
        new(0x40, "itip-110", EpcScheme.Itip, 110, OneToSeven, 38),
        new(0x41, "itip-212", EpcScheme.Itip, 212, OneToSeven, 140, TagField.SevenBit),
    ];

    public static ReadOnlySpan<byte> PrefixBits => [40, 37, 34, 30, 27, 24, 20];

    public static TagScheme? Find(byte header) => All.FirstOrDefault(scheme => scheme.Header == header);

    public static TagScheme? Find(string name) => All.FirstOrDefault(scheme => scheme.Name == name);

    /// <summary>Digits of a reference of fixed length; for a part number the most there may be.</summary>
    public int ReferenceDigits(int partition) => Epc.Shape == KeyShape.Free ? 3 + partition : Epc.Digits - (12 - partition);
}
