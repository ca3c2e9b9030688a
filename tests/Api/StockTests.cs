using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Genealogy;

namespace Traceability.Tests.Api;

/// <summary>What lies too long and what expires, with the orders that could use it; and the figures for whoever watches.</summary>
public sealed class StockTests
{
    private static readonly PlantModel Plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","timeZone":"Europe/Berlin","identityDomain":"https://plant.example",
         "items":[{"item":"A"},{"item":"B"},{"item":"P","tracking":"serial","components":[{"item":"A","quantityPer":1}]}],
         "parties":[{"party":"EAST","role":"customer"}],
         "locations":[{"location":"DOCK","kind":"dock"},{"location":"STORE","kind":"storage"},{"location":"LINE","kind":"line"}],
         "documents":{"workOrders":[{"id":"WO1","item":"P","quantity":2,"line":"LINE"},{"id":"WO2","item":"P","quantity":5,"line":"LINE"}],
                      "salesOrders":[{"id":"SO1","customer":"EAST","item":"B"},{"id":"SO2","customer":"EAST","item":"B"}]}}
        """u8);

    private const string Day = """
        feed A sequential per 1
        08:00 receive A/old 10 from SUP
        08:00 receive A/gone 10 from SUP
        08:00 receive B/new 10 from SUP
        08:01 move A/old 4 from DOCK to STORE
        08:02 load A/gone 2 run WO1
        08:03 make P#1..2 run WO1
        08:04 ship B/new 3 from DOCK to EAST order SO1
        """;

    private static readonly Dictionary<string, DateOnly> Expiries = new() { ["A/old"] = new(2026, 3, 20), ["A/gone"] = new(2026, 3, 1), ["B/new"] = new(2026, 6, 1) };

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored.Select(Dated));

    private static StoredEvent Dated(StoredEvent stored) => stored.Event.BizStep != Vocabulary.BizStep.Receiving ? stored : stored with
    {
        Event = stored.Event with { Trace = stored.Event.Trace! with { Lot = new TraceLot(Expiries.First(e => Scenario.Uri(e.Key) == stored.Event.QuantityList[0].EpcClass).Value, null, null, null, null) } },
    };

    [Theory]
    [InlineData("expiring?days=100", "A gone DOCK 10 -1 WO2, A old DOCK 6 18 WO2, A old STORE 4 18 WO2, B new DOCK 7 91 SO2")]
    [InlineData("expiring?days=18", "A gone DOCK 10 -1 WO2, A old DOCK 6 18 WO2, A old STORE 4 18 WO2")]
    [InlineData("expiring?days=0", "A gone DOCK 10 -1 WO2")]
    [InlineData("ageing?days=0", "A gone DOCK 10 -1 WO2, A old DOCK 6 18 WO2, A old STORE 4 18 WO2, B new DOCK 7 91 SO2")]
    [InlineData("ageing?days=1", "")]
    public async Task Lots_on_hand_are_listed_by_place_with_the_orders_that_want_them(string path, string expected)
    {
        await using var host = await StartAsync();
        var lots = (await host.GetAsync($"/api/v1/{path}&asOf=2026-03-02T20:00:00Z")).GetProperty("items").EnumerateArray().Select(Line).ToList();
        Assert.Equal(expected, string.Join(", ", lots));
    }

    [Fact]
    public async Task Days_are_the_plants_and_nonsense_is_refused()
    {
        await using var host = await StartAsync();
        // 23:30 UTC is the next day in Berlin.
        Assert.Equal(-2, (await host.GetAsync("/api/v1/expiring?asOf=2026-03-02T23:30:00Z")).GetProperty("items")[0].GetProperty("daysLeft").GetInt32());
        Assert.Equal("days", (await host.GetAsync("/api/v1/expiring?days=-1", 400)).GetProperty("field").GetString());
        var first = await host.GetAsync("/api/v1/ageing?days=0&perPage=1");
        Assert.Equal("1", first.GetProperty("nextPageToken").GetString());
    }

    [Fact]
    public async Task Figures_are_there_for_whoever_watches()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/api/v1/trace?id=A/gone");
        string text;
        do text = await host.TextAsync("/metrics"); while (!text.Contains("traceability_events ", StringComparison.Ordinal));
        var figures = text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ')).ToDictionary(l => l[0], l => double.Parse(l[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((8, 0, 8, 1, 0), (figures["traceability_commit"], figures["traceability_catch_up_lag_commits"], figures["traceability_events"], figures["traceability_questions_total"], figures["traceability_recalls_changed"]));
        Assert.InRange(figures["traceability_memory_bytes{of=\"facts\"}"], 1, double.MaxValue);
        Assert.Equal(2, figures["traceability_links"]);
    }

    private static string Line(JsonElement lot) => $"{lot.GetProperty("item")} {lot.GetProperty("lot")} {lot.GetProperty("location")} {lot.GetProperty("quantity")} {lot.GetProperty("daysLeft")} {string.Join('+', lot.GetProperty("orders").EnumerateArray().Select(o => o.GetProperty("id").GetString()))}";
}
