using System.Text;

namespace Traceability.Gs1;

/// <summary>Codes whose symbology promises nothing: envelopes, links, URNs, bracketed elements, data identifiers, commands.</summary>
internal static class PlainText
{
    private static ReadOnlySpan<byte> EnvelopeStart => "[)>"u8;

    /// <param name="text">Without AIM identifier, which was <paramref name="offset"/> bytes long.</param>
    /// <param name="offset">Added to every position.</param>
    /// <param name="named">Whether an AIM identifier said that this is plain text; else it may be a GS1 label of a silent scanner.</param>
    /// <param name="context">What the reader knows.</param>
    public static Identified Identify(ReadOnlySpan<byte> text, int offset, bool named, in ReadContext context)
    {
        if (text.IsEmpty) return Refuse(Problems.Empty(offset));
        if (text.StartsWith(EnvelopeStart)) return Envelope.Identify(text, offset, context);
        if (!named && SilentScanner(text, offset, context) is { } label) return label;
        if (text[0] == '(') return Bracketed(ElementString.Text(text), offset, context.Today);
        if (StartsWithIgnoreCase(text, "http://"u8) || StartsWithIgnoreCase(text, "https://"u8)) return Link(ElementString.Text(text), offset, context.Today);
        if (text.StartsWith("urn:"u8)) return Urn(ElementString.Text(text), context.Today);
        // Commands are for the station: it knows its own prefix and what it awaits.
        if (text.IndexOf("CMD:"u8) >= 0 && !CharacterSets.Set82(text).Exists) return new();
        if (DataIdentifiers.Identify(text, offset, context) is { } data) return data;
        return Number(text, offset, named) ?? TagWords(text) ?? Refuse(Problems.NotKnown(offset));
    }

    // A group separator betrays an element string; without one the leading digits alone prove nothing.
    private static Identified? SilentScanner(ReadOnlySpan<byte> text, int offset, in ReadContext context)
    {
        var lead = text[0] == ElementReader.Separator ? 1 : 0;
        var body = text[lead..];
        if (AiTable.Find(body) is null) return null;
        if (lead == 1 || text.Contains(ElementReader.Separator)) return ElementString.Identify(body, offset + lead, context.Today);
        if (body.Length < 16 || TradeNumber.Pad(text) is not null) return null;
        var found = ElementString.Identify(body, offset, context.Today);
        return found.Id is null || found.Refusal is not null ? null : Refuse(Problems.NoAimIdentifier(offset));
    }

    private static Identified Bracketed(string text, int offset, DateOnly today)
    {
        var elements = ElementString.ParseBracketed(text, permitUnknown: false, out var problem);
        if (elements is null) return Refuse(problem with { Position = problem.Position + offset });
        for (var at = 0; at < elements.Length; at++) elements[at] = elements[at] with { Position = elements[at].Position + offset };
        return Assembly.Of(elements, today);
    }

    private static Identified Link(string uri, int offset, DateOnly today)
    {
        var elements = DigitalLink.Parse(uri, DigitalLink.Leniency.Station, out var problem);
        if (elements is null) return PlantLink.Identify(uri) ?? Refuse(problem with { Position = problem.Position + offset });
        var found = Assembly.Of(elements, today);
        if (found.Id is null && found.Refusal is null) found.Add(Problems.NoStock(AiTable.Find(elements[0].Ai)!.Title));
        return found;
    }

    private static Identified Urn(string urn, DateOnly today)
    {
        if (!urn.StartsWith("urn:epcglobal:cbv:bt:", StringComparison.Ordinal)) return EpcUrn.Identify(urn, today);
        var parts = urn.Split(':', 6);
        return parts.Length == 6 && parts[4].Length > 0 && parts[5].Length > 0 && urn.AsSpan().IndexOfAnyExcept(UriText.Allowed) < 0
            ? new() { Id = MaterialId.Document(urn) }
            : Refuse(Problems.Urn(21, "a business document is urn:epcglobal:cbv:bt:{issuer}:{number}"));
    }

    private static Identified? Number(ReadOnlySpan<byte> text, int offset, bool named)
    {
        if (TradeNumber.Pad(text) is not { } gtin) return null;
        var found = new Identified { Id = MaterialId.Item(gtin), Gtin = gtin, Elements = [new("01", gtin, offset)] };
        return named ? found : found with { Problems = [Problems.GuessedGtin(offset)] };
    }

    // Tag words typed or sent as hex digits; the shortest EPC has 80 bits.
    private static Identified? TagWords(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 20 or > 128 || text.ContainsAnyExcept(HexDigits)) return null;
        var hex = Encoding.ASCII.GetString(text);
        var found = Tag.Identify(Convert.FromHexString(hex.Length % 2 == 0 ? hex : hex + "0"));
        return found.Refusal is null ? found : null;
    }

    private static readonly System.Buffers.SearchValues<byte> HexDigits = System.Buffers.SearchValues.Create("0123456789ABCDEFabcdef"u8);

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) =>
        text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);

    private static Identified Refuse(Problem problem) => new() { Problems = [problem] };
}
