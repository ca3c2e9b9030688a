using System.Text;

namespace Traceability.Gs1;

/// <summary>
/// GS1 Digital Link URIs (standard 1.5, "URI Syntax"): any host, the convenience names of version 1.0, percent-encoding, attributes in the
/// query. The canonical form is that of the standard: https://id.gs1.org, 14-digit GTIN, no query.
/// </summary>
public static class DigitalLink
{
    private static readonly Dictionary<string, string> Convenience = new()
    {
        ["gtin"] = "01",
        ["cpv"] = "22",
        ["lot"] = "10",
        ["ser"] = "21",
        ["tpx"] = "235",
        ["itip"] = "8006",
        ["gmn"] = "8013",
        ["cpid"] = "8010",
        ["cpsn"] = "8011",
        ["gln"] = "414",
        ["glnx"] = "254",
        ["party"] = "417",
        ["payTo"] = "415",
        ["refno"] = "8020",
        ["gsrn"] = "8018",
        ["gsrnp"] = "8017",
        ["srin"] = "8019",
        ["gcn"] = "255",
        ["sscc"] = "00",
        ["gdti"] = "253",
        ["ginc"] = "401",
        ["gsin"] = "402",
        ["grai"] = "8003",
        ["giai"] = "8004",
    };

    /// <summary>What a parse allows beyond the letter of the standard.</summary>
    internal readonly record struct Leniency(bool ConvenienceNames, bool ShortGtin, bool UnknownAis)
    {
        public static Leniency Station => new(true, true, false);
    }

    /// <summary>The elements of a link, path before query; null and a problem where it is none.</summary>
    internal static Element[]? Parse(string uri, Leniency allow, out Problem problem)
    {
        var start = Authority(uri);
        if (start < 0) return Fail(0, "it does not begin with http:// or https://", out problem);
        var bad = uri.AsSpan().IndexOfAnyExcept(UriText.Allowed);
        if (bad >= 0) return Fail(bad, "it holds a character that must be encoded", out problem);
        var end = uri.IndexOf('#', StringComparison.Ordinal);
        if (end < 0) end = uri.Length;
        var query = uri.IndexOf('?', 0, end);
        var pathEnd = query < 0 ? end : query;
        var path = uri.IndexOf('/', start, Math.Max(0, pathEnd - start));
        if (path <= start) return Fail(start, "there is no host, or nothing after it", out problem);
        var elements = new List<Element>();
        if (!ReadPath(uri, path, pathEnd, allow, elements, out problem)) return null;
        if (query >= 0 && !ReadQuery(uri, query + 1, end, allow, elements, out problem)) return null;
        return [.. elements];
    }

    /// <summary>
    /// The link of these elements: the first key with its qualifiers in the path, everything else in the query, predefined lengths first.
    /// Null where an element may stand in neither.
    /// </summary>
    public static string? Build(IReadOnlyList<Element> elements, string stem = MaterialId.Host)
    {
        var distinct = elements.Distinct(OnAiAndValue.Instance).ToList();
        if (distinct.Find(element => AiTable.Find(element.Ai) is { IsKey: true }) is not { Ai: not null } key) return null;
        var definition = AiTable.Find(key.Ai)!;
        var sequence = definition.Qualifiers.MaxBy(ais => ais.Count(ai => distinct.Exists(element => element.Ai == ai))) ?? [];
        var path = new List<Element> { key };
        foreach (var ai in sequence)
            path.AddRange(distinct.Where(element => element.Ai == ai));
        var attributes = distinct.Except(path).ToList();
        if (attributes.Exists(element => !MayBeAttribute(element.Ai, definition, allowUnknown: false))) return null;
        if (attributes.Select(element => element.Ai).Distinct().Count() != attributes.Count || path.Count > sequence.Length + 1) return null;
        var text = new StringBuilder(stem.TrimEnd('/'));
        foreach (var element in path) text.Append('/').Append(element.Ai).Append('/').Append(MaterialId.Escape(element.Value));
        var separator = '?';
        foreach (var element in attributes.OrderBy(element => AiTable.Find(element.Ai)!.IsFixed ? 0 : 1))
        {
            text.Append(separator).Append(element.Ai).Append('=').Append(MaterialId.Escape(element.Value));
            separator = '&';
        }
        return text.ToString();
    }

