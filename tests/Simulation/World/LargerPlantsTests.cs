namespace Traceability.Tests.Simulation.World;

/// <summary>What larger plants do that the public ones are too small for.</summary>
public sealed class LargerPlantsTests
{
    // Seventy pieces at half a minute each: nobody scans anything at the line's entrance for longer than a scanner's order lasts idle.
    [Fact]
    public void A_carton_that_lasts_longer_than_idle_time_does_not_end_the_lines_order()
    {
        var small = LampWorks.Plan();
        var large = small with
        {
            Items = small.Items.Select(i => i.IsFinal ? i with { OrderSize = 150, OrdersPerDay = 1 } : i.Uom == "EA" ? i with { LotSize = 70, OrderSize = 160 } : i with { LotSize = 6 }).ToList(),
            SecondsPerEntry = 1500,
        };
        var made = PlantFolder.Of(MadePlant.Of(large));
        Assert.Empty(TruthComparison.OfPlayed(made.Plant, made.Scans, made.Truth));
    }

    // Heads of one lot go to both lines; what is used up on the one must not hide that the rest lies on the other.
    [Fact]
    public void A_lot_used_up_on_one_line_goes_back_from_the_other_without_a_question()
    {
        var small = LampWorks.Plan();
        var second = new ItemPlan("SPOT", 91, "Spot light") { Line = "SPOTS", OrderSize = 13, OrdersPerDay = 3, Parts = [new("HEAD", 1)] };
        var twoLines = small with
        {
            Items = [.. small.Items.Select(i => i.Code == "HEAD" ? i with { LotSize = 20 } : i), second],
            Mishaps = small.Mishaps with { GoesBack = 1 },
        };
        var made = PlantFolder.Of(MadePlant.Of(twoLines));
        Assert.Empty(TruthComparison.OfPlayed(made.Plant, made.Scans, made.Truth));
    }
}
