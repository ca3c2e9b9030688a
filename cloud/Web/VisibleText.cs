using System.Globalization;
using System.Text;

namespace Traceability.Cloud.Web;

/// <summary>
/// Texts of labels and partners as a person must see them: characters that turn the reading direction or have no shape are
/// shown as marks, for two lots that look the same but are not is how a wrong one is taken.
/// </summary>
internal static class VisibleText
{
    public static string Of(string? text)
    {
        if (text is null) return "";
        if (!text.Any(IsHidden)) return text;
        var shown = new StringBuilder(text.Length + 8);
        foreach (var c in text)
            if (IsHidden(c)) shown.Append(CultureInfo.InvariantCulture, $"[U+{(int)c:X4}]");
            else shown.Append(c);
        return shown.ToString();
    }

    /// <summary>The beginning and the end of a text that is too long: lots of one supplier differ at the end.</summary>
    public static string Fit(string? text, int most)
    {
        var shown = Of(text);
        if (shown.Length <= most) return shown;
        var end = most / 3;
        return $"{shown[..(most - end - 1)]}…{shown[^end..]}";
    }

    // A plain blank is seen; every other separator looks like it. Half of a pair alone is no character.
    private static bool IsHidden(char c) => char.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse => true,
        UnicodeCategory.SpaceSeparator => c != ' ',
        _ => c is '\u115F' or '\u1160' or '\u2800' or '\u3164' or '\uFFA0' || c is >= '\uFE00' and <= '\uFE0F',
    };
}
