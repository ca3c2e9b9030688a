using System.Text;

namespace Traceability.Gs1;

/// <summary>EAN, UPC and ITF barcodes: a bare item number of 8, 12, 13 or 14 digits (GS1 General Specifications section 5.2).</summary>
internal static class TradeNumber
{
    private static ReadOnlySpan<byte> Composite => "|]e0"u8;

    public static Identified Identify(AimIdentifier aim, ReadOnlySpan<byte> content, int offset, DateOnly today)
    {
        var rest = content.IndexOf(Composite);
        var digits = rest < 0 ? content : content[..rest];
        if (aim.Content == ContentKind.EanWithAddOn) digits = WithoutAddOn(digits);
        var gtin = Pad(aim, digits);
        if (gtin is null) return new() { Problems = [Problems.NotGtin(offset, aim.Symbology)] };
        var elements = new List<Element> { new("01", gtin, offset) };
        if (rest < 0) return Assembly.Of(elements, today);
        // The two-dimensional part of a composite symbol follows as element strings.
        var second = content[(rest + Composite.Length)..];
        var found = ElementString.Identify(second, offset + rest + Composite.Length, today);
        if (found.Refusal is not null) return found;
        elements.AddRange(found.Elements);
        return Assembly.Of(elements, today);
    }

    /// <summary>Fourteen digits of an item number given by its check digit alone; null where it does not hold.</summary>
    public static string? Pad(ReadOnlySpan<byte> digits) =>
        digits.Length is 8 or 12 or 13 or 14 && CheckDigit.Holds(digits) ? Encoding.ASCII.GetString(digits).PadLeft(14, '0') : null;

    private static string? Pad(AimIdentifier aim, ReadOnlySpan<byte> digits)
    {
        if (aim.Content == ContentKind.ItfWithoutCheckDigit && digits.Length == 13 && CharacterSets.AreDigits(digits))
            return Encoding.ASCII.GetString(digits) + (char)CheckDigit.Of(digits);
        var fits = aim.Content switch
        {
            ContentKind.Itf => digits.Length == 14,
            ContentKind.EanWithAddOn => digits.Length is 12 or 13,
            _ => aim.Symbology == "EAN-8" ? digits.Length == 8 : digits.Length is 12 or 13,
        };
        return fits ? Pad(digits) : null;
    }

    // Two or five digits beside the bars: an issue number or a price, no part of the item number.
    private static ReadOnlySpan<byte> WithoutAddOn(ReadOnlySpan<byte> digits) => digits.Length switch
    {
        14 or 17 => digits[..12],
        15 or 18 => digits[..13],
        _ => digits,
    };
}
