using System.Buffers;
using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

/// <summary>What was asked for, as it is saved and asked again.</summary>
public sealed record RecallQuestion(JsonElement Seed, TraceMode Mode)
{
    public static RecallQuestion Of(SavedRecall saved) => new(JsonSerializer.Deserialize<JsonElement>(saved.Seed), saved.Mode == "defect" ? TraceMode.Defect : TraceMode.Contamination);
}

/// <summary>A recall's answer as JSON: the fields of api.md section 2, the seeds, customers, balance of each seed lot, and where everything is.</summary>
public static class RecallAnswer
{
    public static readonly JsonSerializerOptions Options = JsonOptions();

    private static JsonSerializerOptions JsonOptions()
    {
        var options = new JsonSerializerOptions();
        Json.Configure(options);
        return options;
    }

    /// <summary>The scope, and how many things are in it. Seeds that the view does not know give an empty scope where nothing else is said.</summary>
    public static async Task<(ReadOnlyMemory<byte> Json, int Things)> WriteAsync(Records records, GatewayStates states, Projection projection, IReadOnlyList<int> named, TraceMode mode)
    {
        var scope = RecallScope.Of(projection, named, mode);
        var buffer = new ArrayBufferWriter<byte>(4096);
        await using var json = new Utf8JsonWriter(buffer);
        var trace = new TraceAnswer(projection, scope.Seeds, forward: true, scope.Result, Completeness.Of(records, projection, states));
        json.WriteStartObject();
        json.WriteStartArray("seeds");
        foreach (var seed in named)
        {
            json.WriteStartObject();
            trace.WriteIdentity(json, seed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Write(json, "seedEvents", named.SelectMany(t => projection.FactsOf(t)).Distinct().Select(projection.EventIdOf));
        await trace.WriteFieldsAsync(json, () => Task.CompletedTask);
        Write(json, "customers", scope.Customers());
        Write(json, "balance", scope.SeedLots.Select(lot => BalanceOf(records, states, projection, lot)).ToList());
        Write(json, "whereabouts", scope.Whereabouts());
        json.WriteEndObject();
        await json.FlushAsync();
        return (buffer.WrittenMemory, scope.Result.Things.Count);
    }

    private static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, Options);
    }

    private static object BalanceOf(Records records, GatewayStates states, Projection projection, int lot)
    {
        var b = Balance.Of(projection, lot);
        return new
        {
            Id = projection.Things.Uri(lot),
            b.Received,
            b.Produced,
            b.Returned,
            b.Used,
            b.InProcess,
            b.Shipped,
            b.Scrapped,
            b.Sampled,
            b.OnHand,
            b.Gap,
            b.Found,
            b.Lost,
            b.AccountedPercent,
            Uom = b.Uom ?? "EA",
            Candidates = BalanceCandidates.Of(records, projection, states, lot, b),
        };
    }
}
