using System.Globalization;
using Traceability.Gs1;

namespace Traceability.Tests.Genealogy.Table;

/// <summary>A thing of a line and how much of it; Stated is false where the line says nothing of the quantity.</summary>
internal readonly record struct Part(string Name, decimal? Quantity, bool Stated);

/// <summary>The short names of the tables and the identities they stand for; nothing here asks the engine.</summary>
internal static class Names
{
    public const string Domain = "https://plant.example";

    public static string Uri(string name) => name.IndexOfAny(['/', '#']) switch
    {
        _ when name[0] == '[' => MaterialId.Container(name[1..^1].PadLeft(18, '0')).Uri,
        var i and >= 0 => $"{Domain}/item/{name[..i]}/{(name[i] == '/' ? "lot" : "serial")}/{name[(i + 1)..]}",
        _ => $"{Domain}/item/{name}",
    };

    public static string Place(string code) => $"{Domain}/location/{code}";

    /// <summary>The short name of an identity or place; a plant's code or a foreign identity stays as it is.</summary>
    public static string Short(string uri)
    {
        var (container, place, item) = (MaterialId.Container("").Uri, Place(""), $"{Domain}/item/");
        if (uri.StartsWith(container, StringComparison.Ordinal)) return $"[{uri[container.Length..].TrimStart('0')}]";
        if (uri.StartsWith(place, StringComparison.Ordinal)) return uri[place.Length..];
        if (!uri.StartsWith(item, StringComparison.Ordinal)) return uri;
        return uri[item.Length..].Replace("/lot/", "/", StringComparison.Ordinal).Replace("/serial/", "#", StringComparison.Ordinal);
    }

    /// <summary><c>P#1..3</c> are three units; any other name is itself.</summary>
    public static IEnumerable<string> Expand(string name)
    {
        var dots = name.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0) return [name];
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        var from = int.Parse(name[(hash + 1)..dots], CultureInfo.InvariantCulture);
        return Enumerable.Range(from, int.Parse(name[(dots + 2)..], CultureInfo.InvariantCulture) - from + 1).Select(n => $"{name[..hash]}#{n}");
    }

    public static bool IsLot(string name) => name.Contains('/', StringComparison.Ordinal);

    /// <summary>A lot, or an item whose lot nobody recorded: what is counted by quantity.</summary>
    public static bool IsByQuantity(string name) => name[0] != '[' && !name.Contains('#', StringComparison.Ordinal);

    public static DateTimeOffset Time(string clock) => DateTimeOffset.Parse($"2026-03-02T{clock}Z", CultureInfo.InvariantCulture);

    public static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Reads <c>A/1 10</c>, <c>A/1=10</c>, <c>A/1=?</c> (unknown), <c>A/1</c> (not stated) and <c>P#1..3</c>.</summary>
    public static List<Part> Parts(IEnumerable<string> words)
    {
        var parts = new List<Part>();
        foreach (var word in words)
        {
            if (decimal.TryParse(word, CultureInfo.InvariantCulture, out var quantity)) parts[^1] = new Part(parts[^1].Name, quantity, true);
            else if (word.Split('=') is [var name, var figure]) parts.Add(new Part(name, figure == "?" ? null : Number(figure), true));
            else parts.AddRange(Expand(word).Select(n => new Part(n, null, false)));
        }
        return parts;
    }
}
