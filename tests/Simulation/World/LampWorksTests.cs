using Traceability.Tests.Architecture;

namespace Traceability.Tests.Simulation.World;

/// <summary>The shipped plant: its truth holds, it shows every mistake its README tells of, and it is what its blueprint makes.</summary>
public sealed class LampWorksTests
{
    private static readonly string Here = Path.Combine(Repository.Top, LampWorks.Folder);

    [Fact]
    public void Every_answer_is_as_the_shipped_truth_says()
    {
        var shipped = PlantFolder.Read(Here);
        Assert.Empty(TruthComparison.OfPlayed(shipped.Plant, shipped.Scans, shipped.Truth));
    }

    /// <summary>With TRACEABILITY_WRITE_LAMP_WORKS=1 the files are written anew, for when the blueprint was changed on purpose.</summary>
    [Fact]
    public void The_shipped_files_are_what_the_blueprint_makes()
    {
        var made = PlantFolder.Of(MadePlant.Of(LampWorks.Plan()));
        if (Environment.GetEnvironmentVariable("TRACEABILITY_WRITE_LAMP_WORKS") == "1") made.Write(Here);
        var shipped = PlantFolder.Read(Here);
        Assert.Equal(made.Scans, shipped.Scans);
        Assert.Equal(made.Plant, shipped.Plant.TrimEnd('\n'));
        Assert.Equal(made.Truth, shipped.Truth.TrimEnd('\n'));
    }

    [Fact]
    public void Every_mistake_that_the_readme_tells_of_is_in_it()
    {
        var floor = MadePlant.Of(LampWorks.Plan()).Floor;
        var scans = floor.Tape.Lines.ToList();
        Assert.NotEmpty(floor.Rejected);
        Assert.Contains(floor.Picks, p => p.Expected is not null && p.Lot.Item.IsFefo);
        Assert.Contains(floor.Picks, p => p.Expected is not null && !p.Lot.Item.IsFefo);
        Assert.Contains(scans, s => s.Contains("pick-", StringComparison.Ordinal) && s.Contains("\"data\": \"Q", StringComparison.Ordinal));
        Assert.Contains(scans, s => s.Contains("store-1", StringComparison.Ordinal) && s.Contains("\"data\": \"Q", StringComparison.Ordinal));
        Assert.Contains(floor.Units, u => u.Shipment is null);
        Assert.Contains(floor.Units.GroupBy(u => u.WorkOrder), order => order.SelectMany(u => u.MadeOf).Where(m => m.Item.Code == "HEAD").Distinct().Skip(1).Any());
        Assert.Contains(floor.Lots, l => floor.OnLines(l).Any(x => x.IsMounted));
        Assert.Contains(scans, s => s.Contains("\"rssi\": -8", StringComparison.Ordinal));
        var plant = PlantFolder.Of(MadePlant.Of(LampWorks.Plan())).Plant;
        Assert.All(["serial", "keyboard", "tcp", "llrp"], driver => Assert.Contains($"\"driver\": \"{driver}\"", plant));
    }
}
