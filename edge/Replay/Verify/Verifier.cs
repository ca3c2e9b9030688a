using System.Text.Json;

namespace Traceability.Edge.Replay;

/// <summary>
/// Compares a plant's truth.json with what the cloud answers over its API: one line a kind of question, the differences
/// below it. Every question of the truth is asked; an answer that cannot be had is a difference.
/// </summary>
public sealed class Verifier(HttpClient http, TextWriter say)
{
    private const int DifferencesShown = 10;
    private readonly List<Check> _checks = [];

    /// <returns>Whether everything is as the truth says.</returns>
    public async Task<bool> RunAsync(string truthFile, CancellationToken stop)
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(truthFile, stop));
        var truth = document.RootElement;
        await LotChecks.RunAsync(this, truth, stop);
        await UnitChecks.RunAsync(this, truth, stop);
        await FloorChecks.RunAsync(this, truth, stop);
        foreach (var check in _checks)
        {
            await say.WriteLineAsync($"{(check.Differences.Count == 0 ? "as the truth" : "DIFFERENT   ")}  {check.Name}: {check.Asked - check.Differences.Count} of {check.Asked}");
            foreach (var difference in check.Differences.Take(DifferencesShown)) await say.WriteLineAsync($"    {difference}");
            if (check.Differences.Count > DifferencesShown) await say.WriteLineAsync($"    and {check.Differences.Count - DifferencesShown} more");
        }
        // A truth without questions proves nothing.
        return _checks.Count > 0 && _checks.Sum(c => c.Asked) > 0 && _checks.All(c => c.Differences.Count == 0);
    }

    internal Check Ask(string name)
    {
        var check = _checks.FirstOrDefault(c => c.Name == name);
        if (check is null) _checks.Add(check = new Check(name));
        return check;
    }

    /// <summary>The answer as JSON; for a refusal an empty object, and the difference says it.</summary>
    internal async Task<JsonElement> GetAsync(string path, CancellationToken stop)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        if (!response.IsSuccessStatusCode)
        {
            Ask("questions answered").Differ($"{path}: {(int)response.StatusCode} {text}");
            return JsonDocument.Parse("{}").RootElement;
        }
        Ask("questions answered").Equal("", "", "");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>All items of a list, page by page.</summary>
    internal async Task<List<JsonElement>> ListAsync(string path, CancellationToken stop)
    {
        var items = new List<JsonElement>();
        string? token = null;
        do
        {
            var page = await GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}perPage=500{(token is null ? "" : $"&nextPageToken={Uri.EscapeDataString(token)}")}", stop);
            items.AddRange(Json.Items(page, "items"));
            token = Json.Text(page, "nextPageToken");
        }
        while (token is not null);
        return items;
    }
}

/// <summary>One kind of question: how often asked, and where the answer differed.</summary>
internal sealed class Check(string name)
{
    public string Name { get; } = name;
    public int Asked { get; private set; }
    public List<string> Differences { get; } = [];

    public void Differ(string difference)
    {
        Asked++;
        Differences.Add(difference);
    }

    public void Equal(string of, string? expected, string? actual)
    {
        Asked++;
        if (expected != actual) Differences.Add($"{of}: expected {expected ?? "nothing"}, answered {actual ?? "nothing"}");
    }

    public void Same(string of, IEnumerable<string> expected, IEnumerable<string> actual, bool eachIsAQuestion = false)
    {
        Asked += eachIsAQuestion ? expected.Count() : 1;
        var (missing, extra) = (expected.Except(actual, StringComparer.Ordinal).ToList(), actual.Except(expected, StringComparer.Ordinal).ToList());
        if (missing.Count + extra.Count > 0) Differences.Add($"{of}: missing [{Few(missing)}], too many [{Few(extra)}]");
    }

    public void Contains(string of, IEnumerable<string> actual, IEnumerable<string> expected)
    {
        Asked++;
        var missing = expected.Except(actual, StringComparer.Ordinal).ToList();
        if (missing.Count > 0) Differences.Add($"{of}: missing [{Few(missing)}]");
    }

    private static string Few(List<string> values) => string.Join(" ", values.Take(8)) + (values.Count > 8 ? $" and {values.Count - 8} more" : "");
}

/// <summary>Lenient reading of answers and truths: what is not there is null or empty, and shows as a difference.</summary>
internal static class Json
{
    public static string? Text(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json)) return null;
        return json.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => json.GetString(), JsonValueKind.Number => Number(json), _ => json.GetRawText() };
    }

    public static IEnumerable<JsonElement> Items(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json)) return [];
        return json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().ToList() : [];
    }

    public static IEnumerable<string> Texts(JsonElement json, params ReadOnlySpan<string> path) => Items(json, path).Select(e => e.ToString());

    // 36 and 36.0 are one quantity.
    private static string Number(JsonElement json) => json.TryGetDecimal(out var number) ? number.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture) : json.GetRawText();
}
