using System.Text;

namespace Traceability.Gs1;

/// <summary>Texts of changing length in "+" tags (TDS 2.x section 14.5): digits in four bits, or an encoding, a length, and the characters.</summary>
internal static class TagText
{
    /// <summary>None; digits with a length of four bits; text with an encoding of three bits and a length of five.</summary>
    public enum Kind { None, Digits, Text }

    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    // Three characters in sixteen bits; the first place is padding.
    private const string Code40 = "\0ABCDEFGHIJKLMNOPQRSTUVWXYZ-.:0123456789";
    private const int Terminator = 0xF, Delimiter = 0xE, MaxLength = 31;

    public static string? ReadDigits(int count, ref BitReader bits)
    {
        Span<char> digits = stackalloc char[count];
        foreach (ref var digit in digits)
        {
            var nibble = bits.ReadInt(4);
            if (nibble > 9) return null;
            digit = (char)('0' + nibble);
        }
        return digits.ToString();
    }

    public static void WriteDigits(string digits, BitWriter bits)
    {
        foreach (var digit in digits) bits.Write((UInt128)(digit - '0'), 4);
    }

    /// <summary>Digits until a terminator, or until a delimiter after which the rest is text.</summary>
    public static string? ReadDelimited(ref BitReader bits)
    {
        var text = new StringBuilder();
        while (bits.Left >= 4 && text.Length <= 30)
        {
            var nibble = bits.ReadInt(4);
            if (nibble == Terminator) return text.ToString();
            if (nibble == Delimiter) return Read(Kind.Text, ref bits) is { } rest ? text.Append(rest).ToString() : null;
            if (nibble > 9) return null;
            text.Append((char)('0' + nibble));
        }
        return null;
    }

    public static bool WriteDelimited(string value, BitWriter bits)
    {
        var digits = value.TakeWhile(char.IsAsciiDigit).Count();
        WriteDigits(value[..digits], bits);
        bits.Write(digits == value.Length ? (UInt128)Terminator : Delimiter, 4);
        return digits == value.Length || Write(Kind.Text, value[digits..], bits);
    }

    public static string? Read(Kind kind, ref BitReader bits)
    {
        if (kind == Kind.None) return "";
        if (kind == Kind.Digits) return Number(bits.ReadInt(4), ref bits);
        int encoding = bits.ReadInt(3), length = bits.ReadInt(5);
        return encoding switch
        {
            0 => Number(length, ref bits),
            1 => Letters(length, 4, "0123456789ABCDEF", ref bits),
            2 => Letters(length, 4, "0123456789abcdef", ref bits),
            3 => Letters(length, 6, Base64, ref bits),
            4 => Ascii(length, ref bits),
            5 => Triples(length, ref bits),
            _ => null,
        };
    }

    public static bool Write(Kind kind, string value, BitWriter bits)
    {
        if (kind == Kind.None) return value.Length == 0;
        if (kind == Kind.Digits)
        {
            if (value.Length > 12 || !value.All(char.IsAsciiDigit)) return false;
            bits.Write((UInt128)value.Length, 4);
            bits.Write(value.Length == 0 ? 0 : UInt128.Parse(value), DecimalDigits.Bits(value.Length));
            return true;
        }
        if (value.Length > MaxLength || value.Any(letter => letter is < ' ' or > '~')) return false;
        var encoding = Narrowest(value);
        bits.Write((UInt128)encoding, 3);
        bits.Write((UInt128)value.Length, 5);
        if (encoding == 0) bits.Write(value.Length == 0 ? 0 : UInt128.Parse(value), DecimalDigits.Bits(value.Length));
        else if (encoding == 5) WriteTriples(value, bits);
        else
            foreach (var letter in value) bits.Write(Code(encoding, letter), encoding < 3 ? 4 : encoding == 3 ? 6 : 7);
        return true;
    }

    // A number loses leading zeros, so those go as hex digits: still four bits each.
    private static int Narrowest(string value)
    {
        if (value.Length == 0 || DecimalDigits.IsPlain(value)) return 0;
        if (value.All(char.IsAsciiHexDigitUpper)) return 1;
        if (value.All(char.IsAsciiHexDigitLower)) return 2;
        var triples = (value.Length + 2) / 3 * 16;
        if (value.All(letter => Code40.Contains(letter, StringComparison.Ordinal)) && triples < value.Length * 6) return 5;
        if (value.All(letter => Base64.Contains(letter, StringComparison.Ordinal))) return 3;
        return value.All(letter => Code40.Contains(letter, StringComparison.Ordinal)) && triples < value.Length * 7 ? 5 : 4;
    }

    private static UInt128 Code(int encoding, char letter) => encoding switch
    {
        1 or 2 => (UInt128)Convert.ToInt32(letter.ToString(), 16),
        3 => (UInt128)Base64.IndexOf(letter, StringComparison.Ordinal),
        _ => letter,
    };

    private static string? Number(int length, ref BitReader bits)
    {
        if (length == 0) return "";
        var text = bits.Read(DecimalDigits.Bits(length)).ToString();
        return text.Length > length ? null : text.PadLeft(length, '0');
    }

    private static string? Letters(int length, int width, string alphabet, ref BitReader bits)
    {
        Span<char> text = stackalloc char[length];
        foreach (ref var letter in text) letter = alphabet[bits.ReadInt(width)];
        return text.ToString();
    }

    private static string? Ascii(int length, ref BitReader bits)
    {
        Span<char> text = stackalloc char[length];
        foreach (ref var letter in text) letter = (char)bits.ReadInt(7);
        return text.ToString();
    }

    private static string? Triples(int length, ref BitReader bits)
    {
        var text = new StringBuilder();
        while (text.Length < length)
        {
            var packed = bits.ReadInt(16) - 1;
            if (packed is < 0 or >= 64_000) return null;
            text.Append(Code40[packed / 1600]).Append(Code40[packed / 40 % 40]).Append(Code40[packed % 40]);
        }
        for (var at = length; at < text.Length; at++)
            if (text[at] != '\0') return null;
        text.Length = length;
        return text.ToString();
    }

    private static void WriteTriples(string value, BitWriter bits)
    {
        var padded = value.PadRight((value.Length + 2) / 3 * 3, '\0');
        for (var at = 0; at < padded.Length; at += 3)
            bits.Write((UInt128)(Index(padded[at]) * 1600 + Index(padded[at + 1]) * 40 + Index(padded[at + 2]) + 1), 16);

        static int Index(char letter) => Code40.IndexOf(letter, StringComparison.Ordinal);
    }
}
