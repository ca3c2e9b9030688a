using System.Text.Json;
using Traceability.Plant;
using Traceability.Tests.Genealogy;

namespace Traceability.Tests.Api;

/// <summary>Who is silent and who only has nothing to say; and what is offered as the cause of a gap (scenario S17 has the rest).</summary>
public sealed class CompletenessTests
{
    private static readonly PlantModel Plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example","items":[{"item":"A"},{"item":"W","tracking":"none"}],
         "locations":[{"location":"DOCK","kind":"dock"},{"location":"STORE","kind":"storage"}]}
        """u8);

    // Without a word in between the time of the gateway that spoke last is what the others are measured by.
    [Theory]
    [InlineData("08:10 receive A/2 1 by g1", "", true)]
    [InlineData("08:20 receive A/2 1 by g1", "Gateway g2 silent since 08:01 UTC", false)]
    [InlineData("08:20 receive A/2 1 by g1\n08:30 receive A/3 1 by g2", "", true)]
    [InlineData("08:20 receive W 1 by g2", "Gateway g1 silent since 08:00 UTC", false)]
    public async Task A_gateway_is_silent_when_others_went_on_for_a_quarter_of_an_hour(string more, string warnings, bool complete)
    {
        var completeness = await AskAsync("08:00 receive A/1 5 by g1\n08:01 receive A/9 5 by g2\n" + more, "");
        Assert.Equal((warnings, complete), (string.Join("; ", Texts(completeness, "warnings")), completeness.GetProperty("complete").GetBoolean()));
    }

    [Fact]
    public async Task What_was_heard_later_proves_that_nothing_before_is_missing()
    {
        const string Day = "08:00 receive A/1 5 by g1\n08:01 receive A/9 5 by g2\n09:00 receive A/2 1 by g1\n10:00 receive A/3 1 by g2";
        var earlier = await AskAsync(Day, "&asOf=2026-03-02T09:30:00Z");
        Assert.True(earlier.GetProperty("complete").GetBoolean());
        Assert.Equal(["08:01", "09:00"], earlier.GetProperty("gateways").EnumerateArray().Select(g => g.GetProperty("lastSeen").GetString()![11..16]).Order());
        // As it was known then, it was silent.
        Assert.Contains("Gateway g2 silent since 08:01 UTC", Texts(await AskAsync(Day, "&knownAt=3"), "warnings"));
    }

    [Fact]
    public async Task A_count_that_differs_is_a_candidate_with_its_event()
    {
        var stored = Scenario.Of("08:00 receive A/1 10 at STORE\n09:00 count STORE A/1=8", Plant).Stored;
        await using var host = await ApiHost.StartAsync(Plant, stored);
        var balance = await host.GetAsync("/api/v1/balance?id=A/1");
        Assert.Equal(2, balance.GetProperty("lost").GetInt32());
        Assert.Equal([$"Counted at STORE in event {stored[1].Event.EventId}"], Texts(balance, "candidates"));
    }

    private static async Task<JsonElement> AskAsync(string table, string cut)
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(table, Plant).Stored);
        return (await host.GetAsync("/api/v1/trace?id=A/1" + cut)).GetProperty("completeness");
    }

    private static List<string> Texts(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().Select(t => t.GetString()!).ToList();
}
