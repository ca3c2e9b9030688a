using System.Text;

namespace Traceability.Gs1;

/// <summary>
/// GS1 element strings, as scanned (group separators) and as printed under the bars (brackets), to an identity and back
/// (GS1 General Specifications section 7.8).
/// </summary>
public static class ElementString
{
    internal static Identified Identify(ReadOnlySpan<byte> text, int offset, DateOnly today)
    {
        var found = new Identified(text, offset);
        if (text.IsEmpty) return Refuse(found, Problems.Empty(offset));
        var reader = new ElementReader(text);
        Span<short> seen = stackalloc short[16];
        var count = 0;
        var suspicious = false;
        var total = 0;
        while (reader.Read())
        {
            var ai = reader.Ai!;
            if (++total > Identifier.MaxElements) return Refuse(found, Problems.TooMany(reader.Start + offset));
            var fault = ai.Check(reader.Value);
            if (fault.Exists) return Refuse(found, Problems.Content(ai, text, reader.Start, reader.Length, fault, offset));
            Assembly.Take(found, ai, reader.Value, today);
            foreach (var earlier in seen[..count]) suspicious |= ai.Contradicts(earlier);
            if (count < seen.Length) seen[count++] = (short)ai.Ordinal;
            else suspicious = true;
        }
        if (!reader.AtEnd) return Refuse(found, Problems.UnknownAi(text, reader.Position, offset));
        Assembly.Name(found);
        if (suspicious) Warn(found);
        return found;
    }

    /// <summary>Every element as printed, also where its content is wrong; what cannot be read at all ends the list.</summary>
    internal static Element[] List(ReadOnlySpan<byte> text, int offset)
    {
        var elements = new List<Element>();
        var reader = new ElementReader(text);
        while (elements.Count <= Identifier.MaxElements && reader.Read()) elements.Add(new(reader.Ai!.Ai, Text(reader.Value), reader.Start + offset));
        return [.. elements];
    }

    /// <summary>Reads "(01)09506000134352(10)AB"; "\(" is a bracket inside a value. Null and a problem where it is none.</summary>
    internal static Element[]? ParseBracketed(string text, bool permitUnknown, out Problem problem)
    {
        var elements = new List<Element>();
        problem = default;
        for (var at = 0; at < text.Length;)
        {
            var close = text.IndexOf(')', at);
            if (text[at] != '(' || close < 0) return Fail(at, "an identifier in brackets is expected here", out problem);
            var name = text[(at + 1)..close];
            if (AiTable.Find(name) is null && !(permitUnknown && IsAi(name))) return Fail(at + 1, $"({name}) is no known identifier", out problem);
            if (elements.Count == Identifier.MaxElements) return Fail(at, "they are too many", out problem);
            var start = at = close + 1;
            var value = new StringBuilder();
            for (; at < text.Length && text[at] != '('; at++)
            {
                if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] == '(') at++;
                value.Append(text[at]);
            }
            elements.Add(new(name, value.ToString(), start));
        }
        if (elements.Count == 0) return Fail(0, "it is empty", out problem);
        return [.. elements];
    }

    /// <summary>The element string of a label: predefined lengths run together, others are closed by the group separator.</summary>
    public static string Build(IEnumerable<Element> elements)
    {
        var text = new StringBuilder();
        var open = false;
        foreach (var element in elements)
        {
            if (open) text.Append('\u001D');
            text.Append(element.Ai).Append(element.Value);
            open = AiTable.Find(element.Ai) is not { IsFixed: true };
        }
        return text.ToString();
    }

    /// <summary>The same for people: "(01)09506000134352(10)AB".</summary>
    public static string Bracketed(IEnumerable<Element> elements) =>
        string.Concat(elements.Select(element => $"({element.Ai}){element.Value.Replace("(", "\\(", StringComparison.Ordinal)}"));

    /// <summary>Bytes as text: UTF-8 where they are, else one character a byte, so that nothing read is lost.</summary>
    internal static string Text(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    private static bool IsAi(string name) => name.Length is >= 2 and <= 4 && name.All(char.IsAsciiDigit);

    private static Element[]? Fail(int at, string why, out Problem problem)
    {
        problem = new(205, at, $"These are no GS1 elements in brackets: {why}.", true);
        return null;
    }

    private static Identified Refuse(Identified found, Problem problem)
    {
        found.Unname();
        found.Add(problem);
        return found;
    }

    private static void Warn(Identified found)
    {
        foreach (var problem in Combination.Conflicts(found.Elements).Take(Combination.MostWarnings)) found.Add(problem);
    }
}
