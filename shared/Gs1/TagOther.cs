namespace Traceability.Gs1;

/// <summary>Tags of schemes that hold no GS1 key: general identifier, aerospace, US Department of Defense (TDS sections 14.6.9 to 14.6.11).</summary>
internal static class TagOther
{
    private const byte UsDod = 0x2F, Gid = 0x35, Adi = 0x3B;

    public static TagContent? Read(ReadOnlySpan<byte> epc)
    {
        var bits = new BitReader(epc);
        var content = (byte)bits.ReadInt(8) switch
        {
            Gid => new TagContent("gid-96", 0, Body: $"{bits.Read(28)}.{bits.Read(24)}.{bits.Read(36)}"),
            UsDod => ReadUsDod(ref bits),
            Adi => ReadAdi(ref bits),
            _ => null,
        };
        return bits.Overrun ? null : content;
    }

    public static TagContent? Parse(string name, int filter, string body)
    {
        var content = new TagContent(name, filter, Body: body);
        return name is "gid-96" or "usdod-96" or "adi-var" && Write(content) is not null ? content : null;
    }

    public static byte[]? Write(TagContent content)
    {
        var fields = content.Body?.Split('.') ?? [];
        if (fields.Length != (content.Name == "usdod-96" ? 2 : 3)) return null;
        var bits = new BitWriter();
        var fits = content.Name switch
        {
            "gid-96" => Header(bits, Gid) && Number(bits, fields[0], 28) && Number(bits, fields[1], 24) && Number(bits, fields[2], 36),
            "usdod-96" => Header(bits, UsDod) && WriteUsDod(bits, content.Filter, fields),
            _ => Header(bits, Adi) && WriteAdi(bits, content.Filter, fields),
        };
        return fits ? bits.ToWords() : null;
    }

    private static TagContent? ReadUsDod(ref BitReader bits)
    {
        var filter = bits.ReadInt(4);
        Span<char> code = stackalloc char[6];
        foreach (ref var letter in code) letter = (char)bits.ReadInt(8);
        var text = code.ToString().TrimStart(' ');
        return text.Length >= 5 && text.All(IsCode) ? new("usdod-96", filter, Body: $"{text}.{bits.Read(36)}") : null;
    }

    private static bool WriteUsDod(BitWriter bits, int filter, string[] fields)
    {
        if (filter > 15 || fields[0].Length is not (5 or 6) || !fields[0].All(IsCode)) return false;
        bits.Write((UInt128)filter, 4);
        foreach (var letter in fields[0].PadLeft(6)) bits.Write(letter, 8);
        return Number(bits, fields[1], 36);
    }

    private static TagContent? ReadAdi(ref BitReader bits)
    {
        var filter = bits.ReadInt(6);
        Span<char> code = stackalloc char[6];
        foreach (ref var letter in code)
        {
            var six = bits.ReadInt(6);
            letter = (char)(six < 32 ? six + 64 : six);
        }
        var text = code.ToString().TrimStart(' ');
        string? part = TagReader.SixBit(ref bits), serial = TagReader.SixBit(ref bits);
        if (text.Length < 5 || !text.All(IsCode) || part is null || string.IsNullOrEmpty(serial)) return null;
        return new("adi-var", filter, Body: $"{text}.{UriText.EscapeUrn(part)}.{UriText.EscapeUrn(serial)}");
    }

    private static bool WriteAdi(BitWriter bits, int filter, string[] fields)
    {
        string part = UriText.Unescape(fields[1], false), serial = UriText.Unescape(fields[2], false);
        if (filter > 63 || fields[0].Length is not (5 or 6) || !fields[0].All(IsCode) || part.Length > 32 || serial.Length is < 1 or > 31) return false;
        bits.Write((UInt128)filter, 6);
        foreach (var letter in fields[0].PadLeft(6)) bits.Write((UInt128)(letter & 0x3F), 6);
        return TagWriter.SixBit(part, bits) && TagWriter.SixBit(serial, bits);
    }

    private static bool Header(BitWriter bits, byte header)
    {
        bits.Write(header, 8);
        return true;
    }

    private static bool Number(BitWriter bits, string text, int width)
    {
        if (!DecimalDigits.IsPlain(text) || !UInt128.TryParse(text, out var number) || number >> width != 0) return false;
        bits.Write(number, width);
        return true;
    }

    // CAGE and DoDAAC codes leave out the letters I and O.
    private static bool IsCode(char letter) => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter) && letter is not ('I' or 'O');
}
