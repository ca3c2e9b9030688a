using System.Security.Cryptography;

namespace Traceability.Cloud.Web;

/// <summary>
/// The style sheet, the script and the icon, carried in the assembly. A link holds the content's hash: what it names never
/// changes and may be kept for a year; another hash, or none, is asked for again each time.
/// </summary>
internal static class WebAssets
{
    private sealed record Asset(byte[] Bytes, string Type, string Hash);

    private static readonly Dictionary<string, Asset> All = new(StringComparer.Ordinal)
    {
        ["site.css"] = Load("site.css", "text/css; charset=utf-8"),
        ["site.js"] = Load("site.js", "text/javascript; charset=utf-8"),
        ["icon.svg"] = Load("icon.svg", "image/svg+xml"),
    };

    public static string Link(string file) => $"/web/{file}?v={All[file].Hash}";

    public static IResult Serve(HttpContext context, string file, string? v)
    {
        if (!All.TryGetValue(file, out var asset)) return Results.NotFound();
        context.Response.Headers.CacheControl = v == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(asset.Bytes, asset.Type, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{asset.Hash}\""));
    }

    private static Asset Load(string file, string type)
    {
        using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream($"web/{file}") ?? throw new InvalidOperationException($"The asset {file} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new Asset(bytes, type, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }
}
