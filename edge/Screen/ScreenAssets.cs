using System.Security.Cryptography;

namespace Traceability.Edge.Screen;

/// <summary>Style sheet, script and icon, carried in the program. A link holds the content's hash, so a new build is never shown with an old script.</summary>
internal static class ScreenAssets
{
    private static readonly Dictionary<string, (byte[] Bytes, string Type, string Hash)> All = new(StringComparer.Ordinal)
    {
        ["screen.css"] = Load("screen.css", "text/css; charset=utf-8"),
        ["screen.js"] = Load("screen.js", "text/javascript; charset=utf-8"),
        ["icon.svg"] = Load("icon.svg", "image/svg+xml"),
    };

    public static string Link(string file) => $"/screen/{file}?v={All[file].Hash}";

    public static IResult Serve(HttpContext context, string file, string? v)
    {
        if (!All.TryGetValue(file, out var asset)) return Results.NotFound();
        context.Response.Headers.CacheControl = v == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(asset.Bytes, asset.Type);
    }

    private static (byte[], string, string) Load(string file, string type)
    {
        using var stream = typeof(ScreenAssets).Assembly.GetManifestResourceStream($"screen/{file}") ?? throw new InvalidOperationException($"{file} is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return (bytes, type, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }
}
