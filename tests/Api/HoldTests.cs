using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Delivery;
using Traceability.Tests.Genealogy;

namespace Traceability.Tests.Api;

/// <summary>Holds over HTTP: what is held, what is refused and why, and that a hold is an event like any other.</summary>
public sealed class HoldTests : IDisposable
{
    private static readonly PlantModel s_plant = PlantFile.Read("""
        {"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example","items":[{"item":"A"},{"item":"P","tracking":"serial","components":[{"item":"A","quantityPer":1}]}],
         "parties":[{"party":"EAST","role":"customer"}],"locations":[{"location":"DOCK","kind":"dock"},{"location":"FACE","kind":"pickFace"},{"location":"LINE","kind":"line"}],
         "documents":{"workOrders":[{"id":"WO1","item":"P","quantity":2,"line":"LINE"}]}}
        """u8);

    private readonly TempFolder _folder = new();
    private readonly SqliteStore _store;

    public HoldTests()
    {
        _store = SqliteStore.Open(_folder["store.db"], TimeProvider.System);
        var day = Scenario.Of("feed A sequential per 1\n08:00 receive A/L1 10 from SUP\n08:01 move A/L1 4 from DOCK to FACE\n08:02 load A/L1 2 run WO1\n08:03 make P#1..2 run WO1", s_plant);
        _store.AppendForeign(day.Stored.Select(s => EventWriter.Write(s.Event)).ToList());
    }

    [Theory]
    [InlineData("A/L1")]
    [InlineData("https://plant.example/item/A/lot/L1")]
    [InlineData("P/1")]
    public async Task A_hold_is_set_listed_and_released(string target)
    {
        await using var host = await ApiHost.OverAsync(s_plant, _store);
        var (hold, location) = await host.PostAsync("/api/v1/holds", new { target, reason = "seal <burst>", by = "Q. Vogel" }, 201);
        var id = hold.GetProperty("id").GetString();
        Assert.Equal($"/api/v1/holds/{id}", location);
        Assert.Equal(("unavailable", "seal <burst>", "Q. Vogel"), (hold.GetProperty("disposition").GetString(), hold.GetProperty("reason").GetString(), hold.GetProperty("by").GetString()));
        Assert.Equal(id, Assert.Single((await host.GetAsync("/api/v1/holds")).GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        var e = _store.Read(_store.LastCommit).Event;
        Assert.Equal((Vocabulary.BizStep.Holding, hold.GetProperty("event").GetString(), id), (e.BizStep, e.EventId, e.Trace!.Hold!.Id));

        using var released = await DeleteAsync(host, $"/api/v1/holds/{id}?by=Q.%20Vogel");
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        Assert.Empty((await host.GetAsync("/api/v1/holds")).GetProperty("items").EnumerateArray());
        Assert.Equal(["unavailable"], _store.Read(_store.LastCommit).Event.PersistentDisposition!.Unset);
        using var again = await DeleteAsync(host, $"/api/v1/holds/{id}");
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Two_holds_of_one_lot_are_released_one_by_one_and_the_unit_s_history_tells_them()
    {
        await using var host = await ApiHost.OverAsync(s_plant, _store);
        var ids = new List<string>();
        foreach (var reason in new[] { "first", "second" })
            ids.Add((await host.PostAsync("/api/v1/holds", new { target = "P/1", reason }, 201)).Body.GetProperty("id").GetString()!);
        using var released = await DeleteAsync(host, $"/api/v1/holds/{ids[0]}");
        Assert.Equal(ids[1], Assert.Single((await host.GetAsync("/api/v1/holds")).GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(2, (await host.GetAsync("/api/v1/units/history?id=P/1")).GetProperty("holds").GetArrayLength());
    }

    [Fact]
    public async Task A_recall_s_things_in_the_plant_are_held_with_one_hold()
    {
        await using var host = await ApiHost.OverAsync(s_plant, _store);
        var recall = (await host.PostAsync("/api/v1/recalls", new { seed = "A/L1", mode = "defect", reason = "crack" }, 201)).Body.GetProperty("id").GetString();
        var (hold, _) = await host.PostAsync("/api/v1/holds", new { target = recall, reason = "crack" }, 201);
        Assert.Equal("recalled", hold.GetProperty("disposition").GetString());
        Assert.Equal(["L1", "1", "2"], hold.GetProperty("things").EnumerateArray().Select(t => t.GetProperty("lot").GetString() ?? t.GetProperty("serial").GetString()));
    }

    [Theory]
    [InlineData("{}", 400, "missing-parameter", "reason")]
    [InlineData("{\"reason\":\"x\"}", 400, "missing-parameter", "target")]
    [InlineData("{\"target\":\"A/L1\",\"reason\":\" \"}", 400, "missing-parameter", "reason")]
    [InlineData("{\"target\":\"A/L9\",\"reason\":\"x\"}", 404, "unknown-id", "target")]
    [InlineData("{\"target\":\"L1\",\"reason\":\"x\"}", 300, "ambiguous-id", "target")]
    [InlineData("{\"target\":\"A/L1\",\"reason\":\"a\\u0000b\"}", 400, "malformed-parameter", "reason")]
    [InlineData("{\"target\":\"A/L1\",\"reason\":7}", 400, "malformed-parameter", null)]
    [InlineData("[", 400, "malformed-parameter", null)]
    public async Task What_cannot_be_held_is_refused_and_nothing_is_stored(string body, int status, string type, string? field)
    {
        await using var host = await ApiHost.OverAsync(s_plant, _store);
        var before = _store.LastCommit;
        using var client = new HttpClient { BaseAddress = host.Address };
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/api/v1/holds", UriKind.Relative), content);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.EndsWith(type, problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        if (field is not null) Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Equal(before, _store.LastCommit);
    }

    private static async Task<HttpResponseMessage> DeleteAsync(ApiHost host, string path)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        return await client.DeleteAsync(new Uri(path, UriKind.Relative));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
