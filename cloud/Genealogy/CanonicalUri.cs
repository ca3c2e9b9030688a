using System.Buffers;
using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// The canonical URIs of events.md section 1 back to identities. Events carry only these; what people and partners type
/// goes through Identifier first.
/// </summary>
public static class CanonicalUri
{
    private const string DocumentPrefix = "urn:epcglobal:cbv:bt:";
    private static readonly SearchValues<char> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%/");

    // Scheme and host, with the slash behind it, that were good last.
    private static volatile string s_known = "";

    /// <summary>Null where the URI is of no kind that we write ourselves.</summary>
    public static MaterialId? Parse(string uri)
    {
        if (uri.StartsWith(DocumentPrefix, StringComparison.Ordinal)) return new MaterialId(MaterialKind.Document, uri);
        if (!IsWeb(uri)) return null;
        var query = uri.IndexOfAny(['?', '#']);
        var path = query < 0 ? uri : uri[..query];
        var parts = path[(path.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/').Split('/');
        return Gs1Path(parts) ?? PlantPath(path, parts);
    }

    // Whoever asks about a hundred thousand units names the same host a hundred thousand times, with characters behind it that any path may have.
    private static bool IsWeb(string uri)
    {
        var known = s_known;
        if (known.Length > 0 && uri.StartsWith(known, StringComparison.Ordinal) && !uri.AsSpan(known.Length).ContainsAnyExcept(s_plain)) return true;
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")) return false;
        var host = uri.IndexOf("://", StringComparison.Ordinal) + 3;
        if (uri.IndexOf('/', host) is var end && end > host && !uri.AsSpan(host, end - host).ContainsAnyExcept(s_plain)) s_known = uri[..(end + 1)];
        return true;
    }

    // A resolver may stand below a path of its own, so the key is looked for from the left and must leave whole pairs.
    private static MaterialId? Gs1Path(string[] parts)
    {
        for (var i = 1; i + 1 < parts.Length; i++)
        {
            if (parts[i] is not ("00" or "01" or "414" or "417") || (parts.Length - i) % 2 != 0 || !parts[i + 1].All(char.IsAsciiDigit)) continue;
            return parts[i] switch
            {
                "00" => MaterialId.Container(parts[i + 1]),
                "414" => MaterialId.Location(parts[i + 1], Qualifier(parts, i, "254")),
                "417" => MaterialId.Party(parts[i + 1]),
                _ => Gtin(parts[i + 1].PadLeft(14, '0'), Qualifier(parts, i, "10"), Qualifier(parts, i, "21")),
            };
        }
        return null;
    }

    private static MaterialId Gtin(string gtin, string? lot, string? serial) =>
        serial is not null ? MaterialId.Unit(gtin, serial) : lot is not null ? MaterialId.Lot(gtin, lot) : MaterialId.Item(gtin);

    private static string? Qualifier(string[] parts, int key, string ai)
    {
        for (var i = key + 2; i + 1 < parts.Length; i += 2)
            if (parts[i] == ai) return Uri.UnescapeDataString(parts[i + 1]);
        return null;
    }

    private static MaterialId? PlantPath(string path, string[] parts)
    {
        if (parts.Length >= 5 && parts[^4] == "item" && parts[^2] is "lot" or "serial")
        {
            var key = path[..path.LastIndexOf($"/{parts[^2]}/", StringComparison.Ordinal)];
            var extension = Uri.UnescapeDataString(parts[^1]);
            return parts[^2] == "lot" ? MaterialId.Lot(key, extension) : MaterialId.Unit(key, extension);
        }
        if (parts.Length < 3) return null;
        return parts[^2] switch
        {
            "item" => MaterialId.Item(path),
            "location" => new MaterialId(MaterialKind.Location, path),
            _ => null,
        };
    }
}
