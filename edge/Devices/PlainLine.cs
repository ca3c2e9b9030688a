namespace Traceability.Edge.Devices;

/// <summary>Words of a device as part of a sentence: no control, formatting or line-breaking characters, and not without end.</summary>
internal static class PlainLine
{
    private const int Longest = 200;

    public static string Of(string words) => string.Concat(words.Take(Longest).Select(c =>
        char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator ? ' ' : c));
}