    private static int Authority(string uri)
    {
        foreach (var scheme in (ReadOnlySpan<string>)["https://", "http://"])
            if (uri.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return scheme.Length;
        return -1;
    }

    // Whatever stands before the key is the owner's affair, even if it looks like a key: the last one counts.
    private static bool ReadPath(string uri, int start, int end, Leniency allow, List<Element> elements, out Problem problem)
    {
        var segments = new List<(int Start, int End)>();
        for (var at = start; at < end;)
        {
            var next = uri.IndexOf('/', at + 1, end - at - 1);
            if (next < 0) next = end;
            segments.Add((at + 1, next));
            at = next;
        }
        for (var pair = segments.Count - 2; pair >= 0; pair -= 2)
        {
            var ai = Ai(uri[segments[pair].Start..segments[pair].End], allow);
            if (ai is null) break;
            if (ai.IsKey) return ReadPairs(uri, segments, pair, ai, allow, elements, out problem);
        }
        return Fail(start, "no identification key is in its path", out problem) is not null;
    }

    private static bool ReadPairs(string uri, List<(int Start, int End)> segments, int pair, AiDefinition key, Leniency allow,
        List<Element> elements, out Problem problem)
    {
        problem = default;
        for (; pair < segments.Count; pair += 2)
        {
            var ai = Ai(uri[segments[pair].Start..segments[pair].End], allow)!;
            var (start, end) = segments[pair + 1];
            var value = UriText.Unescape(uri[start..end], plusIsSpace: false);
            if (value.Length == 0) return Fail(start, $"the value of {ai.Ai} is empty", out problem) is not null;
            elements.Add(new(ai.Ai, Padded(ai.Ai, value, allow), start));
        }
        var qualifiers = elements.Skip(1).Select(element => element.Ai).ToList();
        if (qualifiers.Count == 0 || key.Qualifiers.Any(sequence => IsSubsequence(qualifiers, sequence))) return true;
        return Fail(elements[1].Position, "what follows the key does not belong to it or stands in the wrong order", out problem) is not null;
    }

    private static bool ReadQuery(string uri, int start, int end, Leniency allow, List<Element> elements, out Problem problem)
    {
        problem = default;
        var key = AiTable.Find(elements[0].Ai)!;
        for (var at = start; at < end;)
        {
            var next = uri.IndexOf('&', at, end - at);
            if (next < 0) next = end;
            var equals = uri.IndexOf('=', at, next - at);
            var name = equals < 0 ? "" : uri[at..equals];
            // Parameters that are no identifiers belong to the owner of the link.
            if (name.Length > 0 && name.All(char.IsAsciiDigit))
            {
                if (!MayBeAttribute(name, key, allow.UnknownAis)) return Fail(at, $"({name}) may not stand in the query", out problem) is not null;
                if (elements.Count == Identifier.MaxElements) return Fail(at, "it holds too many values", out problem) is not null;
                if (elements.Exists(element => element.Ai == name)) return Fail(at, $"({name}) stands in it twice", out problem) is not null;
                var value = UriText.Unescape(uri[(equals + 1)..next], plusIsSpace: true);
                if (value.Length == 0) return Fail(equals, $"the value of {name} is empty", out problem) is not null;
                elements.Add(new(name, Padded(name, value, allow), equals + 1));
            }
            at = next + 1;
        }
        return true;
    }

    private static AiDefinition? Ai(string segment, Leniency allow)
    {
        if (allow.ConvenienceNames && Convenience.TryGetValue(segment, out var ai)) segment = ai;
        return AiTable.Find(segment);
    }

    private static bool MayBeAttribute(string ai, AiDefinition key, bool allowUnknown) => AiTable.Find(ai) is { } definition
        ? definition.IsQuery && !key.Qualifiers.Any(sequence => sequence.Contains(ai))
        : allowUnknown;

    private static bool IsSubsequence(List<string> ais, string[] sequence)
    {
        var at = 0;
        foreach (var ai in ais)
        {
            while (at < sequence.Length && sequence[at] != ai) at++;
            if (at++ >= sequence.Length) return false;
        }
        return true;
    }

    private static string Padded(string ai, string value, Leniency allow) =>
        allow.ShortGtin && ai is "01" or "02" && allow.ShortGtin && value.Length is 8 or 12 or 13 ? value.PadLeft(14, '0') : value;

    private static Element[]? Fail(int at, string why, out Problem problem)
    {
        problem = Problems.Link(at, why);
        return null;
    }

    private sealed class OnAiAndValue : IEqualityComparer<Element>
    {
        public static readonly OnAiAndValue Instance = new();

        public bool Equals(Element one, Element other) => one.Ai == other.Ai && one.Value == other.Value;

        public int GetHashCode(Element element) => HashCode.Combine(element.Ai, element.Value);
    }
}
