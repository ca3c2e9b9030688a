using System.Globalization;
using System.Text;

namespace Traceability.Edge.Screen;

/// <summary>
/// Texts of labels as a picker must see them. A character that turns the reading direction or has no shape becomes a mark with its
/// number; the group separator, which stands in good labels, has a sign of its own.
/// </summary>
internal static class VisibleMarks
{
    public static string Of(string? text)
    {
        var shown = new StringBuilder(text?.Length ?? 0);
        foreach (var rune in (text ?? "").EnumerateRunes())
            if (rune.Value == 0x1D) shown.Append('␝');
            else if (IsHidden(rune)) shown.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            else shown.Append(rune);
        return shown.ToString();
    }

    /// <summary>Beginning and end of a text that is too long: labels of one lot differ at the end.</summary>
    public static string Fit(string text, int most)
    {
        var shown = Of(text.Length > 8 * most ? string.Concat(text.AsSpan(0, 4 * most), "…", text.AsSpan(text.Length - (4 * most))) : text);
        return shown.Length <= most ? shown : $"{shown[..(most * 2 / 3)]}…{shown[^(most / 3)..]}";
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.SpaceSeparator => rune.Value != ' ',
        // Fillers that are letters by category, and the selectors of a glyph's form: nothing of them is seen.
        _ => rune.Value is 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F),
    };
}
