using System.Text.Json;

namespace Traceability.Tests.Simulation.World;

/// <summary>
/// The oracle of the made plants is itself held against somebody else's truth: pencil and paper over the public plants'
/// scans must give exactly their certain and possible sets.
/// </summary>
public sealed class PlainRulesTests
{
    [PlantFact]
    public void Northfield_by_pencil_and_paper_is_as_the_truth_says() => Assert.Empty(Differences("northfield"));

    [PlantFact]
    public void Northfield_week_by_pencil_and_paper_is_as_the_truth_says() => Assert.Empty(Differences("northfield-week"));

    private static List<string> Differences(string name)
    {
        var folder = PlantFolder.Read(Path.Combine(SharedPlants.Folder!, name));
        using var plant = JsonDocument.Parse(folder.Plant);
        using var truth = JsonDocument.Parse(folder.Truth);
        var refused = truth.RootElement.GetProperty("picks").EnumerateArray().Where(p => p.GetProperty("verdict").GetString() == "blocked")
            .Select(p => $"{p.GetProperty("t").GetString()} {p.GetProperty("station").GetString()}");
        var links = new PlainRules(PlainRules.ItemsOf(plant.RootElement)).Links(ScanFacts.Of(plant.RootElement, folder.Scans, refused));
        var differences = new List<string>();
        foreach (var lot in truth.RootElement.GetProperty("lots").EnumerateObject())
        {
            var reached = PlainRules.Forward(links, lot.Name);
            foreach (var (word, isSure) in new[] { ("certain", true), ("possible", false) })
            {
                var wanted = new[] { "units", "intermediateLots" }.SelectMany(n => lot.Value.GetProperty(n).GetProperty(word).EnumerateArray()).Select(e => e.GetString()!).ToHashSet();
                var found = reached.Where(r => r.Value == isSure).Select(r => r.Key[(r.Key.IndexOf('/', StringComparison.Ordinal) + 1)..]).ToHashSet();
                if (!wanted.SetEquals(found)) differences.Add($"{lot.Name} {word}: missing [{string.Join(", ", wanted.Except(found))}], too much [{string.Join(", ", found.Except(wanted))}]");
            }
        }
        return differences;
    }
}
