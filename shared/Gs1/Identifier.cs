using System.Text;

namespace Traceability.Gs1;

/// <summary>What a reader knows beside the bytes.</summary>
/// <param name="Today">For the century of two-digit years.</param>
/// <param name="Symbology">AIM identifier where it came apart from the bytes (HID-POS), or is assumed by the site's profile; else null.</param>
/// <param name="IdentityDomain">The plant's domain for items without a GTIN, such as https://northfield.example; null where it has none.</param>
public readonly record struct ReadContext(DateOnly Today, string? Symbology = null, string? IdentityDomain = null);

/// <summary>
/// The one entry point: any barcode, tag or URI to one identity.
/// The folder is pure: no clock but the date given, no files, no packages. Whatever is wrong comes back as a
/// <see cref="Problem"/>; nothing here throws for what a scanner may send.
/// </summary>
public static class Identifier
{
    /// <summary>Longest code that is looked at, in bytes: a frame of the longest device.</summary>
    public const int MaxLength = 4096;

    /// <summary>Most values in one code; real labels hold fewer than ten.</summary>
    public const int MaxElements = 64;

    /// <summary>Says what a barcode is. The bytes are as read, with or without AIM identifier.</summary>
    public static Identified Identify(ReadOnlySpan<byte> bytes, DateOnly today) => Identify(bytes, new ReadContext(today));

    /// <summary>Says what a barcode is, for a reader that knows more than the bytes.</summary>
    public static Identified Identify(ReadOnlySpan<byte> bytes, in ReadContext context)
    {
        if (bytes.Length > MaxLength) return Refuse(Problems.TooLong(bytes.Length));
        if (AimIdentifier.Read(bytes) is { } read) return Read(read, bytes[3..], 3, context);
        if (context.Symbology is not null && AimIdentifier.Read(Encoding.ASCII.GetBytes(context.Symbology)) is { } given) return Read(given, bytes, 0, context);
        return PlainText.Identify(bytes, 0, named: false, context);
    }

    /// <summary>Says what an RFID tag's EPC memory is: the EPC bank's words without CRC and PC.</summary>
    public static Identified IdentifyTag(ReadOnlySpan<byte> epc) => Tag.Identify(epc);

    /// <summary>The same with the tag's protocol control word, which tells the length, and content that is no EPC.</summary>
    public static Identified IdentifyTag(ReadOnlySpan<byte> epc, ushort protocolControl) => Tag.Identify(epc, protocolControl);

    /// <summary>Says what a URI (Digital Link on any host, EPC URN), a bracketed element string or any other code as text is.</summary>
    public static Identified IdentifyText(string text, DateOnly today) => Identify(Encoding.UTF8.GetBytes(text), new ReadContext(today));

    private static Identified Read(AimIdentifier aim, ReadOnlySpan<byte> content, int offset, in ReadContext context) => aim.Content switch
    {
        ContentKind.ElementString => ElementString.Identify(content, offset, context.Today),
        ContentKind.Text => PlainText.Identify(content, offset, named: true, context),
        _ => TradeNumber.Identify(aim, content, offset, context.Today),
    };

    private static Identified Refuse(Problem problem) => new() { Problems = [problem] };
}
