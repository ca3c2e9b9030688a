using System.Text.Json;
using Traceability.Plant;
using Traceability.Tests.Api;

namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Records are missing, and the answer says so: numbers of a gateway that never arrived, a gateway that fell silent while the
/// others went on, a clock nobody vouches for, a draw without its lot. The balance shows the hole and offers the gateway as its cause.
/// </summary>
public sealed class S17_silent_gateway
{
    private static readonly PlantModel OneGateway = Stations("""{"id":"line","gateway":"g2","kind":"consume","location":"LINE"}""");
    private static readonly PlantModel TwoGateways = Stations(
        """{"id":"line","gateway":"g2","kind":"consume","location":"LINE"},{"id":"dock","gateway":"g1","kind":"receiving","location":"DOCK"}""");

    // The transfer to the line and a look at the hopper, numbers 2 and 3, were lost with a broken disk.
    private const string WithGap = """
        feed CAP sequential per 1
        08:00 receive CAP/1 10 at DOCK by g2
        lost g2 2
        08:10 load CAP/1 10 run 1 by g2
        08:20 make P#1..3 run 1 by g2
        """;

    [Fact]
    public void Missing_numbers_leave_the_trace_as_it_is_and_a_gap_in_the_balance() => Scenario.Of(WithGap)
        .Expect("forward CAP/1", "confirmed: P#1..3")
        .ExpectBalance("CAP/1", "received 10 used 3 inProcess 7 onHand 10 gap -10");

    [Fact]
    public async Task Missing_numbers_are_part_of_the_answer_and_a_candidate_for_the_gap()
    {
        await using var host = await ApiHost.StartAsync(OneGateway, Scenario.Of(WithGap, OneGateway).Stored);
        host.Store.Missing.AddRange([2, 3]);
        var completeness = (await host.GetAsync("/api/v1/trace?id=CAP/1")).GetProperty("completeness");
        Assert.False(completeness.GetProperty("complete").GetBoolean());
        var gateway = Assert.Single(completeness.GetProperty("gateways").EnumerateArray());
        Assert.Equal(("g2", "2026-03-02T08:20:20.000Z"), (gateway.GetProperty("gateway").GetString(), gateway.GetProperty("lastSeen").GetString()));
        Assert.Equal([2, 3], gateway.GetProperty("missing").EnumerateArray().Select(n => n.GetInt64()));
        Assert.Contains("Gateway g2 lacks 2 records, the first is number 2", Texts(completeness.GetProperty("warnings")));
        var balance = await host.GetAsync("/api/v1/balance?id=CAP/1");
        Assert.Equal(-10, balance.GetProperty("gap").GetDecimal());
        Assert.Contains("Gateway g2 lacks 2 records, the first is number 2", Texts(balance.GetProperty("candidates")));
    }

    [Fact]
    public async Task When_the_missing_records_arrive_nothing_is_missing_and_the_gap_is_closed()
    {
        var whole = WithGap.Replace("lost g2 2", "08:05 move CAP/1 10 from DOCK to LINE by g2\n08:06 move NUT/1 1 from DOCK to LINE by g2", StringComparison.Ordinal);
        await using var host = await ApiHost.StartAsync(OneGateway, Scenario.Of(whole, OneGateway).Stored);
        var completeness = (await host.GetAsync("/api/v1/trace?id=CAP/1")).GetProperty("completeness");
        Assert.Empty(Assert.Single(completeness.GetProperty("gateways").EnumerateArray()).GetProperty("missing").EnumerateArray());
        Assert.DoesNotContain(Texts(completeness.GetProperty("warnings")), w => w.Contains("lacks", StringComparison.Ordinal));
        Assert.Equal(0, (await host.GetAsync("/api/v1/balance?id=CAP/1")).GetProperty("gap").GetDecimal());
    }

    [Fact]
    public async Task A_gateway_that_fell_silent_while_others_went_on_is_named_with_the_time()
    {
        var completeness = await CompletenessAsync("""
            08:00 receive CAP/1 10 at DOCK by g1
            09:40 make P#1 run 1 by g2
            12:00 receive CAP/2 10 at DOCK by g1
            """);
        var warnings = Texts(completeness.GetProperty("warnings"));
        Assert.False(completeness.GetProperty("complete").GetBoolean());
        Assert.Contains(warnings, w => w.Contains("g2 silent since 09:40", StringComparison.Ordinal));
        Assert.DoesNotContain(warnings, w => w.Contains("never heard", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gateway_that_was_never_heard_is_named() =>
        Assert.Contains("Gateway g2 was never heard", await WarningsAsync("08:00 receive CAP/1 10 at DOCK by g1"));

    [Fact]
    public async Task A_clock_that_nobody_vouches_for_is_named() => Assert.Contains(await WarningsAsync("""
        08:00 receive CAP/1 10 at DOCK by g1
        08:10 make P#1 run 1 by g2 unsynced
        """), w => w.Contains("g2", StringComparison.Ordinal) && w.Contains("clock", StringComparison.Ordinal));

    [Fact]
    public async Task An_event_without_its_lot_is_named() => Assert.Contains(await WarningsAsync("""
        feed CAP sequential per 1
        08:00 receive CAP/1 10 at DOCK by g1
        08:10 load CAP 5 run 1 by g2
        08:11 make P#1 run 1 by g2
        """), w => w.Contains("without lot", StringComparison.Ordinal));

    private static async Task<List<string>> WarningsAsync(string table) => Texts((await CompletenessAsync(table)).GetProperty("warnings"));

    private static async Task<JsonElement> CompletenessAsync(string table)
    {
        await using var host = await ApiHost.StartAsync(TwoGateways, Scenario.Of(table, TwoGateways).Stored);
        return (await host.GetAsync("/api/v1/trace?id=CAP/1")).GetProperty("completeness");
    }

    private static List<string> Texts(JsonElement list) => list.EnumerateArray().Select(t => t.GetString()!).ToList();

    private static PlantModel Stations(string stations) => PlantFile.Read(System.Text.Encoding.UTF8.GetBytes($$"""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example",
         "items":[{"item":"CAP"},{"item":"NUT"},{"item":"P","tracking":"serial"}],
         "locations":[{"location":"DOCK","kind":"dock"},{"location":"LINE","kind":"line"}],"stations":[{{stations}}]}
        """));
}
