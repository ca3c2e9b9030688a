namespace Traceability.Gs1;

/// <summary>
/// Which identifiers may and must stand together (GS1 General Specifications section 4.14, rules of the syntax dictionary).
/// The rules hold for all barcodes of one thing taken together: ask once the label is complete. At a station the answers are
/// warnings; a label of our own that has any is not printed.
/// </summary>
public static class Combination
{
    /// <summary>A code with more faults than this is nonsense; listing them all would only cost time.</summary>
    internal const int MostWarnings = 8;

    /// <summary>Everything wrong with these elements as the whole of what marks one thing.</summary>
    public static IReadOnlyList<Problem> Check(IReadOnlyList<Element> elements) => [.. Conflicts(elements), .. Requirements(elements)];

    /// <summary>Only what more barcodes cannot heal: repeats that differ and pairs that exclude each other.</summary>
    internal static IEnumerable<Problem> Conflicts(IReadOnlyList<Element> elements)
    {
        for (var at = 0; at < elements.Count; at++)
        {
            var element = elements[at];
            if (elements.Take(at).Any(earlier => earlier.Ai == element.Ai && earlier.Value != element.Value))
                yield return Problems.Repeated(element.Ai, element.Position);
            var ai = AiTable.Find(element.Ai);
            foreach (var pattern in ai?.Excludes ?? [])
                foreach (var other in elements)
                    if (other.Ai != element.Ai && Matches(pattern, other.Ai)) yield return Problems.Excluded(element.Ai, other.Ai, element.Position);
        }
    }

    private static IEnumerable<Problem> Requirements(IReadOnlyList<Element> elements)
    {
        foreach (var element in elements)
        {
            foreach (var group in AiTable.Find(element.Ai)?.Requires ?? [])
                if (!group.Any(alternative => alternative.Split('+').All(pattern => elements.Any(other => other.Ai != element.Ai && Matches(pattern, other.Ai)))))
                    yield return Problems.Missing(element.Ai, string.Join(" or ", group.Select(a => $"({a.Replace("+", ")(", StringComparison.Ordinal)})")), element.Position);
            if (element.Ai == "8030" && elements.Any(IsTypeOnly))
                yield return Problems.Missing("8030", "a key with its serial", element.Position);
        }
    }

    // A signature is over one thing: of these keys only the form with a serial names one.
    private static bool IsTypeOnly(Element element) => element.Ai switch
    {
        "253" or "255" => element.Value.Length <= 13,
        "8003" => element.Value.Length <= 14,
        _ => false,
    };

    /// <summary>"31nn" stands for 3100 to 3199.</summary>
    internal static bool Matches(string pattern, string ai)
    {
        if (pattern.Length != ai.Length) return false;
        for (var at = 0; at < ai.Length; at++)
            if (pattern[at] != ai[at] && pattern[at] != 'n') return false;
        return true;
    }
}
