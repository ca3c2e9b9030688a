namespace Traceability.Gs1;

/// <summary>
/// EPC URNs: pure identity, class, pattern, tag and raw (GS1 Tag Data Standard sections 6, 8 and 12). A URN carries the length of the
/// company prefix, so it turns into a Digital Link freely; the way back needs that length.
/// </summary>
public static class EpcUrn
{
    /// <summary>The URN of elements for a company prefix of 6 to 12 digits; null where the key has no EPC.</summary>
    public static string? Build(IReadOnlyList<Element> elements, int prefixLength) => Epc.From(elements, prefixLength)?.Urn();

    internal static Identified Identify(string urn, DateOnly today)
    {
        if (urn.StartsWith("urn:epc:raw:", StringComparison.OrdinalIgnoreCase)) return Raw(urn);
        if (urn.StartsWith("urn:epc:tag:", StringComparison.Ordinal))
            return TagUri.Parse(urn) is { } tag ? tag.Identify(today) with { Urn = tag.Epc?.Urn() } : Refuse(urn, 12, "its tag form cannot be read");
        if (urn.StartsWith("urn:epc:pat:", StringComparison.Ordinal))
            return Refuse(urn, 8, "it is a pattern for tags, it names no single thing");
        var epc = Parse(urn, out var problem);
        if (epc is null) return new() { Problems = [problem] };
        var found = Assembly.Of(epc.Elements(), today) with { CompanyPrefixLength = epc.Prefix.Length, Urn = epc.Urn() };
        if (found.Id is null && found.Refusal is null) found.Add(Problems.NoStock(AiTable.Find(epc.Scheme.Ai)!.Title));
        if (UriText.NeedsUrnEscape(urn[urn.LastIndexOf(':')..])) found.Add(Problems.UrnNotEscaped(0));
        return found;
    }

    /// <summary>Pure identity, class and pattern URNs; null and a problem for anything else.</summary>
    internal static Epc? Parse(string urn, out Problem problem)
    {
        var parts = urn.Split(':', 5);
        if (parts.Length != 5 || parts[0] != "urn" || parts[1] != "epc") return Fail(0, "it does not begin with urn:epc:", out problem);
        var scheme = EpcScheme.Find(parts[3]);
        if (scheme is null) return Fail(8, $"\"{parts[3]}\" is no scheme known here", out problem);
        var isPattern = parts[2] == "idpat";
        if (!isPattern && parts[2] != (scheme.IsClass ? "class" : "id")) return Fail(8, $"\"{parts[2]}\" does not go with {scheme.Name}", out problem);
        var body = Body(scheme, parts[4], isPattern, out var why);
        var position = urn.Length - parts[4].Length;
        if (body is null) return Fail(position, why, out problem);
        problem = default;
        return body;
    }

    /// <summary>What follows the scheme: prefix.reference[.piece.total][.serial]. Only in a pattern is "*" the whole class, else it is a serial.</summary>
    internal static Epc? Body(EpcScheme scheme, string body, bool isPattern, out string why)
    {
        var fields = body.Split('.', 2 + (scheme.HasPieces ? 2 : 0) + (scheme.HasSerial ? 1 : 0));
        why = "it has too few parts";
        if (fields.Length != 2 + (scheme.HasPieces ? 2 : 0) + (scheme.HasSerial ? 1 : 0)) return null;
        var (prefix, reference) = (fields[0], fields[1]);
        why = "its company prefix must be 6 to 12 digits";
        if (prefix.Length is < 6 or > 12 || !prefix.All(char.IsAsciiDigit)) return null;
        if (scheme.Shape == KeyShape.Free) reference = UriText.Unescape(reference, plusIsSpace: false);
        else if (!reference.All(char.IsAsciiDigit) || prefix.Length + reference.Length != scheme.Digits)
        {
            why = $"prefix and reference must be {scheme.Digits} digits together";
            return null;
        }
        var pieces = scheme.HasPieces ? fields[2] + fields[3] : null;
        var serial = scheme.HasSerial ? UriText.Unescape(fields[^1], plusIsSpace: false) : null;
        why = "a pattern ends in *";
        if (isPattern && (!scheme.HasSerial || serial != "*")) return null;
        if (isPattern) serial = null;
        var epc = new Epc(scheme, prefix, reference, serial, pieces);
        why = "its piece and total must be two digits each";
        if (pieces is not null && (fields[2].Length != 2 || fields[3].Length != 2)) return null;
        why = "its serial is not valid";
        if (serial is { Length: 0 } || serial?.Length > scheme.SerialLength) return null;
        if (serial is not null && scheme.SerialIsNumeric && !serial.All(char.IsAsciiDigit)) return null;
        why = "a value in it is not valid";
        return epc.Elements().Any(element => AiTable.Find(element.Ai)!.Check(System.Text.Encoding.UTF8.GetBytes(element.Value)).Exists) ? null : epc;
    }

    // Raw words: the EPC bank as it is, whatever it means. urn:epc:raw:96.x3074...
    private static Identified Raw(string urn)
    {
        var dot = urn.LastIndexOf(".x", StringComparison.OrdinalIgnoreCase);
        if (dot < 12 || !int.TryParse(urn.AsSpan(12, dot - 12), System.Globalization.NumberStyles.None, null, out var bits) || bits % 4 != 0)
            return Refuse(urn, 12, "raw words are written as urn:epc:raw:96.x3074...");
        var hex = urn[(dot + 2)..];
        if (hex.Length * 4 != bits || bits % 8 != 0 || bits > 4096 || !hex.All(char.IsAsciiHexDigit)) return Refuse(urn, dot, "length and words disagree");
        return Tag.Identify(Convert.FromHexString(hex));
    }

    private static Identified Refuse(string urn, int position, string why) =>
        new() { Problems = [Problems.Urn(Math.Min(position, urn.Length), why)] };

    private static Epc? Fail(int at, string why, out Problem problem)
    {
        problem = Problems.Urn(at, why);
        return null;
    }
}
