using System.Text.Json;

namespace Traceability.Tests.Simulation.World;

/// <summary>A made plant as the three files of a plant folder.</summary>
internal sealed record PlantFolder(string Plant, IReadOnlyList<string> Scans, string Truth)
{
    // As in the public plants: one space a level, so that a diff of two plants reads well.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, IndentSize = 1 };

    public static PlantFolder Of(MadePlant made)
    {
        var plant = PlantPaper.Of(made.Floor).ToJsonString(Readable);
        var scans = made.Floor.Tape.Lines.ToList();
        using var paper = JsonDocument.Parse(plant);
        var refused = made.Floor.Picks.Where(p => p.Expected is not null).Select(p => $"{Tape.Text(p.Time)} {p.Station}");
        var links = new PlainRules(PlainRules.ItemsOf(paper.RootElement)).Links(ScanFacts.Of(paper.RootElement, scans, refused));
        return new PlantFolder(plant, scans, new Truth(made.Floor, links).Write().ToJsonString(Readable));
    }

    public static PlantFolder Read(string folder) => new(
        File.ReadAllText(Path.Combine(folder, "plant.json")), File.ReadAllLines(Path.Combine(folder, "scans.jsonl")), File.ReadAllText(Path.Combine(folder, "truth.json")));

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "plant.json"), Plant + "\n");
        File.WriteAllText(Path.Combine(folder, "scans.jsonl"), string.Join("\n", Scans) + "\n");
        File.WriteAllText(Path.Combine(folder, "truth.json"), Truth + "\n");
    }
}
