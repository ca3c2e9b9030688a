namespace Traceability.Gs1;

/// <summary>How the content behind an AIM identifier is to be read.</summary>
internal enum ContentKind { Text, ElementString, Ean, EanWithAddOn, Itf, ItfWithoutCheckDigit }

/// <summary>
/// The three characters "]cm" that a scanner puts before a code: which symbology, and whether FNC1 came first (ISO/IEC 15424).
/// </summary>
internal readonly record struct AimIdentifier(string Symbology, ContentKind Content)
{
    private const string Letters = "ACEFGHIJLMNQRSUXZdehjkoz";

    /// <summary>The identifier at the start of what was read; null where there is none.</summary>
    public static AimIdentifier? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 3 || bytes[0] != ']' || !Letters.Contains((char)bytes[1], StringComparison.Ordinal)) return null;
        if (!char.IsAsciiLetterOrDigit((char)bytes[2])) return null;
        return ((char)bytes[1], (char)bytes[2]) switch
        {
            ('C', '1') => new("GS1-128", ContentKind.ElementString),
            ('e', '0') => new("GS1 DataBar", ContentKind.ElementString),
            ('d', '2' or '5') => new("Data Matrix", ContentKind.ElementString),
            ('Q', '3' or '4') => new("QR", ContentKind.ElementString),
            ('J', '1') => new("DotCode", ContentKind.ElementString),
            ('E', '0' or '4') => new(bytes[2] == '0' ? "EAN-13" : "EAN-8", ContentKind.Ean),
            ('E', '3') => new("EAN-13 with add-on", ContentKind.EanWithAddOn),
            ('I', '3') => new("ITF", ContentKind.ItfWithoutCheckDigit),
            ('I', _) => new("ITF", ContentKind.Itf),
            ('C', _) => new("Code 128", ContentKind.Text),
            ('d', _) => new("Data Matrix", ContentKind.Text),
            ('Q', _) => new("QR", ContentKind.Text),
            ('J', _) => new("DotCode", ContentKind.Text),
            ('A', _) => new("Code 39", ContentKind.Text),
            ('L', _) => new("PDF417", ContentKind.Text),
            ('z', _) => new("Aztec", ContentKind.Text),
            _ => new("barcode", ContentKind.Text),
        };
    }
}
