namespace Traceability.Gs1;

/// <summary>
/// The one entry point: any barcode, tag or URI to one identity.
/// The folder is pure: no clock but the date given, no files, no packages.
/// </summary>
public static class Identifier
{
    /// <summary>Says what a barcode is. The bytes are as read, with or without AIM identifier.</summary>
    public static Identified Identify(ReadOnlySpan<byte> bytes, DateOnly today)
    {
        if (bytes.Length >= 3 && bytes[0] == ']')
        {
            if (IsGs1(bytes)) return ElementString.Identify(bytes[3..], 3, today);
            return Plain(bytes[3..], 3);
        }
        return Plain(bytes, 0);
    }

    private static bool IsGs1(ReadOnlySpan<byte> aim) => (aim[1], aim[2]) is
        ((byte)'C', (byte)'1') or ((byte)'e', (byte)'0') or ((byte)'d', (byte)'2' or (byte)'5') or ((byte)'Q', (byte)'3' or (byte)'4') or ((byte)'J', (byte)'1');

    private static Identified Plain(ReadOnlySpan<byte> text, int offset)
    {
        if (text.IsEmpty) return new() { Problems = [Problems.Empty()] };
        if (text.StartsWith("CMD:"u8)) return new();
        return DataIdentifiers.Identify(text, offset) ?? new() { Problems = [Problems.NotKnown(offset)] };
    }

    /// <summary>Says what an RFID tag's EPC memory is: the EPC bank's words without CRC and PC.</summary>
    public static Identified IdentifyTag(ReadOnlySpan<byte> epc) => Tag.Identify(epc);

    /// <summary>Says what a URI (Digital Link on any host, EPC URN) or bracketed element string is.</summary>
    public static Identified IdentifyText(string text, DateOnly today) => throw new NotSupportedException();
}
