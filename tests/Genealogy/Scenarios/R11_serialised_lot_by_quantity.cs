using Traceability.Plant;
using Traceability.Tests.Api;

namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Rule 11 of trace.md: boards have serials and a lot, but somebody takes "two of the lot". Which two is not known, so what any
/// board born by then holds is possible in what was built or shipped, and never more than possible.
/// </summary>
public sealed class R11_serialised_lot_by_quantity
{
    private const string Day = """
        feed BOARD sequential per 1
        08:00 make BOARD#1 of CHIP/9=1 lot B7
        08:01 make BOARD#2 of CHIP/1=1 lot B7
        08:02 make BOARD#3 of CHIP/1=1 lot B7
        08:10 load BOARD/B7 2 run 1
        08:20 make P#1..2 run 1
        08:30 ship P#1 to EAST
        08:31 ship BOARD/B7 1 from LINE to WEST
        08:40 make BOARD#4 of CHIP/8=1 lot B7
        """;

    [Fact]
    public void What_a_unit_of_the_lot_holds_is_possible_in_what_was_made_of_the_lot() => Scenario.Of(Day)
        .Expect("forward CHIP/9", "confirmed: BOARD#1\npossible: P#1..2")
        .Expect("forward CHIP/1", "confirmed: BOARD#2..3\npossible: P#1..2")
        .Expect("forward CHIP/8", "confirmed: BOARD#4")
        .Expect("forward BOARD#1", "possible: P#1..2")
        .Expect("forward BOARD#4", "")
        .Expect("forward BOARD/B7", "confirmed: P#1..2")
        .Expect("backward P#1", "confirmed: BOARD/B7\npossible: BOARD#1..3 CHIP/1 CHIP/9");

    [Fact]
    public async Task A_shipment_by_quantity_is_possible_too()
    {
        var plant = PlantFile.Read("""
            {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example",
             "items":[{"item":"CHIP"},{"item":"BOARD","tracking":"serial"},{"item":"P","tracking":"serial"}]}
            """u8);
        await using var host = await ApiHost.StartAsync(plant, Scenario.Of(Day, plant).Stored);
        var shipments = (await host.GetAsync("/api/v1/trace?id=CHIP/9")).GetProperty("shipments").EnumerateArray();
        var west = Assert.Single(shipments, s => s.GetProperty("customer").GetString() == "WEST");
        var quantity = Assert.Single(west.GetProperty("quantities").EnumerateArray());
        Assert.Equal(Scenario.Uri("BOARD/B7"), quantity.GetProperty("id").GetString());
        Assert.Equal((1, "possible"), (quantity.GetProperty("quantity").GetInt32(), quantity.GetProperty("class").GetString()));
    }
}
