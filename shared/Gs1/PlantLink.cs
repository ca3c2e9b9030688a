namespace Traceability.Gs1;

/// <summary>Items without a GTIN, under the plant's identity domain: https://northfield.example/item/CAP-470/lot/A12 (events.md section 1).</summary>
internal static class PlantLink
{
    private const int MaxCode = 60, MaxExtension = 20;

    /// <summary>The key of a plant's item.</summary>
    public static string Key(string domain, string itemCode) => $"{domain.TrimEnd('/')}/item/{MaterialId.Escape(itemCode)}";

    /// <summary>What such a link names; null where it is none.</summary>
    public static Identified? Identify(string uri)
    {
        if (!uri.StartsWith("https://", StringComparison.Ordinal) || uri.AsSpan().IndexOfAnyExcept(UriText.Allowed) >= 0) return null;
        var parts = uri.Split('/');
        if (parts.Length is not (5 or 7) || parts[2].Length == 0 || parts[3] != "item" || uri.AsSpan().ContainsAny('?', '#')) return null;
        var code = UriText.Unescape(parts[4], plusIsSpace: false);
        if (!IsText(code, MaxCode)) return null;
        var key = Key($"https://{parts[2]}", code);
        if (parts.Length == 5) return new() { Id = MaterialId.Item(key) };
        var extension = UriText.Unescape(parts[6], plusIsSpace: false);
        if (!IsText(extension, MaxExtension)) return null;
        return parts[5] switch
        {
            "lot" => new() { Id = MaterialId.Lot(key, extension), Lot = extension },
            "serial" => new() { Id = MaterialId.Unit(key, extension), Serial = extension },
            _ => null,
        };
    }

    private static bool IsText(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && !CharacterSets.Set82(System.Text.Encoding.UTF8.GetBytes(text)).Exists;
}
