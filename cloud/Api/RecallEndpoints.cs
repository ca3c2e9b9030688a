using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Api;

/// <summary>Seed as <see cref="RecallSeeds"/> reads it. Mode is contamination where it is not said; asOf the later of now and the newest event.</summary>
public sealed record RecallAsked(JsonElement Seed, string? Mode, string? Reason, string? AsOf, string? By);

public sealed record SignOffAsked(string? Thing, string? By, string? Why);

/// <summary>One line of the list of recalls.</summary>
public sealed record RecallListed(string Id, DateTimeOffset Created, JsonElement Seed, string Mode, string? Reason, string? By, DateTimeOffset AsOf, long KnownAt, int Things, bool Changed);

/// <summary>Saved recalls (api.md section 3): the scope as it was answered, and what has become known since.</summary>
public static class RecallEndpoints
{
    public static void MapRecalls(this IEndpointRouteBuilder api)
    {
        api.MapPost("/api/v1/recalls", Save).WithSummary("Answers a recall and saves its scope with the time and the state of records it was answered from");
        api.MapGet("/api/v1/recalls", List).WithSummary("All saved recalls, the newest first, and whether their scope has changed");
        api.MapGet("/api/v1/recalls/{id}", Show).WithSummary("A saved recall: its scope as it was answered, and what has changed since");
        api.MapGet("/api/v1/recalls/{id}/scope.csv", Csv).WithSummary("The scope as a table, a thing a line");
        api.MapGet("/api/v1/recalls/{id}/scope.epcis.json", Document).WithSummary("The events that the scope rests on, as an EPCIS 2.0 document");
        api.MapPost("/api/v1/recalls/{id}/signoff", SignOffOne).WithSummary("A person takes a thing that is no longer indicated off the open list");
    }

    private static async Task<IResult> Save(Records records, RecallBook book, TimeProvider time, HttpResponse response, RecallAsked asked)
    {
        if (asked.Mode is not (null or "defect" or "contamination")) throw RefusedException.Malformed("mode", asked.Mode, "defect or contamination is expected");
        var (now, newest) = (time.GetUtcNow(), records.Now());
        var latest = newest.Newest >= 0 && newest.Timeline.TimeOf(newest.Newest) > now ? newest.Timeline.TimeOf(newest.Newest) : now;
        var question = new RecallQuestion(asked.Seed, asked.Mode == "defect" ? TraceMode.Defect : TraceMode.Contamination);
        var saved = await book.SaveAsync(records, question, asked.Reason, asked.By, Parameters.Time(asked.AsOf, "asOf") ?? latest, now);
        response.Headers.Location = $"/api/v1/recalls/{saved.Id}";
        return await AnswerAsync(records, book, saved, StatusCodes.Status201Created);
    }

    private static async Task<Page<RecallListed>> List(Records records, RecallBook book, int? perPage, string? nextPageToken)
    {
        var page = Parameters.Page(book.All(), perPage, nextPageToken);
        var listed = new List<RecallListed>();
        foreach (var r in page.Items)
            listed.Add(new RecallListed(r.Id, r.Created, RecallQuestion.Of(r).Seed, r.Mode, r.Reason, r.By, r.AsOf, r.KnownAt, r.Things, (await book.CompareAsync(records, r)).Changed));
        return new Page<RecallListed>(listed, page.NextPageToken);
    }

    private static async Task<IResult> Show(Records records, RecallBook book, string id) => await AnswerAsync(records, book, Found(book, id), StatusCodes.Status200OK);

    private static async Task<IResult> SignOffOne(Records records, RecallBook book, TimeProvider time, string id, SignOffAsked asked)
    {
        var recall = Found(book, id);
        if (string.IsNullOrWhiteSpace(asked.By)) throw RefusedException.Missing("by", "who signs it off");
        if (string.IsNullOrWhiteSpace(asked.Why)) throw RefusedException.Missing("why", "why it is no part of the recall");
        var thing = records.Now().Things.Uri(IdParameter.Thing(records.Now(), asked.Thing, "thing"));
        return Results.Ok(await book.SignOffAsync(records, recall, new SignOff(thing, asked.By, asked.Why, time.GetUtcNow())));
    }

    private static Task Csv(RecallBook book, HttpResponse response, string id) => RecallFiles.CsvAsync(response, Found(book, id), book);

    private static Task Document(RecallBook book, IEventStore store, HttpResponse response, TimeProvider time, string id) => RecallFiles.DocumentAsync(response, Found(book, id), book, store, time.GetUtcNow());

    private static SavedRecall Found(RecallBook book, string id) => book.Find(id) ?? throw new RefusedException(404, "unknown-recall", "id", $"There is no recall '{id}'; /api/v1/recalls lists them.");

    private static async Task<IResult> AnswerAsync(Records records, RecallBook book, SavedRecall recall, int status)
    {
        var change = await book.CompareAsync(records, recall);
        var scope = book.Scope(recall);
        return new StreamedTrace(async response =>
        {
            response.StatusCode = status;
            response.ContentType = "application/json; charset=utf-8";
            await using var json = new Utf8JsonWriter(response.BodyWriter);
            json.WriteStartObject();
            json.WriteString("id", recall.Id);
            json.WritePropertyName("seed");
            json.WriteRawValue(recall.Seed);
            json.WriteString("mode", recall.Mode);
            json.WriteString("reason", recall.Reason);
            json.WriteString("by", recall.By);
            json.WriteString("created", EventWriter.Time(recall.Created));
            json.WriteString("asOf", EventWriter.Time(recall.AsOf));
            json.WriteNumber("knownAt", recall.KnownAt);
            foreach (var field in scope.EnumerateObject()) field.WriteTo(json);
            json.WritePropertyName("changedSince");
            JsonSerializer.Serialize(json, change, RecallAnswer.Options);
            json.WriteEndObject();
        });
    }
}
