using System.Text.Json;

namespace Traceability.Tests.Conformance;

/// <summary>
/// Published test cases. They lie outside the project: in the folder that TRACEABILITY_VECTORS names, else in ../shared/data beside it.
/// </summary>
internal static class Vectors
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("TRACEABILITY_VECTORS") is { Length: > 0 } named
        ? named : Path.Combine(Top(), "..", "shared", "data");

    public static string? Missing(string folder) =>
        Directory.Exists(Path.Combine(Root, folder)) ? null : $"No test cases: {Path.Combine(Root, folder)} is not there (set TRACEABILITY_VECTORS).";

    public static IEnumerable<JsonElement> Lines(string folder, string file)
    {
        var path = Path.Combine(Root, folder, file);
        if (!File.Exists(path)) yield break;
        foreach (var line in File.ReadLines(path))
            if (line.Length > 0) yield return JsonDocument.Parse(line).RootElement;
    }

    public static string? Text(this JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Is(this JsonElement line, string name) => line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A setting of the original test, "" where it was not set.</summary>
    public static string Setting(this JsonElement line, string name) =>
        line.TryGetProperty("settings", out var all) && all.ValueKind == JsonValueKind.Object ? all.Text(name) ?? "" : "";

    private static string Top()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Traceability.sln"))) return folder.FullName;
        return Directory.GetCurrentDirectory();
    }
}

/// <summary>A test that needs a folder of published cases; without it, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute(string folder) => Skip = Vectors.Missing(folder);
}
