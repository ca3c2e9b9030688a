using System.Text.Json;
using Traceability.Plant;
using Traceability.Tests.Api;

namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Two suppliers print lot 77 on their caps. The gateway notices at the second receipt, gives that delivery a lot number of our
/// own (label printed) and keeps the text as an alias. A third thing, a seal, is of lot 77 too: another item, another lot.
/// Who later asks for the supplier's lot 77 must be shown all of them, and nothing of one in the answer of another.
/// </summary>
public sealed class S02_same_lot_text
{
    private const string Day = """
        feed CAP sequential per 1
        feed SEAL sequential per 1
        08:00 receive CAP/77 5 from ALPHA supplierLot 77
        08:01 receive CAP/N001 5 from BETA supplierLot 77
        08:02 receive SEAL/77 5 from BETA
        08:05 move CAP/77 3 from DOCK to LINE
        08:06 load CAP/77 3 run 1
        08:07 make PUMP#1..3 run 1
        08:10 move CAP/N001 5 from DOCK to LINE
        08:11 load CAP/N001 5 run 2
        08:12 make PUMP#4..5 run 2
        08:20 ship PUMP#1 PUMP#4 to EAST
        08:21 ship PUMP#5 to WEST
        """;

    private static readonly PlantModel Plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example",
         "items":[{"item":"CAP"},{"item":"SEAL"},{"item":"PUMP","tracking":"serial"}]}
        """u8);

    [Fact]
    public void Each_delivery_has_its_own_pumps_customers_and_balance() => Scenario.Of(Day)
        .Expect("forward CAP/77", "confirmed: PUMP#1..3")
        .Expect("forward CAP/N001", "confirmed: PUMP#4..5")
        .Expect("forward SEAL/77", "")
        .Expect("backward PUMP#3", "confirmed: CAP/77")
        .Expect("backward PUMP#4", "confirmed: CAP/N001")
        .ExpectCustomers("CAP/77", "EAST: PUMP#1")
        .ExpectCustomers("CAP/N001", "EAST: PUMP#4\nWEST: PUMP#5")
        .ExpectCustomers("SEAL/77", "")
        .ExpectBalance("CAP/77", "received 5 used 3 onHand 2")
        .ExpectBalance("CAP/N001", "received 5 used 2 inProcess 3")
        .ExpectBalance("SEAL/77", "received 5 onHand 5");

    [Fact]
    public void The_same_text_from_the_same_supplier_again_is_more_of_the_same_lot() => Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/77 5 from ALPHA
        09:00 receive CAP/77 4 from ALPHA
        09:05 move CAP/77 9 from DOCK to LINE
        09:06 load CAP/77 9 run 1
        09:07 make PUMP#1..2 run 1
        """)
        .Expect("forward CAP/77", "confirmed: PUMP#1..2")
        .ExpectBalance("CAP/77", "received 9 used 2 inProcess 7");

    [Fact]
    public async Task The_suppliers_lot_is_an_entry_point_and_means_every_lot_that_carries_it()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored);
        string[] all = ["CAP/77", "CAP/N001", "SEAL/77"];
        var found = (await host.GetAsync("/api/v1/search?q=77")).GetProperty("items").EnumerateArray();
        Assert.Equal(all.Select(Scenario.Uri), found.Where(f => !f.GetProperty("nearMiss").GetBoolean()).Select(Id).Order(StringComparer.Ordinal));
        var problem = await host.GetAsync("/api/v1/trace?id=77", 300);
        Assert.Equal(all.Select(Scenario.Uri), problem.GetProperty("candidates").EnumerateArray().Select(Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_own_lot_says_whose_text_it_carries()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored);
        var own = await host.GetAsync("/api/v1/lots?id=CAP/N001");
        Assert.Equal("BETA", own.GetProperty("supplier").GetString());
        Assert.Equal(["77"], own.GetProperty("aliases").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal("ALPHA", (await host.GetAsync("/api/v1/lots?id=CAP/77")).GetProperty("supplier").GetString());
    }

    private static string Id(JsonElement json) => json.GetProperty("id").GetString()!;
}
