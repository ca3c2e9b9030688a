namespace Traceability.Gs1;

/// <summary>
/// The "+" schemes (TDS 2.x section 14.6, from SGTIN+ on): keys as they stand in a Digital Link, four bits a digit, then a serial in the
/// narrowest of six encodings. The "++" schemes add a host name, which names no other thing and is passed over here.
/// </summary>
internal static class TagPlus
{
    private static readonly Layout[] Layouts =
    [
        new(0xF0, 0xE6, "CPI", "8010", 0, "8011", TagText.Kind.Digits),
        new(0xF1, 0xEB, "GRAI", "8003", 14, null, TagText.Kind.Text),
        new(0xF2, 0xE9, "SGLN", "414", 13, "254", TagText.Kind.Text),
        new(0xF3, 0xED, "ITIP", "8006", 18, "21", TagText.Kind.Text),
        new(0xF4, 0xE7, "GSRN", "8018", 18, null, TagText.Kind.None),
        new(0xF5, 0xE8, "GSRNP", "8017", 18, null, TagText.Kind.None),
        new(0xF6, 0xEA, "GDTI", "253", 13, null, TagText.Kind.Text),
        new(0xF7, 0xFD, "SGTIN", "01", 14, "21", TagText.Kind.Text),
        new(0xF8, 0xEC, "SGCN", "255", 13, null, TagText.Kind.Digits),
        new(0xF9, 0xEF, "SSCC", "00", 18, null, TagText.Kind.None),
        new(0xFA, 0xEE, "GIAI", "8004", 0, null, TagText.Kind.None),
        new(0xFB, 0xFC, "DSGTIN", "01", 14, "21", TagText.Kind.Text),
    ];

    // The date in front of a DSGTIN says by four bits which date it is (TDS table 14-9).
    private static readonly string[] DateAis = ["11", "13", "15", "16", "17", "7006", "7007"];

    public static TagContent? Read(ReadOnlySpan<byte> epc)
    {
        var header = epc[0];
        var layout = Array.Find(Layouts, layout => layout.Header == header || layout.DoubleHeader == header);
        if (layout is null) return null;
        var bits = new BitReader(epc);
        bits.Read(8);
        bits.Read(1);
        var filter = bits.ReadInt(3);
        var date = layout.Name == "DSGTIN" ? ReadDate(ref bits) : null;
        if (layout.Name == "DSGTIN" && date is null) return null;
        var key = layout.Digits > 0 ? TagText.ReadDigits(layout.Digits, ref bits) : TagText.ReadDelimited(ref bits);
        var serial = TagText.Read(layout.Serial, ref bits);
        if (key is null || serial is null || bits.Overrun) return null;
        var elements = Elements(layout, key, serial, date);
        foreach (var element in elements)
            if (AiTable.Find(element.Ai)!.Check(System.Text.Encoding.UTF8.GetBytes(element.Value)).Exists) return null;
        return new(layout.Name + (header == layout.Header ? "+" : "++"), filter, Plus: elements);
    }

    public static byte[]? Write(string name, int filter, IReadOnlyList<Element> elements)
    {
        var layout = Array.Find(Layouts, layout => layout.Name + "+" == name);
        if (layout is null || filter is < 0 or > 7 || Value(elements, layout.Ai) is not { } value) return null;
        var bits = new BitWriter();
        bits.Write(layout.Header, 8);
        bits.Write((UInt128)filter, 4);
        if (layout.Name == "DSGTIN" && !WriteDate(elements, bits)) return null;
        var serial = layout.SerialAi is not null ? Value(elements, layout.SerialAi) : layout.Digits > 0 && value.Length > layout.Digits ? value[layout.Digits..] : "";
        if (layout.Name == "SGLN") serial ??= "0";
        if (serial is null) return null;
        if (layout.Digits > value.Length || layout.Digits == 0 && !TagText.WriteDelimited(value, bits)) return null;
        TagText.WriteDigits(value[..layout.Digits], bits);
        return TagText.Write(layout.Serial, serial, bits) ? bits.ToWords() : null;
    }

    private static List<Element> Elements(Layout layout, string key, string serial, Element? date)
    {
        var elements = new List<Element> { new(layout.Ai, layout.SerialAi is null ? key + serial : key, 0) };
        if (layout.SerialAi is not null && !(layout.Name == "SGLN" && serial == "0")) elements.Add(new(layout.SerialAi, serial, 0));
        if (date is { } known) elements.Add(known);
        return elements;
    }

    private static Element? ReadDate(ref BitReader bits)
    {
        int type = bits.ReadInt(4), year = bits.ReadInt(7), month = bits.ReadInt(4), day = bits.ReadInt(5);
        return type < DateAis.Length && year < 100 ? new(DateAis[type], $"{year:D2}{month:D2}{day:D2}", 0) : null;
    }

    private static bool WriteDate(IReadOnlyList<Element> elements, BitWriter bits)
    {
        for (var type = 0; type < DateAis.Length; type++)
        {
            if (Value(elements, DateAis[type]) is not { Length: 6 } date) continue;
            bits.Write((UInt128)type, 4);
            bits.Write(UInt128.Parse(date[..2]), 7);
            bits.Write(UInt128.Parse(date[2..4]), 4);
            bits.Write(UInt128.Parse(date[4..]), 5);
            return true;
        }
        return false;
    }

    private static string? Value(IReadOnlyList<Element> elements, string ai)
    {
        foreach (var element in elements)
            if (element.Ai == ai) return element.Value;
        return null;
    }

    // Digits of the key are 0 where it has no fixed length.
    private sealed record Layout(byte Header, byte DoubleHeader, string Name, string Ai, int Digits, string? SerialAi, TagText.Kind Serial);
}
