using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Traceability.Cloud.Drills;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Genealogy;
using Traceability.Tests.Simulation;

namespace Traceability.Tests.Api;

/// <summary>Drills over HTTP: the public plant answers all five questions for every lot, and a hole in the records is said in words.</summary>
public sealed class DrillTests
{
    private static readonly PlantModel Plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example","items":[{"item":"A"},{"item":"P","tracking":"serial"}]}
        """u8);

    private const string Day = """
        feed A sequential per 1
        08:00 receive A/L1 3 from SUP
        08:00 receive A/L2 9 from SUP
        08:02 load A/L1 3 run WO1 at LINE
        08:03 make P#1..3 run WO1
        08:06 pack [11] P#1 P#2
        08:08 ship [11] to EAST order SO1
        """;

    [PlantFact]
    public async Task Northfield_every_received_lot_answers_all_five_questions_as_the_truth_says()
    {
        var folder = Path.Combine(SharedPlants.Folder!, "northfield");
        using var play = PlantPlay.Of(folder);
        using var truth = SharedPlants.Truth(folder);
        await using var host = await ApiHost.StartAsync(play.Plant, play.Events);
        var all = await RunAsync(host, new { all = true });
        Assert.Equal("done 100 0", $"{all.GetProperty("state")} {all.GetProperty("score")} {all.GetProperty("gapCount")}");
        Assert.Equal(all.GetProperty("total").GetInt32(), all.GetProperty("checked").GetInt32());
        Assert.Equal(100, all.GetProperty("balanced").GetDouble());
        foreach (var lot in truth.RootElement.GetProperty("lots").EnumerateObject())
        {
            var drill = await RunAsync(host, new { lot = lot.Name });
            Assert.Equal((lot.Name, Expected(lot)), (lot.Name, Told(drill.GetProperty("things")[0], Text(lot.Value, "supplier") is not null)));
        }
    }

    private static string Expected(JsonProperty lot)
    {
        var (units, supplier) = (lot.Value.GetProperty("units"), Text(lot.Value, "supplier"));
        var origin = supplier is null ? "" : $"{supplier} {Text(lot.Value, "received")} {Text(lot.Value, "purchaseOrder")}";
        var goods = $"{units.GetProperty("certain").GetArrayLength()}+{units.GetProperty("possible").GetArrayLength()}";
        return $"{origin} | {goods} | {lot.Value.GetProperty("unshippedUnits").GetArrayLength()} unshipped | {Texts(lot.Value.GetProperty("customers"))} | {Texts(lot.Value.GetProperty("orders"))} | 0 gaps";
    }

    private static string Told(JsonElement thing, bool isReceived)
    {
        var origin = isReceived ? thing.GetProperty("origins")[0] : default;
        var goods = thing.GetProperty("finished").EnumerateArray().Where(g => Text(g, "item") == "PMP-90").ToList();
        var customers = thing.GetProperty("customers").EnumerateArray().ToList();
        return $"{(isReceived ? $"{Text(origin, "supplier")} {Text(origin, "received")} {Text(origin, "order")}" : "")} | {goods.Sum(g => g.GetProperty("confirmed").GetInt32())}+{goods.Sum(g => g.GetProperty("possible").GetInt32())}"
            + $" | {thing.GetProperty("unshipped").GetInt32() - thing.GetProperty("finished").EnumerateArray().Where(g => Text(g, "item") != "PMP-90").Sum(g => g.GetProperty("confirmed").GetInt32() + g.GetProperty("possible").GetInt32())} unshipped"
            + $" | {Sorted(customers.Select(c => Text(c, "customer")!))} | {Sorted(customers.SelectMany(c => c.GetProperty("orders").EnumerateArray()).Select(o => o.GetString()!).Distinct())} | {thing.GetProperty("gaps").GetArrayLength()} gaps";
    }

    [Fact]
    public async Task A_lot_whose_receipt_is_missing_says_so_in_words_with_its_name()
    {
        var events = Scenario.Of(Day, Plant).Stored.Where(s => !(s.Event.BizStep == Vocabulary.BizStep.Receiving && s.Event.QuantityList[0].EpcClass == Scenario.Uri("A/L1")));
        await using var host = await ApiHost.StartAsync(Plant, events);
        var drill = await RunAsync(host, new { lot = "A/L1" });
        Assert.Equal(0, drill.GetProperty("score").GetDouble());
        Assert.Equal(
        [
            "supplier: No receipt of A/L1 is recorded, so its supplier cannot be named.",
            "received: No receipt of A/L1 is recorded, so nobody can say when it came.",
            "balance: The balance of A/L1 does not close: -3 EA of 0 are more than ever came in.",
        ], Gaps(drill));
    }

    [Fact]
    public async Task A_run_whose_outputs_were_never_recorded_is_a_gap_once_the_line_has_gone_on()
    {
        const string lost = """
            feed A sequential
            08:00 receive A/L1 3 from SUP
            08:00 receive A/L2 3 from SUP
            08:01 move A/L1 3 from DOCK to LINE
            08:01 move A/L2 3 from DOCK to LINE
            08:02 load A/L1 3 run WO1 at LINE
            09:02 load A/L2 3 run WO2 at LINE
            09:03 make P#1..3 run WO2
            """;
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(lost, Plant).Stored);
        Assert.Equal(["finished: A/L1 was loaded for WO1 at 2026-03-02T08:02:00.000Z, and nothing is recorded that came out of that run."], Gaps(await RunAsync(host, new { lot = "A/L1" })));
        Assert.Empty(Gaps(await RunAsync(host, new { lot = "A/L2" })));
    }

    [Fact]
    public async Task A_unit_names_its_suppliers_run_and_customer()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored);
        var thing = (await RunAsync(host, new { unit = "P/1" })).GetProperty("things")[0];
        Assert.Equal(["A/L1"], thing.GetProperty("origins").EnumerateArray().Select(o => Text(o, "lot")));
        Assert.Equal("WO1", thing.GetProperty("runs")[0].GetString());
        Assert.Equal("SO1", thing.GetProperty("customers")[0].GetProperty("orders")[0].GetString());
        Assert.Equal(0, thing.GetProperty("gaps").GetArrayLength());
    }

    [Fact]
    public async Task A_sample_says_where_it_had_to_be_taken_from_other_lots_than_wanted()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored);
        var drill = await RunAsync(host, new { sample = 5 });
        Assert.Equal("A/L1", Assert.Single(drill.GetProperty("things").EnumerateArray().Select(t => Text(t, "name"))));
        Assert.StartsWith("No lot was received 30 to 90 days before the newest event", Text(drill, "note"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", 400, "missing-parameter", "")]
    [InlineData("""{"sample":3,"all":true}""", 400, "contradiction", "")]
    [InlineData("""{"sample":0}""", 400, "malformed-parameter", "sample")]
    [InlineData("""{"lot":"P/1"}""", 400, "not-a-lot", "lot")]
    [InlineData("""{"unit":"A/L1"}""", 400, "not-a-unit", "unit")]
    [InlineData("""{"lot":"A/NONE"}""", 404, "unknown-id", "lot")]
    public async Task What_cannot_be_drilled_is_refused_with_its_field(string body, int status, string type, string field)
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored);
        using var client = new HttpClient { BaseAddress = host.Address };
        using var response = await client.PostAsync(new Uri("/api/v1/drills", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, type, field), ((int)response.StatusCode, Text(problem, "type")!.Split('/')[^1], Text(problem, "field")));
    }

    [Fact]
    public async Task Drills_are_listed_newest_first_with_their_score_and_an_ended_one_is_not_cancelled()
    {
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored);
        await RunAsync(host, new { all = true });
        await RunAsync(host, new { lot = "A/L2" });
        var list = (await host.GetAsync("/api/v1/drills")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["2 100", "1 100"], list.Select(d => $"{d.GetProperty("id")} {d.GetProperty("score")}"));
        using var client = new HttpClient { BaseAddress = host.Address };
        using var response = await client.DeleteAsync(new Uri("/api/v1/drills/1", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("id", Text(await host.GetAsync("/api/v1/drills/77", 404), "field"));
        Assert.Contains("<td>A/L2</td>", await client.GetStringAsync(new Uri("/drills/2", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drill_that_the_service_did_not_survive_says_so_after_the_restart()
    {
        using var kept = DrillStore.InMemory();
        kept.Keep(kept.Begin(new DrillOrder(null, null, true), DateTimeOffset.UnixEpoch) with { Total = 50, Checked = 20 });
        var given = new ApiHost.Given();
        await using var app = Cloud.Host.Build(Plant, given, port: 0, drills: kept);
        await app.StartAsync();
        Assert.Equal((DrillState.Interrupted, "The service stopped when 20 of 50 were checked; start it again to have it whole."), (kept.Find(1)!.State, kept.Find(1)!.Note));
    }

    [Theory]
    [InlineData("2026-03-02T00:30:00Z", "Europe/Berlin", "2026-03-02T01:00:00Z")]
    [InlineData("2026-03-02T01:30:00Z", "Europe/Berlin", "2026-03-03T01:00:00Z")]
    [InlineData("2026-03-28T12:00:00Z", "Europe/Berlin", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-02T01:30:00Z", "Etc/UTC", "2026-03-02T02:00:00Z")]
    public void The_night_is_two_oclock_by_the_plants_clock(string now, string zone, string next) =>
        Assert.Equal(Time(next), DrillLoop.NextNight(Time(now), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<JsonElement> RunAsync(ApiHost host, object question)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        using var response = await client.PostAsJsonAsync(new Uri("/api/v1/drills", UriKind.Relative), question);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        for (var tries = 0; tries < 3000; tries++)
        {
            var drill = await host.GetAsync(response.Headers.Location!.ToString());
            if (Text(drill, "state") != "running") return drill;
            await Task.Delay(10);
        }
        throw new TimeoutException("the drill did not end");
    }

    private static List<string> Gaps(JsonElement drill) =>
        drill.GetProperty("things").EnumerateArray().SelectMany(t => t.GetProperty("gaps").EnumerateArray()).Select(g => $"{Text(g, "question")}: {Text(g, "sentence")}").ToList();

    private static string Texts(JsonElement list) => Sorted(list.EnumerateArray().Select(e => e.GetString()!));
    private static string Sorted(IEnumerable<string> texts) => string.Join(' ', texts.Order(StringComparer.Ordinal));
    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
