using System.Globalization;
using System.Text;

namespace Traceability;

/// <summary>
/// Texts of labels and partners as a person must see them: a character that turns the reading direction or has no shape becomes a
/// mark with its number, for two lots that look the same but are not is how a wrong one is taken. The group separator, which stands
/// in good labels, has a sign of its own.
/// </summary>
public static class VisibleText
{
    private const int LongestMark = 8;

    public static string Of(string? text)
    {
        var shown = new StringBuilder(text?.Length ?? 0);
        foreach (var rune in (text ?? "").EnumerateRunes())
            if (rune.Value == 0x1D) shown.Append('␝');
            else if (IsHidden(rune)) shown.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            else shown.Append(rune);
        return shown.ToString();
    }

    /// <summary>Beginning and end of a text that is too long, <paramref name="most"/> characters in all: lots of one supplier differ at the end.</summary>
    public static string Fit(string? text, int most)
    {
        // What is thrown away is not looked at: a label has any length.
        var shown = Of(text is not null && text.Length > 2 * LongestMark * most ? $"{Head(text, LongestMark * most)}…{Tail(text, LongestMark * most)}" : text);
        var end = most / 3;
        return shown.Length <= most ? shown : $"{Head(shown, most - end - 1)}…{Tail(shown, end)}";
    }

    // Half of a pair alone is no character: it goes too.
    private static string Head(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string Tail(string text, int length) => text[^(char.IsLowSurrogate(text[^length]) ? length - 1 : length)..];

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.SpaceSeparator => rune.Value != ' ',
        // Fillers that are letters by category, and the selectors of a glyph's form: nothing of them is seen.
        _ => rune.Value is 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF),
    };
}
