using System.Buffers;
using System.Text;

namespace Traceability.Gs1;

/// <summary>Characters and percent-encoding of URIs (RFC 3986) and of EPC URNs (TDS section 6.3.1).</summary>
internal static class UriText
{
    public static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\"#&/<>?");

    /// <summary>Percent sequences to bytes, bytes to text; what is no sequence stays as it is.</summary>
    public static string Unescape(string text, bool plusIsSpace)
    {
        if (text.AsSpan().IndexOfAny('%', '+') < 0) return text;
        var bytes = new List<byte>(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(at + 1, 2), 16));
                at += 2;
            }
            else if (text[at] == '+' && plusIsSpace) bytes.Add((byte)' ');
            else bytes.AddRange(Encoding.UTF8.GetBytes(text, at, char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1));
        }
        return ElementString.Text(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    /// <summary>The escapes of an EPC URN component; everything else of character set 82 stands for itself.</summary>
    public static string EscapeUrn(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var letter in value)
            if ("\"#%&/<>?".Contains(letter, StringComparison.Ordinal)) text.Append('%').Append(((int)letter).ToString("X2"));
            else text.Append(letter);
        return text.ToString();
    }

    public static bool NeedsUrnEscape(string escaped) => escaped.AsSpan().ContainsAny(Escaped) || HasLoosePercent(escaped);

    private static bool HasLoosePercent(string text)
    {
        for (var at = text.IndexOf('%', StringComparison.Ordinal); at >= 0; at = text.IndexOf('%', at + 1))
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2])) return true;
        return false;
    }
}
