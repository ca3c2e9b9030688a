namespace Traceability.Gs1;

/// <summary>
/// The one entry point: any barcode, tag or URI to one identity.
/// The folder is pure: no clock but the date given, no files, no packages.
/// </summary>
public static class Identifier
{
    /// <summary>Says what a barcode is. The bytes are as read, with or without AIM identifier.</summary>
    public static Identified Identify(ReadOnlySpan<byte> bytes, DateOnly today) => throw new NotSupportedException();

    /// <summary>Says what an RFID tag's EPC memory is: the EPC bank's words without CRC and PC.</summary>
    public static Identified IdentifyTag(ReadOnlySpan<byte> epc) => throw new NotSupportedException();

    /// <summary>Says what a URI (Digital Link on any host, EPC URN) or bracketed element string is.</summary>
    public static Identified IdentifyText(string text, DateOnly today) => throw new NotSupportedException();
}
