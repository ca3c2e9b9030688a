using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Traceability.Cloud.Capture;
using Traceability.Cloud.Downlink;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Messaging;

namespace Traceability.Cloud.Api;

/// <summary>Target is any id of a lot, unit or container, or the id of a saved recall.</summary>
public sealed record HoldAsked(string? Target, string? Reason, string? By);

public sealed record HoldAnswer(string Id, string Disposition, IReadOnlyList<Candidate> Things, string? Reason, string? By, DateTimeOffset Since, string? Gateway, string Event);

public sealed record ReleaseAnswer(string Id, DateTimeOffset Released, int Things, string Event);

/// <summary>
/// Holds (api.md section 3). A hold is an EPCIS event like any other: it is captured into the store, and from there the
/// genealogy, the audit and the gateways have it. Holds that were raised on site are listed and released here too.
/// </summary>
public static class HoldEndpoints
{
    private const int LongestReason = 400;
    private static readonly byte[] Context = Encoding.UTF8.GetBytes(
        $$"""{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"trace":"{{Vocabulary.Namespace}}"}],""");

    public static void MapHolds(this IEndpointRouteBuilder api)
    {
        api.MapPost("/api/v1/holds", Hold).WithSummary("Puts a lot, unit or container on hold, or everything of a saved recall that has not left the plant").Produces<HoldAnswer>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        api.MapGet("/api/v1/holds", List).WithSummary("The holds that stand, the oldest first, also those raised on site").Produces<Page<HoldAnswer>>();
        api.MapDelete("/api/v1/holds/{id}", Release).WithSummary("Releases a hold: whatever no other hold is on is free").Produces<ReleaseAnswer>().ProducesProblem(404);
    }

    private static IResult Hold(Records records, RecallBook recalls, PlantDirectory directory, IEventStore store, TimeProvider time, HoldAsked asked)
    {
        var (reason, by) = (Text(asked.Reason, "reason", "why it is held") ?? throw RefusedException.Missing("reason", "why it is held"), Text(asked.By, "by", "who holds it"));
        if (string.IsNullOrWhiteSpace(asked.Target)) throw RefusedException.Missing("target", "a lot, unit, container or the id of a saved recall");
        var recall = recalls.Find(asked.Target);
        var things = recall is null ? [Thing(records.Now(), asked.Target)] : OnHand(recalls.Scope(recall));
        if (things.Count == 0) throw new RefusedException(409, "nothing-to-hold", "target", $"Nothing of recall {recall!.Id} is in the plant any more; nothing was held.");
        directory.CatchUp();
        var standing = directory.Standing().Sum(h => h.Things.Count);
        if (standing + things.Count > FaceCodec.MaxHeldThings)
            throw new RefusedException(409, "too-many-holds", "target", $"{things.Count} things would be held beside {standing}; the gateways keep at most {FaceCodec.MaxHeldThings}. Hold their lots or containers instead.");
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var disposition = recall is null ? Vocabulary.Disposition.Unavailable : Vocabulary.Disposition.Recalled;
        Capture(store, Event(id, things, time, reason, by) with { BizStep = Vocabulary.BizStep.Holding, PersistentDisposition = new PersistentDisposition([disposition], []) });
        directory.CatchUp();
        var hold = directory.Standing().First(h => h.Id == id);
        return Results.Created($"/api/v1/holds/{id}", Answer(records.Now(), hold));
    }

    private static Page<HoldAnswer> List(Records records, PlantDirectory directory, int? perPage, string? nextPageToken)
    {
        directory.CatchUp();
        var page = Parameters.Page(directory.Standing(), perPage, nextPageToken);
        var projection = records.Now();
        return new Page<HoldAnswer>(page.Items.Select(h => Answer(projection, h)).ToList(), page.NextPageToken);
    }

