using System.Text;
using Traceability.Gs1;

namespace Traceability.Epcis;

/// <summary>
/// The one form of a thing's name (events.md section 1) from any spelling that EPCIS allows: EPC URNs and Digital Links on any
/// host become a Digital Link on id.gs1.org with the finest level only (EPCIS event hash, CBV 2.0 section 8.9.2).
/// </summary>
internal static class CanonicalId
{
    /// <summary>Key qualifiers that make an identity finer, the finest first; other keys stand alone.</summary>
    private static readonly Dictionary<string, string[]> Finer = new()
    {
        ["01"] = ["21", "235", "10"],
        ["414"] = ["254"],
        ["8006"] = ["21", "10"],
        ["8010"] = ["8011"],
    };

    private static readonly HashSet<string> Keys = ["00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8017", "8018"];

    /// <summary>The canonical URI; a name of no GS1 kind stays as it is.</summary>
    /// <exception cref="EventFormatException">An EPC URN that names nothing.</exception>
    public static string Of(Node at, EventContext context)
    {
        var uri = context.Expand(at.AsUri());
        if (Of(uri, out var problem) is { } canonical) return canonical;
        return problem is null ? uri : throw at.Wrong($"'{uri}' names no thing: {problem}");
    }

    /// <summary>The same for the owner of goods: older partners name a party by the number of its location.</summary>
    public static string OfParty(Node at, EventContext context)
    {
        var canonical = Of(at, context);
        const string location = "https://id.gs1.org/414/";
        return canonical.StartsWith(location, StringComparison.Ordinal) && canonical.IndexOf('/', location.Length) < 0
            ? $"https://id.gs1.org/417/{canonical[location.Length..]}" : canonical;
    }

    /// <summary>Null for what is no GS1 key; the problem is set where it claims to be one.</summary>
    public static string? Of(string uri, out string? problem)
    {
        problem = null;
        if (uri.Length > Identifier.MaxLength) return null;
        if (uri.StartsWith("urn:epc:id", StringComparison.Ordinal) || uri.StartsWith("urn:epc:class:", StringComparison.Ordinal))
        {
            if (EpcUrn.Parse(uri, out var wrong) is { } epc) return Link(epc.Elements());
            problem = wrong.Text;
            return null;
        }
        if (!uri.StartsWith("http", StringComparison.OrdinalIgnoreCase)) return null;
        return DigitalLink.Parse(uri, DigitalLink.Leniency.Station, out _) is { } elements && Holds(elements[0]) ? Link(elements) : null;
    }

    private static string? Link(Element[] elements)
    {
        var key = elements[0];
        if (!Keys.Contains(key.Ai)) return null;
        var link = $"https://id.gs1.org/{key.Ai}/{MaterialId.Escape(key.Value)}";
        foreach (var ai in Finer.GetValueOrDefault(key.Ai) ?? [])
            foreach (var element in elements)
                if (element.Ai == ai) return $"{link}/{ai}/{MaterialId.Escape(element.Value)}";
        return link;
    }

    // A path of a web shop may look like a key; a wrong check digit alone is a partner's mistake that still names one thing.
    private static bool Holds(Element key) =>
        AiTable.Find(key.Ai)!.Check(Encoding.UTF8.GetBytes(key.Value)).Error is LintError.None or LintError.IncorrectCheckDigit or LintError.IncorrectCheckPair;
}
