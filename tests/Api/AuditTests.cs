using System.Text.Json;
using Microsoft.Data.Sqlite;
using Traceability.Cloud.Store;
using Traceability.Plant;
using Traceability.Tests.Delivery;
using Traceability.Tests.Genealogy;

namespace Traceability.Tests.Api;

/// <summary>What an auditor asks: every event about a thing with what was declared wrong, and whether a gateway's records are those that it sent.</summary>
public sealed class AuditTests : IDisposable
{
    private const string Gateway = "G";
    private const int Records = 2500;
    private static readonly string Epoch = new('e', 32);
    private static readonly PlantModel Plant = PlantFile.Read("""{"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example","items":[{"item":"A"}]}"""u8);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_event_about_a_thing_is_listed_and_voided_ones_say_so()
    {
        var events = Scenario.Of("""
            08:00 receive A/1 10 from SUP
            wrong= 08:05 ship A/1 4 from DOCK to EAST
            08:06 receive A/2 10 from SUP
            right= 08:07 ship A/1 3 from DOCK to EAST
            09:00 void wrong corrected right
            """, Plant).Stored;
        await using var host = await ApiHost.StartAsync(Plant, events);
        var items = (await host.GetAsync("/api/v1/audit?id=A/1")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["receiving", "shipping", "shipping"], items.Select(i => i.GetProperty("bizStep").GetString()));
        Assert.Equal([1, 2, 4], items.Select(i => i.GetProperty("commit").GetInt32()));
        var voided = items[1].GetProperty("voided");
        Assert.Equal(("incorrect_data", events[3].Event.EventId), (voided.GetProperty("reason").GetString(), voided.GetProperty("correctedBy")[0].GetString()));
        Assert.Equal(JsonValueKind.Null, items[0].GetProperty("voided").ValueKind);
        Assert.Equal(events[0].Event.EventId, items[0].GetProperty("document").GetProperty("eventID").GetString());
        // Before it was known that it is wrong, it counted.
        Assert.All((await host.GetAsync("/api/v1/audit?id=A/1&knownAt=4")).GetProperty("items").EnumerateArray(), i => Assert.Equal(JsonValueKind.Null, i.GetProperty("voided").ValueKind));
        Assert.Equal("id", (await host.GetAsync("/api/v1/audit", 400)).GetProperty("field").GetString());
        Assert.Equal("gateway", (await host.GetAsync("/api/v1/audit?gateway=nobody", 404)).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("", 2500, null, 0)]
    [InlineData("UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'storing', 'st0ring') AS BLOB) WHERE number = 1700", 1699, "altered", 1700)]
    [InlineData("DELETE FROM event WHERE number = 1200", 1199, "removed", 1200)]
    [InlineData("DELETE FROM event WHERE number > 2400", 2400, "removed", 2401)]
    public async Task A_chain_is_whole_or_says_where_it_is_not(string tampering, int verified, string? what, int number)
    {
        var path = Path.Combine(_folder.Path, "store.db");
        using var store = SqliteStore.Open(path, TimeProvider.System);
        Fill(store);
        Tamper(path, tampering);
        await using var host = await ApiHost.OverAsync(Plant, store);
        var answer = await host.GetAsync("/api/v1/audit?gateway=" + Gateway);
        Assert.Equal(what is null, answer.GetProperty("intact").GetBoolean());
        var epoch = Assert.Single(answer.GetProperty("epochs").EnumerateArray());
        Assert.Equal(verified, epoch.GetProperty("verified").GetInt32());
        if (what is null) return;
        Assert.Equal((what, number), (epoch.GetProperty("break").GetProperty("what").GetString(), epoch.GetProperty("break").GetProperty("number").GetInt32()));
    }

    [Fact]
    public void A_record_altered_together_with_its_hash_is_found_at_the_mark()
    {
        var path = Path.Combine(_folder.Path, "store.db");
        using var store = SqliteStore.Open(path, TimeProvider.System);
        Fill(store);
        Tamper(path, "UPDATE event SET bytes = (SELECT bytes FROM event WHERE number = 7), hash = (SELECT hash FROM event WHERE number = 7) WHERE number = 9");
        var last = ChainAudit.Verify(store, Gateway, Assert.Single(store.Heads(Gateway))).Last();
        Assert.Equal(("ends otherwise", 2500L), (last.Break!.What, last.Break.Number));
    }

    private static void Fill(SqliteStore store)
    {
        var stream = Enumerable.Range(1, Records).Select(n => Events.Of(Gateway, Epoch, n, "storing")).ToArray();
        for (var from = 1; from <= Records; from += 500) Assert.Equal(500, store.Append(Gateway, Events.Batch(Epoch, stream, from, 500)).Stored);
    }

    private static void Tamper(string path, string sql)
    {
        if (sql.Length == 0) return;
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