    private static ReleaseAnswer Release(PlantDirectory directory, IEventStore store, TimeProvider time, string id, string? reason, string? by)
    {
        directory.CatchUp();
        // Held as failed and held as recalled may go by one id: both are released.
        var holds = directory.Standing().Where(h => h.Id == id).ToList();
        if (holds.Count == 0) throw new RefusedException(404, "unknown-hold", "id", $"There is no standing hold '{id}'; GET /api/v1/holds lists them.");
        var things = holds.SelectMany(h => h.Things).Distinct().ToList();
        var e = Event(id, things, time, Text(reason, "reason", "why it is released"), Text(by, "by", "who releases it")) with
        {
            BizStep = Vocabulary.BizStep.Inspecting,
            PersistentDisposition = new PersistentDisposition([], holds.Select(h => h.Disposition).ToList()),
        };
        Capture(store, e);
        return new ReleaseAnswer(id, e.EventTime, things.Count, e.EventId);
    }

    private static string? Text(string? text, string field, string what)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return text.Length <= LongestReason && !text.Any(char.IsControl) && !HasLoneSurrogate(text) ? text
            : throw RefusedException.Malformed(field, text.Length > 40 ? $"{text[..40]}…" : text, $"{what}, in at most {LongestReason} characters without controls, is expected");
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return true;
        return false;
    }

    private static string Thing(Projection projection, string target)
    {
        var thing = IdParameter.Thing(projection, target, "target");
        return projection.Things.KindOf(thing) is MaterialKind.Lot or MaterialKind.Unit or MaterialKind.Container ? projection.Things.Uri(thing)
            : throw new RefusedException(400, "not-holdable", "target", $"'{target}' is no lot, unit or container; those can be held.");
    }

    // What was shipped, used up or scrapped is out of reach of any light.
    private static List<string> OnHand(JsonElement scope)
    {
        var here = scope.GetProperty("things").EnumerateArray().Where(t => t.GetProperty("kind").GetString() is "lot" or "unit" or "container")
            .Where(t => t.GetProperty("where").GetProperty("state").GetString() is not ("shipped" or "consumed" or "scrapped")).Select(t => t.GetProperty("id").GetString()!);
        var seeds = scope.GetProperty("seeds").EnumerateArray().Where(s => s.GetProperty("kind").GetString() is "lot" or "unit" or "container").Select(s => s.GetProperty("id").GetString()!);
        return seeds.Concat(here).Distinct(StringComparer.Ordinal).ToList();
    }

    private static EpcisEvent Event(string hold, List<string> things, TimeProvider time, string? reason, string? by)
    {
        var lots = things.Where(t => CanonicalUri.Parse(t) is not { Kind: MaterialKind.Unit or MaterialKind.Container }).ToList();
        return new EpcisEvent
        {
            Type = EventType.ObjectEvent,
            EventId = EventIdentity.Of("api", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), 1),
            EventTime = time.GetUtcNow(),
            Action = EventAction.OBSERVE,
            EpcList = things.Count > lots.Count ? things.Except(lots).ToList() : null,
            QuantityList = lots.ConvertAll(l => new QuantityElement(l, null)),
            Trace = new TraceFields { Capture = "api", Operator = by, Hold = new TraceHold(hold, reason) },
        };
    }

    private static void Capture(IEventStore store, EpcisEvent e)
    {
        if (store is not ICaptureStore capture) throw new RefusedException(501, "read-only-store", "", "This service's store takes no events of its own; nothing was held or released.");
        byte[] body = [.. Context, .. EventWriter.Write(e).AsSpan(1)];
        if (capture.Capture([new CapturedEvent(SingleEvent.Read(body), body, SingleEvent.NoContext)], whole: true, _ => null)[0] != ForeignOutcome.Accepted)
            throw new RefusedException(409, "conflict", "", "The event was not taken: its id is committed with other content. Ask again.");
    }

    private static HoldAnswer Answer(Projection projection, StandingHold hold)
    {
        var things = hold.Things.Select(t => CanonicalUri.Parse(t) is { } id && projection.Things.Find(id) is { } thing
            ? IdParameter.CandidateOf(projection, thing) : new Candidate(t, "lot", null, null, null));
        return new HoldAnswer(hold.Id, hold.Disposition, things.ToList(), hold.Reason, hold.By, hold.Since, hold.Gateway, hold.Event);
    }
}
