using System.Globalization;
using System.Text.Json;

namespace Traceability.Tests.Benchmarks;

/// <summary>
/// tests/bench.sh: each figure beside its yardstick of the same run and its aim, as lines and as JSON under artifacts/.
/// The exit code says whether every aim was met.
/// </summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<Task<IReadOnlyList<Figure>>>> Benchmarks = new(StringComparer.Ordinal)
    {
        ["gateway"] = Face.FaceBenchmark.RunAsync,
        ["identify"] = () => Task.FromResult(IdentifyBenchmark.Run()),
        ["journal"] = Journal.JournalBenchmark.RunAsync,
        ["replay"] = ReplayBenchmark.RunAsync,
        ["trace"] = Trace.TraceBenchmark.RunAsync,
    };

    public static async Task<int> Main(string[] names)
    {
        if (names is ["hardware"]) return await Hardware.Guest.RunAsync();
        if (names.Length == 0 || names.Any(n => !Benchmarks.ContainsKey(n)))
        {
            await Console.Error.WriteLineAsync($"tests/bench.sh NAME…: {string.Join(", ", Benchmarks.Keys)}");
            return 2;
        }
        var (met, missed) = (0, 0);
        foreach (var name in names)
        {
            var figures = await Benchmarks[name]();
            foreach (var figure in figures) Console.WriteLine(Line(figure));
            met += figures.Count(f => f.AimMet == true);
            missed += figures.Count(f => f.AimMet == false);
            var folder = Directory.CreateDirectory(Path.Combine(Architecture.Repository.Top, "artifacts")).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, $"bench-{name}.json"), JsonSerializer.Serialize(figures, Indented));
        }
        Console.WriteLine($"{met} aims met, {missed} missed");
        return missed == 0 ? 0 : 1;
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static string Line(Figure figure)
    {
        var aim = figure.AimMet switch { true => "met   ", false => "MISSED", null => "      " };
        var yardstick = figure.Yardstick is { } y ? $"   yardstick {Number(y)} {figure.YardstickName}" : "";
        var wanted = figure.Aim is { } a ? $"   aim {Number(a)}" : "";
        return $"{aim} {figure.Name}: {Number(figure.Value)} {figure.Unit}{wanted}{yardstick}";
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
}
