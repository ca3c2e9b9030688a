using System.Text;

namespace Traceability.Gs1;

/// <summary>What a code is, in words, for people who set up scanners: the text behind `traceability id`.</summary>
public static class Explanation
{
    private static readonly string[] SeparatorSpellings = ["<GS>", "{GS}", "\\x1D", "\\x1d", "\\u001d", "\\u001D", "\u241D"];

    /// <summary>
    /// Explains anything typed at a command line: barcode content with or without AIM identifier ("&lt;GS&gt;" stands for the separator),
    /// link, URN, bracketed elements, or tag words in hex. Never fails; lines end in a line feed.
    /// </summary>
    public static string Of(string input, DateOnly today)
    {
        var text = input;
        foreach (var spelling in SeparatorSpellings) text = text.Replace(spelling, "\u001D", StringComparison.Ordinal);
        text = text.Replace("<RS>", "\u001E", StringComparison.Ordinal).Replace("<EOT>", "\u0004", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text);
        return Text(Identifier.Identify(bytes, today), AimIdentifier.Read(bytes)?.Symbology);
    }

    /// <summary>Renders what was identified: one fact a line, name before value. The symbology is a word for people, or null.</summary>
    public static string Text(Identified found, string? symbology = null)
    {
        var text = new StringBuilder();
        Line(text, "symbology", symbology);
        Line(text, "identity", found.Id?.Uri ?? (found.Refusal is null ? "none on its own: it completes another barcode, or is for the station" : "none"));
        Line(text, "kind", found.Id?.Kind.ToString().ToLowerInvariant());
        Line(text, "epc", found.Urn);
        Line(text, "filter", found.Filter?.ToString());
        Line(text, "prefix", found.CompanyPrefixLength is { } length ? $"{length} digits" : null);
        Line(text, "lot", found.Lot);
        Line(text, "serial", found.Serial);
        Line(text, "expiry", found.Expiry?.ToString("yyyy-MM-dd"));
        Line(text, "best before", found.BestBefore?.ToString("yyyy-MM-dd"));
        Line(text, "production", found.Production?.ToString("yyyy-MM-dd"));
        Line(text, "quantity", found.Quantity is { } quantity ? $"{quantity.ToString(System.Globalization.CultureInfo.InvariantCulture)} {found.Uom}".TrimEnd() : null);
        Line(text, "data", found.DataIdentifier is null ? null : $"{found.DataIdentifier} {Visible(found.DataValue!)}");
        foreach (var element in found.Elements)
            Line(text, $"({element.Ai})", $"{Visible(element.Value)}   {AiTable.Find(element.Ai)?.Title}".TrimEnd());
        foreach (var problem in found.Problems)
            Line(text, problem.Refuses ? "REFUSED" : "warning", $"{problem.Number} at character {problem.Position + 1}: {problem.Text}");
        foreach (var problem in Combination.Check(found.Elements).Where(problem => problem.Number == 303))
            Line(text, "note", problem.Text);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (value is not null) text.Append(name.PadRight(12)).Append(Visible(value)).Append('\n');
    }

    // Control characters and those that reorder text are shown by number: what is printed here is trusted by eye.
    private static string Visible(string value)
    {
        if (value.All(IsPlain)) return value;
        return string.Concat(value.Select(letter => IsPlain(letter) ? letter.ToString() : $"<{(int)letter:X2}>"));
    }

    private static bool IsPlain(char letter) => letter is >= ' ' and <= '~' || letter > '\u00A0' && char.IsLetterOrDigit(letter);
}
