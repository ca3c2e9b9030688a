using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Genealogy;

namespace Traceability.Tests.Api;

/// <summary>The API over HTTP as a caller meets it: shapes of api.md, and every refusal with its type and field.</summary>
public sealed class ApiTests
{
    private static readonly PlantModel Plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example",
         "items":[{"item":"A"},{"item":"P","tracking":"serial","warrantyMonths":24,"components":[{"item":"A","quantityPer":1}]}],
         "locations":[{"location":"DOCK","kind":"dock"},{"location":"LINE","kind":"line"},{"location":"FACE","kind":"pickFace"}],
         "stations":[{"id":"pick-a","gateway":"g1","kind":"pick","location":"FACE"},{"id":"dock","gateway":"g9","kind":"receiving","location":"DOCK"}]}
        """u8);

    private const string Day = """
        feed A sequential overlap 2 per 1
        08:00 receive A/L1 3 from SUP
        08:00 receive A/L2 9 from SUP
        08:01 move A/L1 3 from DOCK to LINE
        08:01 move A/L2 4 from DOCK to LINE
        08:02 load A/L1 3 run WO1
        08:03 make P#1..3 run WO1
        08:04 load A/L2 4 run WO1
        08:05 make P#4..6 run WO1
        08:06 pack [11] P#1 P#2 P#3 P#4
        08:07 pack [22] [11]
        08:08 ship [22] to EAST
        """;

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync(Plant, Scenario.Of(Day, Plant).Stored.Concat(Picks()));

    private static IEnumerable<StoredEvent> Picks()
    {
        var time = new DateTimeOffset(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
        EpcisEvent Event(int number, string step, TraceFields trace) => new()
        {
            Type = EventType.ObjectEvent,
            Action = EventAction.OBSERVE,
            EventId = $"urn:uuid:pick-{number}",
            EventTime = time.AddSeconds(number),
            BizStep = step,
            ReadPoint = Scenario.Domain + "/location/FACE",
            QuantityList = [new QuantityElement(Scenario.Uri("A/L2"), 2)],
            Trace = trace with { Gateway = "g1", Station = "pick-a" },
        };
        EpcisEvent[] events =
        [
            Event(1, Vocabulary.BizStep.PickBlocked, new TraceFields { Pick = new TracePick("blocked", "older lot available", "fifo", [Scenario.Uri("A/L1")], 1, 0) }),
            Event(2, Vocabulary.BizStep.Picking, new TraceFields { Pick = new TracePick("allowed", null, "fifo", [Scenario.Uri("A/L1")], 1, 0) }),
            Event(3, Vocabulary.BizStep.Stocking, new TraceFields { From = new TraceFrom("x"), Pick = new TracePick("allowed", "older lot in store", "fifo", [Scenario.Uri("A/L1")], 1, 0) }),
            Event(4, Vocabulary.BizStep.Refused, new TraceFields { Refusal = new TraceRefusal("lot missing", "]C101...") }) with { EpcList = [Scenario.Domain + "/location/FACE"], QuantityList = [] },
            Event(5, Vocabulary.BizStep.Storing, new TraceFields { Completes = "urn:uuid:pick-4" }) with { QuantityList = [] },
        ];
        return events.Select((e, i) => new StoredEvent(0, e.EventTime, "g1", "picks", i + 1, e));
    }

    [Fact]
    public async Task A_forward_trace_has_the_shape_of_the_contract()
    {
        await using var host = await StartAsync();
        var trace = await host.GetAsync("/api/v1/trace?id=A/L1&direction=forward");
        Assert.Equal(["seed", "direction", "mode", "asOf", "things", "links", "shipments", "onHand", "excluded", "completeness"], trace.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("lot", "A", "L1"), (Text(trace, "seed", "kind"), Text(trace, "seed", "item"), Text(trace, "seed", "lot")));
        Assert.Equal("1 confirmed shipped, 2 confirmed shipped, 3 confirmed shipped, 4 possible shipped, 5 possible onHand",
            string.Join(", ", trace.GetProperty("things").EnumerateArray().Select(t => $"{Text(t, "serial")} {Text(t, "class")} {Text(t, "where", "state")}")));
        var shipment = Assert.Single(trace.GetProperty("shipments").EnumerateArray());
        Assert.Equal((3, 1, 4, "EAST"), (shipment.GetProperty("confirmed").GetArrayLength(), shipment.GetProperty("possible").GetArrayLength(), shipment.GetProperty("contained").GetInt32(), Text(shipment, "customer")));
        Assert.Equal("6 run out before", string.Join(", ", trace.GetProperty("excluded").EnumerateArray().Select(e => $"{Text(e, "serial")} {Text(e, "reason")}")));
        var link = trace.GetProperty("links")[0];
        Assert.Equal((Scenario.Uri("A/L1"), Scenario.Uri("P#1"), "urn:epcglobal:cbv:xform:9521321900011:WO1.LINE", "confirmed"), (Text(link, "from"), Text(link, "to"), Text(link, "run"), Text(link, "class")));
        Assert.Equal("2026-03-02T08:03:00.000Z", Text(link, "time"));
    }

    [Fact]
    public async Task A_backward_trace_of_a_unit_and_its_history_name_the_same_components()
    {
        await using var host = await StartAsync();
        var trace = await host.GetAsync("/api/v1/trace?id=P/4&direction=backward");
        Assert.Equal("L1 possible, L2 possible", string.Join(", ", trace.GetProperty("things").EnumerateArray().Select(t => $"{Text(t, "lot")} {Text(t, "class")}")));
        var history = await host.GetAsync("/api/v1/units/history?id=P/4");
        Assert.Equal(("2026-03-02T08:05:00.000Z", "LINE", "WO1"), (Text(history, "assigned", "time"), Text(history, "assigned", "location"), Text(history, "assigned", "workOrder")));
        Assert.Equal("A L1 possible, A L2 possible", string.Join(", ", history.GetProperty("components").EnumerateArray().Select(c => $"{Text(c, "item")} {Text(c, "lot")} {Text(c, "class")}")));
        Assert.Equal($"{Scenario.Uri("[11]")} 1, {Scenario.Uri("[22]")} 2", string.Join(", ", history.GetProperty("containers").EnumerateArray().Select(c => $"{Text(c, "id")} {c.GetProperty("level")}")));
        Assert.Equal(("EAST", "2028-03-02T08:08:00.000Z"), (Text(history, "shipment", "customer"), Text(history, "warranty", "end")));
    }

    [Theory]
    [InlineData("", "received 9 used 3 inProcess 1 onHand 5 gap 0")]
    [InlineData("&asOf=2026-03-02T08:04:30Z", "received 9 used 0 inProcess 4 onHand 5 gap 0")]
    [InlineData("&asOf=2026-03-02T08:01:30Z", "received 9 used 0 inProcess 0 onHand 9 gap 0")]
    [InlineData("&knownAt=4", "received 9 used 0 inProcess 0 onHand 9 gap 0")]
    public async Task A_balance_is_as_of_a_time_and_as_known_at_a_commit(string cut, string figures)
    {
        await using var host = await StartAsync();
        var balance = await host.GetAsync("/api/v1/balance?id=A/L2" + cut);
        Assert.Equal(figures, string.Join(' ', new[] { "received", "used", "inProcess", "onHand", "gap" }.Select(n => $"{n} {balance.GetProperty(n)}")));
    }

    [Fact]
    public async Task A_lot_says_where_it_came_from_and_where_it_lies()
    {
        await using var host = await StartAsync();
        var lot = await host.GetAsync("/api/v1/lots?id=A/L2");
        Assert.Equal(("SUP", "2026-03-02T08:00:00.000Z", 9), (Text(lot, "supplier"), Text(lot, "received"), lot.GetProperty("quantity").GetInt32()));
        Assert.Equal("DOCK 5", string.Join(", ", lot.GetProperty("onHand").EnumerateArray().Select(p => $"{Text(p, "location")} {p.GetProperty("quantity")}")));
    }

    [Theory]
    [InlineData("picks", "07:00:01 A L2 blocked older lot available, 07:00:02 A L2 allowed ")]
    [InlineData("picks?verdict=blocked&station=pick-a", "07:00:01 A L2 blocked older lot available")]
    [InlineData("picks?from=2026-03-02T07:00:02Z&to=2026-03-02T09:00:00Z", "07:00:02 A L2 allowed ")]
    public async Task Picks_list_every_label_presented_at_a_face(string path, string expected)
    {
        await using var host = await StartAsync();
        var picks = await host.GetAsync("/api/v1/" + path);
        Assert.Equal(expected, string.Join(", ", Items(picks).Select(p => $"{Text(p, "time")[11..19]} {Text(p, "item")} {Text(p, "lot")} {Text(p, "verdict")} {Text(p, "reason")}")));
    }

    [Fact]
    public async Task Deviations_are_what_was_blocked_overridden_or_replenished_against_the_rotation()
    {
        await using var host = await StartAsync();
        Assert.Equal("blocked older lot available, allowed older lot in store",
            string.Join(", ", Items(await host.GetAsync("/api/v1/deviations")).Select(d => $"{Text(d, "verdict")} {Text(d, "reason")}")));
    }

    [Fact]
    public async Task A_refused_read_says_what_completed_it_and_is_about_no_thing()
    {
        await using var host = await StartAsync();
        var refusal = Assert.Single(Items(await host.GetAsync("/api/v1/refusals")));
        Assert.Equal(("lot missing", "]C101...", "urn:uuid:pick-4", "urn:uuid:pick-5", "2026-03-02T07:00:05.000Z"),
            (Text(refusal, "reason"), Text(refusal, "raw"), Text(refusal, "event"), Text(refusal, "completedBy"), Text(refusal, "completedTime")));
    }

    [Theory]
    [InlineData("trace", 400, "missing-parameter", "id")]
    [InlineData("trace?id=A/L9", 404, "unknown-id", "id")]
    [InlineData("trace?id=nonsense", 404, "unknown-id", "id")]
    [InlineData("trace?id=L1", 300, "ambiguous-id", "id")]
    [InlineData("trace?id=A/L1&direction=sideways", 400, "malformed-parameter", "direction")]
    [InlineData("trace?id=A/L1&asOf=yesterday", 400, "malformed-parameter", "asOf")]
    [InlineData("units/history?id=A/L1", 400, "not-a-unit", "id")]
    [InlineData("picks?perPage=0", 400, "malformed-parameter", "perPage")]
    [InlineData("picks?perPage=many", 400, "malformed-parameter", "perPage")]
    [InlineData("picks?station=elsewhere", 404, "unknown-station", "station")]
    [InlineData("search", 400, "missing-parameter", "q")]
    [InlineData("nothing", 404, "unknown-address", "")]
    public async Task Every_refusal_is_a_problem_with_a_stable_type_and_the_field(string path, int status, string type, string field)
    {
        await using var host = await StartAsync();
        var problem = await host.GetAsync("/api/v1/" + path, status);
        Assert.Equal(("https://traceability.example/problems/" + type, field, status), (Text(problem, "type"), Text(problem, "field"), problem.GetProperty("status").GetInt32()));
        Assert.NotEmpty(Text(problem, "detail"));
    }

    [Fact]
    public async Task An_unknown_lot_is_named_with_the_lot_that_was_probably_meant()
    {
        await using var host = await StartAsync();
        var problem = await host.GetAsync("/api/v1/trace?id=A/LI", 404);
        Assert.Equal("The lot 'LI' of item A is nowhere in the records of plant test. Did you mean A/L1?", Text(problem, "detail"));
        Assert.Equal(Scenario.Uri("A/L1"), Text(Assert.Single(problem.GetProperty("candidates").EnumerateArray()), "id"));
    }

    [Fact]
    public async Task Every_spelling_of_an_id_is_the_same_thing()
    {
        await using var host = await StartAsync();
        foreach (var id in new[] { "A/L1", Scenario.Uri("A/L1"), Scenario.Uri("A/L1") + "?linkType=all" })
            Assert.Equal(Scenario.Uri("A/L1"), Text(await host.GetAsync("/api/v1/trace?id=" + Uri.EscapeDataString(id)), "seed", "id"));
    }

    [Theory]
    [InlineData("https://id.gs1.org/01/09521321000100/10/P1")]
    [InlineData("http://example.com/some/path/01/09521321000100/10/P1?x=y")]
    [InlineData("(01)09521321000100(10)P1")]
    [InlineData("]C10109521321000100" + "10P1")]
    [InlineData("]d20109521321000100" + "10P1")]
    [InlineData("urn:epc:class:lgtin:952132100.0010.P1")]
    [InlineData("PCB/P1")]
    public async Task A_lot_of_a_gtin_is_found_in_every_spelling(string id)
    {
        var plant = PlantFile.Read("""{"plant":"gs1","gln":"9521321900011","items":[{"item":"PCB","gtin":"09521321000100"}]}"""u8);
        var received = new EpcisEvent
        {
            Type = EventType.ObjectEvent,
            Action = EventAction.OBSERVE,
            EventId = "urn:uuid:1",
            EventTime = DateTimeOffset.UnixEpoch,
            BizStep = Vocabulary.BizStep.Receiving,
            QuantityList = [new QuantityElement("https://id.gs1.org/01/09521321000100/10/P1", 5)]
        };
        await using var host = await ApiHost.StartAsync(plant, [new StoredEvent(0, DateTimeOffset.UnixEpoch, "g1", "e", 1, received)]);
        Assert.Equal("https://id.gs1.org/01/09521321000100/10/P1", Text(await host.GetAsync("/api/v1/lots?id=" + Uri.EscapeDataString(id)), "id"));
    }

    [Fact]
    public async Task Lists_page_to_the_end_without_losing_or_repeating()
    {
        await using var host = await StartAsync();
        var first = await host.GetAsync("/api/v1/picks?perPage=1");
        var second = await host.GetAsync($"/api/v1/picks?perPage=1&nextPageToken={Text(first, "nextPageToken")}");
        Assert.Equal(["urn:uuid:pick-1", "urn:uuid:pick-2"], new[] { first, second }.SelectMany(Items).Select(p => Text(p, "event")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextPageToken").ValueKind);
    }

    [Fact]
    public async Task What_is_committed_while_the_service_runs_is_in_the_next_answer()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/api/v1/lots?id=A/L3", 404);
        host.Store.Add(Scenario.Of("09:00 receive A/L3 5", Plant).Stored[0] with { Gateway = "g2" });
        host.Store.Missing.Add(7);
        // The same eventID as the day's first event would be that event again, so the new one needs its own.
        host.Store.Add(Scenario.Of("09:00 receive A/L3 5 by g2", Plant).Stored[0]);
        Assert.Equal("L3", Text(await host.GetAsync("/api/v1/lots?id=A/L3"), "lot"));
        var completeness = (await host.GetAsync("/api/v1/trace?id=A/L3")).GetProperty("completeness");
        Assert.False(completeness.GetProperty("complete").GetBoolean());
        Assert.Contains("Gateway g9 was never heard", completeness.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()));
    }

    [Fact]
    public async Task Search_finds_by_what_was_typed_and_marks_near_misses()
    {
        await using var host = await StartAsync();
        Assert.Equal("A/L1 False", string.Join(", ", Items(await host.GetAsync("/api/v1/search?q=L1")).Select(f => $"{Text(f, "item")}/{Text(f, "lot")} {f.GetProperty("nearMiss")}")));
        Assert.Equal("A/L1 True", string.Join(", ", Items(await host.GetAsync("/api/v1/search?q=l1")).Select(f => $"{Text(f, "item")}/{Text(f, "lot")} {f.GetProperty("nearMiss")}")));
    }

    [Fact]
    public async Task Containers_gateways_health_and_the_description_answer_on_loopback_only()
    {
        await using var host = await StartAsync();
        Assert.True(host.Address.IsLoopback);
        Assert.Equal("shipped", Text(Assert.Single(Items(await host.GetAsync("/api/v1/containers?topLevel=true"))), "state"));
        Assert.Equal(["g1", "g9"], Items(await host.GetAsync("/api/v1/gateways")).Select(g => Text(g, "gateway")));
        Assert.Equal("alive", Text(await host.GetAsync("/healthz"), "status"));
        Assert.Equal("ready", Text(await host.GetAsync("/readyz"), "status"));
        Assert.Contains("/api/v1/trace", (await host.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(p => p.Name));
    }

    private static IEnumerable<JsonElement> Items(JsonElement list) => list.GetProperty("items").EnumerateArray();

    private static string Text(JsonElement json, params string[] path)
    {
        foreach (var name in path) json = json.GetProperty(name);
        return json.ValueKind == JsonValueKind.Null ? "" : json.GetString()!;
    }
}
