namespace Traceability.Epcis;

/// <summary>
/// One list of the Core Business Vocabulary: its words, the prefix that its web URIs and its URNs carry. We write the bare word,
/// as EPCIS JSON does; the web URI in full, the URN and the compact form under any prefix are the same word.
/// </summary>
internal sealed record Cbv(string Name, string Web, string Urn, HashSet<string> Words)
{
    public const string Namespace = "https://ref.gs1.org/cbv/";
    public const string MasterData = "urn:epcglobal:cbv:mda:";
    public const string WebVocabulary = "https://gs1.org/voc/";

    private const string UrnNamespace = "urn:epcglobal:cbv:";

    // What the vocabulary was published under besides: without s, under its older host, in the web vocabulary's host.
    private static readonly string[] Namespaces = [Namespace, "http://ref.gs1.org/cbv/", "https://ns.gs1.org/cbv/", "http://ns.gs1.org/cbv/"];

    public static readonly Cbv BizStep = new("business step", "BizStep-", "bizstep:", CbvTable.BizSteps);
    public static readonly Cbv Disposition = new("disposition", "Disp-", "disp:", CbvTable.Dispositions);
    public static readonly Cbv BizTransaction = new("business transaction type", "BTT-", "btt:", CbvTable.BizTransactions);
    public static readonly Cbv Party = new("source or destination type", "SDT-", "sdt:", CbvTable.Parties);
    public static readonly Cbv ErrorReason = new("error reason", "ER-", "er:", CbvTable.ErrorReasons);
    public static readonly Cbv Component = new("sensor component", "Comp-", "comp:", CbvTable.Components);

    /// <summary>The bare word, or the full URI of a word of someone else's.</summary>
    /// <exception cref="EventFormatException">A bare word that the vocabulary does not know.</exception>
    public string Word(Node at, EventContext context)
    {
        var text = at.AsText();
        if (Words.Contains(text)) return text;
        var full = context.Expand(text);
        if (Tail(full) is { } tail) return Words.Contains(tail) ? tail : $"{Namespace}{Web}{tail}";
        if (full.Length > Node.MaxUri) throw at.Wrong($"is longer than {Node.MaxUri} characters");
        return full.Contains(':', StringComparison.Ordinal) ? full
            : throw at.Wrong($"'{text}' is no {Name} of the Core Business Vocabulary 2.0; a word of your own is written as a URI");
    }

    /// <summary>The web URI of whatever spelling, as the event hash needs it; what is no word stays as it is.</summary>
    public string WebUri(string text, EventContext context)
    {
        if (Words.Contains(text)) return $"{Namespace}{Web}{text}";
        var full = context.Expand(text);
        return Tail(full) is { } tail ? $"{Namespace}{Web}{tail}" : full;
    }

    private string? Tail(string uri)
    {
        if (uri.StartsWith(UrnNamespace, StringComparison.Ordinal))
            return After(uri, UrnNamespace.Length, Urn);
        foreach (var start in Namespaces)
            if (uri.StartsWith(start, StringComparison.Ordinal)) return After(uri, start.Length, Web);
        return null;
    }

    private static string? After(string uri, int at, string kind) =>
        uri.Length > at + kind.Length && string.CompareOrdinal(uri, at, kind, 0, kind.Length) == 0 ? uri[(at + kind.Length)..] : null;
}
