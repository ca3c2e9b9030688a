namespace Traceability.Gs1;

/// <summary>
/// What a tag's EPC memory says. Either an EPC of a GS1 key, or elements (the "+" schemes know no company prefix), or the
/// body of a scheme outside GS1 keys (GID, ADI, US DoD), of which only the name is kept.
/// </summary>
internal sealed record TagContent(string Name, int Filter, Epc? Epc = null, IReadOnlyList<Element>? Plus = null, string? Body = null)
{
    public IReadOnlyList<Element> Elements => Epc?.Elements() ?? Plus ?? [];

    /// <summary>Pure identity; null for the "+" schemes, which are Digital Links at heart.</summary>
    public string? Urn => Epc?.Urn() ?? (Body is null ? null : $"urn:epc:id:{Name[..Name.IndexOf('-', StringComparison.Ordinal)]}:{Body}");

    /// <summary>Tag URN with filter value (TDS section 12); null for the "+" schemes.</summary>
    public string? TagUrn => Epc is not null ? $"urn:epc:tag:{Name}:{Filter}.{Epc.Body()}"
        : Body is null ? null : Name == "gid-96" ? $"urn:epc:tag:{Name}:{Body}" : $"urn:epc:tag:{Name}:{Filter}.{Body}";

    public Identified Identify(DateOnly today)
    {
        var found = Assembly.Of(Elements, today) with { CompanyPrefixLength = Epc?.Prefix.Length, Filter = Filter, Urn = Urn };
        if (found.Id is null && found.Refusal is null) found.Add(Problems.NoStock(Name));
        return found;
    }
}

/// <summary>Tag URNs to tag content: urn:epc:tag:sgtin-96:3.0614141.812345.6789.</summary>
internal static class TagUri
{
    public static TagContent? Parse(string urn)
    {
        var parts = urn.Split(':', 5);
        if (parts.Length != 5) return null;
        if (parts[3] == "gid-96") return TagOther.Parse(parts[3], 0, parts[4]);
        var dot = parts[4].IndexOf('.', StringComparison.Ordinal);
        if (dot is < 1 or > 2 || !int.TryParse(parts[4].AsSpan(0, dot), System.Globalization.NumberStyles.None, null, out var filter)) return null;
        var body = parts[4][(dot + 1)..];
        if (TagScheme.Find(parts[3]) is not { } scheme) return TagOther.Parse(parts[3], filter, body);
        if (filter > 7) return null;
        return EpcUrn.Body(scheme.Epc, body, isPattern: false, out _) is { } epc ? new(scheme.Name, filter, epc) : null;
    }
}
