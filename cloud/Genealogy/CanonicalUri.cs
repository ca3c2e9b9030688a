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
        var host = path.IndexOf("://", StringComparison.Ordinal) + 3;
        var ends = path.AsSpan(host).TrimEnd('/');
        var count = ends.Count('/') + 1;
        var ranges = count <= 32 ? stackalloc Range[count] : new Range[count];
        ends.Split(ranges, '/');
        var parts = new Parts(ends, ranges);
        return Gs1Path(parts) ?? PlantPath(path, parts);
    }

    // Host and segments, none of them copied: a question may name a hundred thousand units.
    private readonly ref struct Parts(ReadOnlySpan<char> text, ReadOnlySpan<Range> ranges)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private readonly ReadOnlySpan<Range> _ranges = ranges;

        public int Count => _ranges.Length;

        public ReadOnlySpan<char> this[int index] => _text[_ranges[index]];
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
    private static MaterialId? Gs1Path(in Parts parts)
    {
        for (var i = 1; i + 1 < parts.Count; i++)
        {
            if (parts[i] is not ("00" or "01" or "414" or "417") || (parts.Count - i) % 2 != 0 || parts[i + 1].ContainsAnyExceptInRange('0', '9')) continue;
            return parts[i] switch
            {
                "00" => MaterialId.Container(parts[i + 1].ToString()),
                "414" => MaterialId.Location(parts[i + 1].ToString(), Qualifier(parts, i, "254")),
                "417" => MaterialId.Party(parts[i + 1].ToString()),
                _ => Gtin(parts[i + 1].ToString().PadLeft(14, '0'), Qualifier(parts, i, "10"), Qualifier(parts, i, "21")),
            };
        }
        return null;
    }

    private static MaterialId Gtin(string gtin, string? lot, string? serial) =>
        serial is not null ? MaterialId.Unit(gtin, serial) : lot is not null ? MaterialId.Lot(gtin, lot) : MaterialId.Item(gtin);

    private static string? Qualifier(in Parts parts, int key, string ai)
    {
        for (var i = key + 2; i + 1 < parts.Count; i += 2)
            if (parts[i].SequenceEqual(ai)) return Uri.UnescapeDataString(parts[i + 1]);
        return null;
    }

    private static MaterialId? PlantPath(string path, in Parts parts)
    {
        if (parts.Count >= 5 && parts[^4] is "item" && parts[^2] is "lot" or "serial")
        {
            var key = path.TrimEnd('/')[..^(parts[^2].Length + parts[^1].Length + 2)];
            var extension = Uri.UnescapeDataString(parts[^1]);
            return parts[^2] is "lot" ? MaterialId.Lot(key, extension) : MaterialId.Unit(key, extension);
        }
        if (parts.Count < 3) return null;
        return parts[^2] switch
        {
            "item" => MaterialId.Item(path),
            "location" => new MaterialId(MaterialKind.Location, path),
            _ => null,
        };
    }
}
