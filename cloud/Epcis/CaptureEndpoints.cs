using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>
/// The standard's capture interface (EPCIS 2.0 section 12): documents as jobs, single events at once, and what is asked back of both.
/// This folder turns partners' documents into events of the store; it reads, judges and answers, and knows nothing of genealogy.
/// </summary>
internal static class CaptureEndpoints
{
    private const string Behaviour = "GS1-Capture-Error-Behaviour";
    private const int DefaultPerPage = 30;
    private const int MostPerPage = 1000;

    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Registers what captures, where the store can keep captured documents.</summary>
    public static void AddEpcis(this IServiceCollection services, IEventStore store)
    {
        if (store is not ICaptureStore capture) return;
        services.AddSingleton(capture);
        services.AddSingleton<CaptureBody>();
        services.AddSingleton<CaptureLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<CaptureLoop>());
    }

    public static void MapEpcis(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<ICaptureStore>() is null) return;
        var epcis = app.MapGroup("/epcis").AddEndpointFilter(Discovery.Answer);
        epcis.MapPost("/capture", CaptureAsync).WithMetadata(new BodyLimit()).WithSummary("Captures an EPCISDocument: 202 and a job to ask for");
        epcis.MapGet("/capture", Jobs).WithSummary("Capture jobs, the newest first");
        epcis.MapGet("/capture/{captureID}", Job).WithSummary("A capture job: whether it runs, whether it succeeded, its errors");
        epcis.MapPost("/events", AddEventAsync).WithMetadata(new BodyLimit()).WithSummary("Captures one event at once");
        epcis.MapGet("/events/{*eventID}", Event).WithSummary("An event as it was captured, with its context, id and record time");
        Discovery.Map(epcis);
    }

    private static async Task<IResult> CaptureAsync(HttpContext http, ICaptureStore store, CaptureLoop loop, CaptureBody bodies)
    {
        var proceed = http.Request.Headers[Behaviour].ToString() switch
        {
            "" or "rollback" => false,
            "proceed" => true,
            var other => throw new EpcisRefusedException(EpcisProblem.Invalid($"{Behaviour} is '{other}'; rollback or proceed is expected.")),
        };
        var body = await bodies.ReadAsync(http, bytes => CaptureDocument.Read(bytes));
        var job = store.AddCapture(proceed, body) ?? throw new EpcisRefusedException(new("epcisException:ImplementationException", "Too much is waiting", 503,
            "Too many documents wait to be captured; nothing of this one was stored. Send it again later."));
        loop.Ring();
        http.Response.Headers.Location = $"/epcis/capture/{job.Id}";
        http.Response.Headers[Behaviour] = proceed ? "proceed" : "rollback";
        return Results.StatusCode(202);
    }

    private static IResult Jobs(HttpContext http, ICaptureStore store, string? perPage, string? nextPageToken)
    {
        var size = Number(perPage, "perPage", DefaultPerPage, MostPerPage);
        var jobs = store.Captures(Number(nextPageToken, "nextPageToken", long.MaxValue, long.MaxValue), (int)size);
        if (jobs.Count == size && jobs[^1].Number > 1)
            http.Response.Headers.Link =
                string.Create(CultureInfo.InvariantCulture, $"</epcis/capture?perPage={size}&nextPageToken={jobs[^1].Number}>; rel=\"next\"");
        return Results.Text($"[{string.Join(',', jobs.Select(Json))}]", "application/json");
    }

    private static IResult Job(ICaptureStore store, string captureID) => store.FindCapture(captureID) is { } job
        ? Results.Text(Json(job), "application/json")
        : throw new EpcisRefusedException(EpcisProblem.NotThere($"There is no capture job '{captureID}'; GET /epcis/capture lists them."));

    private static async Task<IResult> AddEventAsync(HttpContext http, ICaptureStore store, CaptureBody bodies)
    {
        EpcisEvent? read = null;
        var body = await bodies.ReadAsync(http, bytes => read = SingleEvent.Read(bytes));
        var outcome = store.Capture([new CapturedEvent(read!, body, SingleEvent.NoContext)], whole: true, _ => null)[0];
        if (outcome == ForeignOutcome.Conflict)
            throw new EpcisRefusedException(EpcisProblem.Conflict($"The event was not stored: {CaptureErrors.Reason}")
                with
            { EventId = read!.EventId, Pointer = "/eventID" });
        return Results.Created($"/epcis/events/{Uri.EscapeDataString(read!.EventId)}", null);
    }

    private static IResult Event(HttpContext http, ICaptureStore store)
    {
        // The route would decode %2F and its like by halves; ids are full of them.
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.Split('?')[0];
        var id = Uri.UnescapeDataString(path[(path.IndexOf("/events/", StringComparison.Ordinal) + "/events/".Length)..]);
        return store.FindEvent(id) is { } kept
            ? Results.Bytes(SingleEvent.Write(kept), "application/json")
            : throw new EpcisRefusedException(EpcisProblem.NotThere($"There is no event '{id}'; percent-encode its whole eventID."));
    }

    private static string Json(CaptureJob job)
    {
        var head = JsonSerializer.Serialize(new
        {
            captureID = job.Id,
            createdAt = EventWriter.Time(job.CreatedAt),
            finishedAt = job.FinishedAt is { } finished ? EventWriter.Time(finished) : null,
            running = job.FinishedAt is null,
            success = job.Success ?? false,
            captureErrorBehaviour = job.Proceed ? "proceed" : "rollback",
        }, WithoutNulls);
        return $"{head[..^1]},\"errors\":{job.Errors ?? "[]"}}}";
    }

    private static long Number(string? text, string name, long otherwise, long most)
    {
        if (string.IsNullOrEmpty(text)) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
            : throw new EpcisRefusedException(EpcisProblem.Invalid($"{name} is '{text}'; 1 to {most} is expected."));
    }

    // CaptureBody counts itself: the server's own limit would cut the line before the partner has read why.
    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
