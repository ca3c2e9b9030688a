using System.Globalization;
using System.Text.Json;

namespace Traceability.Plant;

/// <summary>Typed access to one object of plant.json that collects faults instead of stopping at the first.</summary>
internal sealed class PlantNode(JsonLine json, string name, List<PlantProblem> problems)
{
    public int Line => json.Line;
    public JsonTokenType Kind => json.Kind;
    public IEnumerable<string> Names => json.Members.Keys;

    public void Fault(string member, string text) =>
        problems.Add(new PlantProblem(json.Members.TryGetValue(member, out var at) ? at.Line : json.Line, member.Length == 0 ? name : member, text));

    public PlantNode? Member(string member) => json.Members.TryGetValue(member, out var value) ? new PlantNode(value, member, problems) : null;

    public string? Text(string member)
    {
        if (!json.Members.TryGetValue(member, out var value) || value.Kind == JsonTokenType.Null) return null;
        if (value.Kind == JsonTokenType.String) return value.Text;
        Fault(member, "must be text");
        return null;
    }

    public string Required(string member)
    {
        var text = Text(member);
        if (!string.IsNullOrWhiteSpace(text)) return text;
        if (!json.Members.TryGetValue(member, out var value) || value.Kind == JsonTokenType.String) Fault(member, "is missing");
        return "";
    }

    public decimal? Number(string member)
    {
        if (!json.Members.TryGetValue(member, out var value) || value.Kind == JsonTokenType.Null) return null;
        if (value.Kind == JsonTokenType.Number && value.Text.Length <= 20
            && decimal.TryParse(value.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return number;
        Fault(member, "must be a number that is not negative");
        return null;
    }

    public int? Days(string member)
    {
        if (Number(member) is not { } number) return null;
        if (number == decimal.Truncate(number) && number <= 100_000) return (int)number;
        Fault(member, "must be a whole number up to 100,000");
        return null;
    }

    /// <summary>A whole number between the two, of which either may be negative; the third where it is not given.</summary>
    public int Between(string member, int least, int most, int otherwise)
    {
        if (!json.Members.TryGetValue(member, out var value) || value.Kind == JsonTokenType.Null) return otherwise;
        if (Whole(value) is { } number && number >= least && number <= most) return number;
        Fault(member, $"must be a whole number from {least} to {most}");
        return otherwise;
    }

    /// <summary>A list of different whole numbers between the two.</summary>
    public IReadOnlyList<int> Numbers(string member, int least, int most)
    {
        if (!json.Members.TryGetValue(member, out var value)) return [];
        var numbers = value.Kind == JsonTokenType.StartArray ? value.Entries.ConvertAll(Whole) : [null];
        if (numbers.TrueForAll(n => n >= least && n <= most) && numbers.Distinct().Count() == numbers.Count) return numbers.ConvertAll(n => n!.Value);
        Fault(member, $"must be a list of different whole numbers from {least} to {most}");
        return [];
    }

    // A fraction of nothing but zeros is still whole.
    private static int? Whole(JsonLine value) =>
        value.Kind == JsonTokenType.Number && int.TryParse(value.Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    public bool Flag(string member, bool otherwise = false)
    {
        if (!json.Members.TryGetValue(member, out var value)) return otherwise;
        if (value.Kind is not (JsonTokenType.True or JsonTokenType.False)) Fault(member, "must be true or false");
        return value.Kind == JsonTokenType.True;
    }

    public T Choice<T>(string member, T otherwise, bool required = false) where T : struct, Enum
    {
        var text = required ? Required(member) : Text(member);
        if (string.IsNullOrEmpty(text)) return otherwise;
        foreach (var choice in Enum.GetValues<T>())
            if (string.Equals(choice.ToString(), text, StringComparison.OrdinalIgnoreCase)) return choice;
        Fault(member, $"is '{text}', known are: {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        return otherwise;
    }

    /// <summary>exact, hour(s), day(s), or a number of hours written as <c>"4h"</c>.</summary>
    public TimeSpan Window(string member)
    {
        switch (Text(member))
        {
            case null or "exact": return TimeSpan.Zero;
            case "hour" or "hours": return TimeSpan.FromHours(1);
            case "day" or "days": return TimeSpan.FromDays(1);
            case var text when text.EndsWith('h') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var hours):
                return TimeSpan.FromHours(hours);
            case var text:
                Fault(member, $"is '{text}', known are: exact, hours, day, or a number of hours such as 4h");
                return TimeSpan.Zero;
        }
    }

    /// <summary>A code that must stand in the table; null where it is not given.</summary>
    public string? Known<T>(string member, IReadOnlyDictionary<string, T> table, bool required = false)
    {
        var code = required ? Required(member) : Text(member);
        if (!string.IsNullOrEmpty(code) && !table.ContainsKey(code)) Fault(member, $"'{code}' is not known in this plant");
        return code;
    }

    public IReadOnlyList<string> Strings(string member)
    {
        if (!json.Members.TryGetValue(member, out var value)) return [];
        if (value.Kind == JsonTokenType.StartArray && value.Entries.All(e => e.Kind == JsonTokenType.String)) return value.Entries.ConvertAll(e => e.Text);
        Fault(member, "must be a list of texts");
        return [];
    }

    public IReadOnlyList<PlantNode> List(string member)
    {
        if (!json.Members.TryGetValue(member, out var value)) return [];
        if (value.Kind == JsonTokenType.StartArray && value.Entries.All(e => e.Kind == JsonTokenType.StartObject))
            return value.Entries.ConvertAll(e => new PlantNode(e, member, problems));
        Fault(member, "must be a list of objects");
        return [];
    }
}
