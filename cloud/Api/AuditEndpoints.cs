using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

/// <summary>Why an event does not count, and since when that is known.</summary>
public sealed record VoidedBy(DateTimeOffset DeclaredAt, string? Reason, IReadOnlyList<string> CorrectedBy, DateTimeOffset RecordTime, long Commit);

/// <summary>An event about the thing; Document is the event whole, as it came.</summary>
public sealed record AuditEntry(DateTimeOffset Time, string Event, string Type, string? BizStep, string? Gateway, long? Number, DateTimeOffset RecordTime, long Commit, VoidedBy? Voided, JsonElement? Document);

/// <summary>For auditors: every event about a thing, and whether a gateway's records are all there and as they came.</summary>
public static class AuditEndpoints
{
    private const int PerPage = 200;

    // A chain of millions of records is read beside everybody's questions; only the events of a thing need the records to themselves.
    public static void MapAudit(this IEndpointRouteBuilder api) => api.MapGet("/api/v1/audit", Audit).WithMetadata(OutOfTurn.Marker)
        .WithSummary("id: every event about a thing in order, voided ones shown as such; gateway: its chain recomputed, nothing removed, nothing altered");

    private static async Task<IResult> Audit(Records records, IEventStore store, HttpContext context, string? id, string? gateway, string? asOf, string? knownAt, int? perPage, string? nextPageToken)
    {
        if (string.IsNullOrEmpty(id) == string.IsNullOrEmpty(gateway)) throw RefusedException.Missing("id", "either a thing's id, or instead of it 'gateway'");
        if (gateway is not null) return Chain(store, gateway);
        using var lease = await records.EnterAsync(context.RequestAborted);
        var projection = Parameters.At(records, asOf, knownAt);
        var page = Parameters.Page(Account.Of(projection, IdParameter.Thing(projection, id)), perPage ?? PerPage, nextPageToken);
        return Results.Ok(new Page<AuditEntry>(page.Items.Select(t => EntryOf(records, store, projection, t)).ToList(), page.NextPageToken));
    }

    private static AuditEntry EntryOf(Records records, IEventStore store, Projection projection, Told told)
    {
        var fact = projection.Log[told.Fact];
        var stored = records.Events([fact.Commit])[0];
        var bytes = store.ReadBytes(fact.EventId);
        return new AuditEntry(projection.Timeline.TimeOf(told.Fact), fact.EventId, fact.Type.ToString(), stored.Event.BizStep, stored.Gateway, stored.Number, stored.RecordTime, stored.Commit,
            told.Declaration < 0 ? null : VoidOf(records, projection, told.Declaration), bytes is null ? null : JsonSerializer.Deserialize<JsonElement>(bytes));
    }

    private static VoidedBy VoidOf(Records records, Projection projection, int declaration)
    {
        var stored = records.Events([projection.Log[declaration].Commit])[0];
        var error = stored.Event.ErrorDeclaration!;
        return new VoidedBy(error.DeclarationTime, error.Reason, error.CorrectiveEventIds, stored.RecordTime, stored.Commit);
    }

    private static StreamedTrace Chain(IEventStore store, string gateway)
    {
        var heads = store.Heads(gateway);
        if (heads.Count == 0) throw new RefusedException(404, "unknown-gateway", "gateway", $"There is no stream of a gateway '{gateway}' in the records.");
        return new StreamedTrace(response => WriteChainAsync(response, store, gateway, heads));
    }

    // Progress is part of the answer: whoever waits for millions of records sees that something happens.
    private static async Task WriteChainAsync(HttpResponse response, IEventStore store, string gateway, IReadOnlyList<StreamHead> heads)
    {
        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        var intact = true;
        json.WriteStartObject();
        json.WriteString("gateway", gateway);
        json.WriteStartArray("epochs");
        foreach (var head in heads)
        {
            json.WriteStartObject();
            json.WriteString("epoch", head.Epoch);
            json.WriteNumber("committed", head.Committed);
            json.WriteStartArray("progress");
            ChainProgress? last = null;
            foreach (var progress in ChainAudit.Verify(store, gateway, head))
            {
                last = progress;
                if (progress.Done) break;
                json.WriteNumberValue(progress.Verified);
                json.Flush();
                await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
            }
            json.WriteEndArray();
            json.WriteNumber("verified", last!.Verified);
            json.WriteNumber("beyondGap", last.Beyond);
            json.WriteBoolean("intact", last.Break is null);
            json.WritePropertyName("break");
            JsonSerializer.Serialize(json, last.Break, RecallAnswer.Options);
            json.WriteEndObject();
            intact &= last.Break is null;
        }
        json.WriteEndArray();
        json.WriteBoolean("intact", intact);
        json.WriteEndObject();
    }
}
