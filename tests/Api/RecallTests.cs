using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Plant;
using Traceability.Tests.Genealogy;

namespace Traceability.Tests.Api;

/// <summary>Saved recalls over HTTP: every form of seed, who has what, and what becomes of a scope when more is known of the same time.</summary>
public sealed class RecallTests
{
    private static readonly PlantModel Plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example",
         "items":[{"item":"A"},{"item":"B"},{"item":"P","tracking":"serial"}],
         "locations":[{"location":"DOCK","kind":"dock"},{"location":"LINE","kind":"line"}]}
        """u8);

    private const string Day = """
        feed A sequential per 1
        feed B sequential per 1
        08:00 receive A/L1 4 from SUP supplierLot 77
        08:00 receive A/L2 9 from SUP
        08:01 move A/L1 3 from DOCK to LINE
        08:01 move A/L2 4 from DOCK to LINE
        08:02 load A/L1 3 run WO1
        08:03 make P#1..3 run WO1
        08:04 load A/L2 4 run WO1
        08:05 make P#4..6 run WO1
        08:06 pack [11] P#1 P#2 P#4
        08:08 ship [11] to EAST order SO1
        08:09 ship P#3 to WEST order SO2
        """;

    private static IReadOnlyList<StoredEvent> Stored(string more = "") => Scenario.Of(Day + "\n" + more, Plant).Stored;

    private static readonly int Known = Stored().Count;

    private static async Task<(ApiHost Host, JsonElement Recall)> SavedAsync(object seed, string more = "", RecallStore? store = null, string asOf = "2026-03-02T10:00:00Z")
    {
        var events = Stored(more);
        var host = await ApiHost.StartAsync(Plant, events.Take(Known), store);
        var (recall, location) = await host.PostAsync("/api/v1/recalls", new { seed, reason = "cracks", by = "Q. Adams", asOf }, 201);
        Assert.Equal($"/api/v1/recalls/{Text(recall, "id")}", location);
        foreach (var late in events.Skip(Known)) host.Store.Add(late);
        return (host, recall);
    }

    [Fact]
    public async Task A_quantity_that_nobody_stated_is_left_open_and_not_zero()
    {
        const string table = """
            08:00 receive A/L1 from SUP
            08:01 move A/L1 3 from DOCK to STORE
            08:02 ship A/L1=? from STORE to EAST order SO1
            08:03 ship A/L1=? from STORE to WEST order SO2
            """;
        await using var host = await ApiHost.StartAsync(Plant, Scenario.Of(table, Plant).Stored);
        var (recall, _) = await host.PostAsync("/api/v1/recalls", new { seed = "A/L1", reason = "cracks", by = "Q. Adams" }, 201);
        Assert.Equal(["3", ""], recall.GetProperty("shipments").EnumerateArray().Select(s => Quantity(s.GetProperty("quantities")[0])));
        Assert.Equal(["3", ""], recall.GetProperty("customers").EnumerateArray().Select(Quantity));
        Assert.Equal([""], recall.GetProperty("onHand").EnumerateArray().Select(Quantity));
        Assert.Equal(["onHand ", "shipped "], recall.GetProperty("whereabouts").EnumerateArray().Select(w => $"{Text(w, "state")} {Quantity(w)}"));
        Assert.Equal(3, recall.GetProperty("balance")[0].GetProperty("candidates").EnumerateArray().Count(c => c.GetString()!.StartsWith("No quantity stated", StringComparison.Ordinal)));
    }

    private static string Quantity(JsonElement of) => of.TryGetProperty("quantity", out var quantity) && quantity.ValueKind == JsonValueKind.Number ? quantity.GetRawText() : "";

    [Fact]
    public async Task A_recall_says_who_has_what_and_where_the_rest_is()
    {
        var (host, recall) = await SavedAsync("A/L1");
        await using var _ = host;
        Assert.Equal(("contamination", "cracks", "2026-03-02T10:00:00.000Z", Known), (Text(recall, "mode"), Text(recall, "reason"), Text(recall, "asOf"), recall.GetProperty("knownAt").GetInt32()));
        Assert.Equal("A/L1 confirmed 0, P#1 confirmed 1, P#2 confirmed 1, P#3 confirmed 1", string.Join(", ", Items(recall, "things").Select(t => $"{Name(t)} {Text(t, "class")} {t.GetProperty("depth")}")));
        Assert.Equal("EAST SO1 2 units, WEST SO2 1 units", string.Join(", ", Items(recall, "customers").Select(c => $"{Text(c, "customer")} {c.GetProperty("orders")[0]} {c.GetProperty("units")} units")));
        Assert.Equal("consumed  A 0 3, onHand DOCK A 0 1, shipped  P 3 0",
            string.Join(", ", Items(recall, "whereabouts").Select(w => $"{Text(w, "state")} {Text(w, "location")} {Text(w, "item")} {w.GetProperty("units")} {w.GetProperty("quantity")}")));
        var balance = Assert.Single(Items(recall, "balance"));
        Assert.Equal((4, 3, 1, 0), (balance.GetProperty("received").GetInt32(), balance.GetProperty("used").GetInt32(), balance.GetProperty("onHand").GetInt32(), balance.GetProperty("gap").GetInt32()));
        Assert.Equal("P#4 run out before, P#5 run out before, P#6 run out before", string.Join(", ", Items(recall, "excluded").Select(e => $"{Name(e)} {Text(e, "reason")}")));
        Assert.False(recall.GetProperty("changedSince").GetProperty("changed").GetBoolean());
    }

    [Theory]
    [InlineData("""{"id":"P/2"}""", "P#2")]
    [InlineData("""{"item":"P","from":"2","to":"4"}""", "P#2 P#3 P#4")]
    [InlineData("""{"supplier":"SUP","lot":"77"}""", "A/L1 P#1 P#2 P#3")]
    [InlineData("""{"supplier":"SUP","lot":"L2"}""", "A/L2 P#4 P#5 P#6")]
    [InlineData("""{"order":"SO1"}""", "P#1 P#2 P#4 [11]")]
    [InlineData("""{"location":"LINE","from":"2026-03-02T08:05:05Z","to":"2026-03-02T09:00:00Z"}""", "P#5 P#6")]
    public async Task Every_form_of_seed_has_its_scope(string seed, string things)
    {
        var (host, recall) = await SavedAsync(JsonSerializer.Deserialize<JsonElement>(seed));
        await using var _ = host;
        Assert.Equal(things, string.Join(' ', Items(recall, "things").Select(Name).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("""{"id":"P/99"}""", 404, "seed.id")]
    [InlineData("""{"item":"P","from":"4","to":"2"}""", 400, "seed.to")]
    [InlineData("""{"item":"P","from":"90","to":"99"}""", 404, "seed")]
    [InlineData("""{"supplier":"NOBODY","lot":"77"}""", 404, "seed")]
    [InlineData("""{"location":"LINE","from":"soon","to":"later"}""", 400, "seed.from")]
    [InlineData("""{"colour":"red"}""", 400, "seed")]
    [InlineData("\"L1\"", 300, "seed")]
    public async Task A_seed_that_means_nothing_is_refused_by_name(string seed, int status, string field)
    {
        await using var host = await ApiHost.StartAsync(Plant, Stored());
        var (problem, _) = await host.PostAsync("/api/v1/recalls", new { seed = JsonSerializer.Deserialize<JsonElement>(seed) }, status);
        Assert.Equal(field, Text(problem, "field"));
        Assert.Empty(Items(await host.GetAsync("/api/v1/recalls"), "items"));
    }

    [Fact]
    public async Task What_happens_later_changes_nothing_and_what_arrives_later_does()
    {
        var (host, recall) = await SavedAsync("A/L1", "11:00 make P#7 run WO1\n11:01 ship P#7 to EAST");
        await using var _ = host;
        Assert.False((await ShowAsync(host, recall)).GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task A_late_shipment_is_a_changed_scope()
    {
        var (host, recall) = await SavedAsync(new { location = "LINE", from = "2026-03-02T08:00:00Z", to = "2026-03-02T09:00:00Z" }, "08:30 ship P#5 to NORTH by g2");
        await using var _ = host;
        var change = await ShowAsync(host, recall);
        Assert.True(change.GetProperty("changed").GetBoolean());
        Assert.Equal("NORTH", Text(Assert.Single(Items(change, "shipmentsAdded")), "customer"));
        Assert.Equal("P#5 onHand LINE shipped ", string.Join(", ", Items(change, "moved").Select(m => $"{Name(m)} {Text(m, "from")} {Text(m, "fromLocation")} {Text(m, "to")} {Text(m, "toLocation")}")));
        Assert.True(Assert.Single(Items(await host.GetAsync("/api/v1/recalls"), "items")).GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task A_late_output_is_added_and_stays_listed_when_it_is_declared_wrong()
    {
        var events = Stored("late= 08:03 make P#8 run WO1 by g2\n11:30 void late by g2");
        await using var host = await ApiHost.StartAsync(Plant, events.Take(Known));
        var (recall, _) = await host.PostAsync("/api/v1/recalls", new { seed = "A/L1", asOf = "2026-03-02T10:00:00Z" }, 201);
        host.Store.Add(events[Known]);
        var added = Assert.Single(Items(await ShowAsync(host, recall), "added"));
        Assert.Equal(("P#8", "confirmed"), (Name(added), Text(added, "class")));
        host.Store.Add(events[Known + 1]);
        var change = await ShowAsync(host, recall);
        Assert.Empty(Items(change, "added"));
        Assert.Equal(("P#8", events[Known].Event.EventId), (Name(Assert.Single(Items(change, "noLongerIndicated"))), Text(Items(change, "noLongerIndicated")[0], "event")));
        Assert.True(change.GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task What_is_no_longer_indicated_stays_listed_with_the_event_until_it_is_signed_off()
    {
        var events = Scenario.Of("feed A sequential per 1\n08:00 receive A/L1 4 from SUP\n08:02 load A/L1 3 run WO1\nwrong= 08:03 make P#1 run WO1\n08:04 make P#2 run WO1\n09:00 void wrong", Plant).Stored;
        await using var host = await ApiHost.StartAsync(Plant, events.Take(4));
        var (recall, _) = await host.PostAsync("/api/v1/recalls", new { seed = "A/L1", asOf = "2026-03-02T10:00:00Z" }, 201);
        Assert.Equal(3, Items(recall, "things").Count);
        host.Store.Add(events[4]);
        var change = await ShowAsync(host, recall);
        var gone = Assert.Single(Items(change, "noLongerIndicated"));
        Assert.Equal(("P#1", "confirmed", events[4].Event.EventId), (Name(gone), Text(gone, "class"), Text(gone, "event")));
        Assert.Contains("declared in error", Text(gone, "sentence"), StringComparison.Ordinal);
        Assert.True(change.GetProperty("changed").GetBoolean());
        var path = $"/api/v1/recalls/{Text(recall, "id")}/signoff";
        Assert.Equal("by", Text((await host.PostAsync(path, new { thing = "P/1", why = "never made" }, 400)).Body, "field"));
        Assert.Equal("thing", Text((await host.PostAsync(path, new { thing = "P/2", by = "Q. Adams", why = "x" }, 409)).Body, "field"));
        var (signed, _) = await host.PostAsync(path, new { thing = "P/1", by = "Q. Adams", why = "never made" }, 200);
        Assert.False(signed.GetProperty("changed").GetBoolean());
        // Signed off, not taken away: who and why stay with it, and the saved scope is as it was.
        var after = await host.GetAsync($"/api/v1/recalls/{Text(recall, "id")}");
        Assert.Equal("never made", Text(Assert.Single(Items(after.GetProperty("changedSince"), "noLongerIndicated")).GetProperty("signedOff"), "why"));
        Assert.Equal(3, Items(after, "things").Count);
    }

    [Fact]
    public async Task A_recall_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var file = Path.Combine(folder.FullName, "recalls.db");
            string before;
            using (var store = RecallStore.Open(file))
            {
                var (host, recall) = await SavedAsync("A/L1", store: store);
                await using var _ = host;
                before = recall.GetRawText();
            }
            using var again = RecallStore.Open(file);
            await using var restarted = await ApiHost.StartAsync(Plant, Stored(), again);
            Assert.Equal(before, (await restarted.GetAsync("/api/v1/recalls/R1")).GetRawText());
            await restarted.GetAsync("/api/v1/recalls/R2", 404);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_scope_can_be_taken_away_as_a_table_and_as_events()
    {
        var (host, _) = await SavedAsync("A/L1");
        await using var __ = host;
        var lines = (await host.TextAsync("/api/v1/recalls/R1/scope.csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Equal($"{Scenario.Uri("P#1")},unit,P,1,confirmed,,1,shipped,,{Scenario.Uri("[11]")},SO1,EAST", lines[2]);
        var document = JsonSerializer.Deserialize<JsonElement>(await host.TextAsync("/api/v1/recalls/R1/scope.epcis.json"));
        Assert.Equal(("EPCISDocument", "2.0"), (Text(document, "type"), Text(document, "schemaVersion")));
        // Received, moved, loaded, three made, two shipped; the container's packing says nothing that the shipment's answer lacks.
        Assert.Equal(8, Items(document.GetProperty("epcisBody"), "eventList").Count);
    }

    private static async Task<JsonElement> ShowAsync(ApiHost host, JsonElement recall) => (await host.GetAsync($"/api/v1/recalls/{Text(recall, "id")}")).GetProperty("changedSince");

    private static List<JsonElement> Items(JsonElement json, string name) => json.GetProperty(name).EnumerateArray().ToList();

    private static string Name(JsonElement thing) => Traceability.Tests.Genealogy.Table.Names.Short(Text(thing, "id")!);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
