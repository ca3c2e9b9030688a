using System.Globalization;
using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>Typed access to JSON members that names the field in every refusal.</summary>
public static class JsonFields
{
    public static string? Text(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind != JsonValueKind.String) throw new EventFormatException(name, "must be text");
        var text = value.GetString()!;
        // One rule for every store: PostgreSQL refuses NUL, and lone surrogates would make two lots one key (trust.md 1.7).
        foreach (var c in text)
            if (c == '\0' || char.IsSurrogate(c) && !IsPaired(text)) throw new EventFormatException(name, "holds a NUL or a lone surrogate");
        return text;
    }

    public static JsonElement? Object(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Object ? value : throw new EventFormatException(name, "must be an object");
    }

    public static IEnumerable<JsonElement> Array(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return [];
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new EventFormatException(name, "must be a list");
    }

    public static List<string>? Strings(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        var strings = new List<string>();
        foreach (var entry in Array(json, name))
            strings.Add(entry.ValueKind == JsonValueKind.String ? entry.GetString()! : throw new EventFormatException(name, "must be a list of texts"));
        return strings;
    }

    public static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new EventFormatException(name, "must be true or false"),
    };

    /// <summary>A decimal of at most 18 digits, 6 of them after the point, without exponent: what every store keeps exactly.</summary>
    public static decimal? Number(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return Decimal(value, name);
    }

    /// <summary>The same of a value; the field is named in the refusal.</summary>
    internal static decimal Decimal(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Number) throw new EventFormatException(field, "must be a number");
        var text = value.GetRawText();
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = text.Count(char.IsAsciiDigit);
        if (digits > 18 || text.AsSpan().IndexOfAny('e', 'E') >= 0 || point >= 0 && text.Length - point - 1 > 6)
            throw new EventFormatException(field, $"'{Shown(text)}' has more than 18 digits, more than 6 decimals or an exponent");
        return decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    public static DateTimeOffset? Time(JsonElement json, string name)
    {
        if (Text(json, name) is not { } text) return null;
        // A time without offset would be taken for the machine's own zone.
        var hasOffset = text.EndsWith('Z') || text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-';
        if (!hasOffset || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw new EventFormatException(name, $"'{text}' is no ISO 8601 time with an offset");
        return time.ToUniversalTime();
    }

    public static DateOnly? Date(JsonElement json, string name)
    {
        if (Text(json, name) is not { } text) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : throw new EventFormatException(name, $"'{text}' is no date of the form yyyy-MM-dd");
    }

    private static bool IsPaired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}
