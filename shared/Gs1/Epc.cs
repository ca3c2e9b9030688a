using System.Text;

namespace Traceability.Gs1;

/// <summary>
/// An EPC split the way URNs and tags write it: the length of the company prefix is known, unlike in a barcode.
/// Serial is null where the whole class is meant; Pieces are the four digits "piece of total" of an ITIP.
/// </summary>
internal sealed record Epc(EpcScheme Scheme, string Prefix, string Reference, string? Serial, string? Pieces = null)
{
    /// <summary>The elements a barcode of the same thing would hold.</summary>
    public Element[] Elements()
    {
        var key = Key();
        if (Scheme.SerialInKey) return [new(Scheme.Ai, key + Serial, 0)];
        // By the Tag Data Standard a location without extension has the serial 0.
        if (Scheme.SerialAi is null || Serial is null || Scheme == EpcScheme.Sgln && Serial == "0") return [new(Scheme.Ai, key, 0)];
        return [new(Scheme.Ai, key, 0), new(Scheme.SerialAi, Serial, 0)];
    }

    /// <summary>Pure identity or class URN.</summary>
    public string Urn()
    {
        var kind = Serial is null && Scheme.HasSerial ? "idpat" : Scheme.IsClass ? "class" : "id";
        return $"urn:epc:{kind}:{Scheme.Name}:{Body()}";
    }

    public string Body()
    {
        var reference = Scheme.Shape == KeyShape.Free ? UriText.EscapeUrn(Reference) : Reference;
        var pieces = Pieces is null ? "" : $".{Pieces[..2]}.{Pieces[2..]}";
        var serial = !Scheme.HasSerial ? "" : Serial is null ? ".*" : "." + UriText.EscapeUrn(Serial);
        return $"{Prefix}.{reference}{pieces}{serial}";
    }

    /// <summary>The EPC of these elements for a company prefix of that many digits; null where there is none.</summary>
    public static Epc? From(IReadOnlyList<Element> elements, int prefixLength)
    {
        if (prefixLength is < 6 or > 12) return null;
        foreach (var scheme in EpcScheme.All)
        {
            if (Value(elements, scheme.Ai) is not { } value) continue;
            if (scheme.SerialAi is not null && scheme.Ai == "01" && Value(elements, scheme.SerialAi) is null) continue;
            return From(scheme, value, scheme.SerialAi is null ? null : Value(elements, scheme.SerialAi), prefixLength);
        }
        return Value(elements, "01") is { } gtin ? From(EpcScheme.Sgtin, gtin, null, prefixLength) : null;
    }

    private static Epc? From(EpcScheme scheme, string value, string? serial, int prefixLength)
    {
        if (scheme.Shape == KeyShape.Free)
        {
            if (value.Length <= prefixLength || !value[..prefixLength].All(char.IsAsciiDigit)) return null;
            return new(scheme, value[..prefixLength], value[prefixLength..], serial);
        }
        if (!value.StartsWith(scheme.Lead, StringComparison.Ordinal)) return null;
        var digits = value[scheme.Lead.Length..];
        if (digits.Length < scheme.Digits + 1 || !CheckDigit.Holds(Encoding.UTF8.GetBytes(digits[..(scheme.Digits + 1)]))) return null;
        var tail = digits[(scheme.Digits + 1)..];
        var (prefix, reference) = scheme.Shape == KeyShape.Leading
            ? (digits[1..(prefixLength + 1)], digits[0] + digits[(prefixLength + 1)..scheme.Digits])
            : (digits[..prefixLength], digits[prefixLength..scheme.Digits]);
        if (scheme.SerialInKey && tail.Length > 0) serial = tail;
        if (scheme == EpcScheme.Sgln) serial ??= "0";
        return new(scheme, prefix, reference, serial, scheme.HasPieces ? tail : null);
    }

    private static string? Value(IReadOnlyList<Element> elements, string ai)
    {
        foreach (var element in elements)
            if (element.Ai == ai) return element.Value;
        return null;
    }

    private string Key()
    {
        if (Scheme.Shape == KeyShape.Free) return Prefix + Reference;
        var digits = Scheme.Shape == KeyShape.Leading ? Reference[0] + Prefix + Reference[1..] : Prefix + Reference;
        return Scheme.Lead + digits + (char)CheckDigit.Of(Encoding.ASCII.GetBytes(digits)) + Pieces;
    }
}
