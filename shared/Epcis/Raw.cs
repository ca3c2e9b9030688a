using System.Text;

namespace Traceability.Epcis;

/// <summary>Scanned bytes as text in <c>trace:raw</c>: UTF-8 where that is lossless, else <c>base64:</c> and the bytes.</summary>
public static class Raw
{
    private const string Base64Prefix = "base64:";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        // Text that happens to begin like our marker goes the safe way too, so that decoding is never a guess.
        try
        {
            var text = Strict.GetString(bytes);
            if (!text.StartsWith(Base64Prefix, StringComparison.Ordinal) && !text.Contains('\0', StringComparison.Ordinal)) return text;
        }
        catch (DecoderFallbackException)
        {
            // Not text: falls through to base64.
        }
        return Base64Prefix + Convert.ToBase64String(bytes);
    }

    public static byte[] Decode(string raw) =>
        raw.StartsWith(Base64Prefix, StringComparison.Ordinal) ? Convert.FromBase64String(raw[Base64Prefix.Length..]) : Strict.GetBytes(raw);
}
