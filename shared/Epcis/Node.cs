using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Traceability.Epcis;

/// <summary>A place in a partner's JSON and its JSON Pointer (RFC 6901), so that every refusal says where.</summary>
internal readonly partial record struct Node(JsonElement Json, string Pointer)
{
    /// <summary>The longest name or URI that is taken, in characters.</summary>
    public const int MaxUri = 2048;

    /// <summary>Times are rounded up: the calendar must go on behind them.</summary>
    private const int LastYear = 9998;

    public EventFormatException Wrong(string problem) => new(Pointer, problem);

    public Node? Member(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new Node(value, Below(name)) : null;

    public Node Required(string name) => Member(name) ?? throw new EventFormatException(Below(name), "is missing");

    public IEnumerable<(string Name, Node Value)> Members()
    {
        foreach (var member in Json.EnumerateObject()) yield return (member.Name, new Node(member.Value, Below(member.Name)));
    }

    public IEnumerable<Node> Items()
    {
        if (Json.ValueKind != JsonValueKind.Array) throw Wrong("must be a list");
        var at = 0;
        foreach (var item in Json.EnumerateArray()) yield return new Node(item, $"{Pointer}/{at++}");
    }

    public Node AsObject() => Json.ValueKind == JsonValueKind.Object ? this : throw Wrong("must be an object");

    public string AsText()
    {
        if (Json.ValueKind != JsonValueKind.String) throw Wrong("must be text");
        try
        {
            var text = Json.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal) ? throw Wrong("holds a NUL character; take it out") : text;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("holds half of a surrogate pair; send whole characters");
        }
    }

    public string? Text(string name) => Member(name)?.AsText();

    public string AsUri()
    {
        var text = AsText();
        if (text.Length > MaxUri) throw Wrong($"is longer than {MaxUri} characters");
        return Uri().IsMatch(text) ? text : throw Wrong($"'{text}' is no URI");
    }

    /// <summary>A decimal of at most 18 digits, 6 of them after the point, without exponent.</summary>
    public decimal AsNumber() => JsonFields.Decimal(Json, Pointer);

    /// <summary>An xsd:dateTimeStamp in UTC: date, time and an offset, which is never guessed.</summary>
    public DateTimeOffset AsTime()
    {
        var text = AsText();
        if (!Stamp().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || time.Year > LastYear)
            throw Wrong($"'{text}' is no ISO 8601 time with seconds and an offset, such as 2026-03-02T08:00:00.000+01:00");
        return time.ToUniversalTime();
    }

    /// <summary>Refuses members that the standard does not know here; a prefixed name is an extension.</summary>
    public void Only(IReadOnlySet<string> known, string what, bool extensible = true)
    {
        foreach (var member in Json.EnumerateObject())
            if (!known.Contains(member.Name) && !(extensible && member.Name.Contains(':', StringComparison.Ordinal)))
                throw new EventFormatException(Below(member.Name), $"is no member of {what}{(extensible ? "; a field of your own carries a prefix" : "")}");
    }

    private string Below(string name) => $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s\p{C}]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Uri();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.NonBacktracking)]
    private static partial Regex Stamp();
}
