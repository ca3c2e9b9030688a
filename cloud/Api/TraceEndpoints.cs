using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Epcis;

namespace Traceability.Cloud.Api;

/// <summary>Where did it go, what is in it, what became of it (api.md sections 2 and 3).</summary>
public static class TraceEndpoints
{
    public static void MapTrace(this IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/trace", Trace).WithSummary("Forward or backward trace with classes, reasons, shipments and what is excluded");
        api.MapGet("/api/v1/units/history", History).WithSummary("One unit's life: origin, components, containers, shipment");
        api.MapGet("/api/v1/balance", BalanceOf).WithSummary("Mass balance of a lot");
        api.MapGet("/api/v1/lots", Lot).WithSummary("A lot's attributes and what is on hand of it");
    }

    private static IResult Trace(Records records, GatewayStates states, TimeProvider time, string? id, string? direction, string? mode, string? asOf, string? knownAt)
    {
        if (direction is not (null or "forward" or "backward")) throw RefusedException.Malformed("direction", direction, "forward or backward is expected");
        if (mode is not (null or "defect" or "contamination")) throw RefusedException.Malformed("mode", mode, "defect or contamination is expected");
        var projection = Parameters.At(records, asOf, knownAt);
        var seed = IdParameter.Thing(projection, id);
        var traceMode = mode == "contamination" ? TraceMode.Contamination : TraceMode.Defect;
        var forward = direction != "backward";
        var result = forward ? projection.Forward(seed, traceMode) : projection.Backward(seed, traceMode);
        var newest = projection.Newest < 0 ? time.GetUtcNow() : projection.Timeline.TimeOf(projection.Newest);
        var cut = Parameters.Time(asOf, "asOf") ?? (newest > time.GetUtcNow() ? newest : time.GetUtcNow());
        var answer = new TraceAnswer(projection, projection.SeedsOf(seed), forward, result, Completeness.Of(records, projection, states));
        return new StreamedTrace(response => answer.WriteAsync(response, seed, traceMode, cut));
    }

    private static IResult History(Records records, string? id, string? asOf, string? knownAt)
    {
        var projection = Parameters.At(records, asOf, knownAt);
        var unit = IdParameter.Thing(projection, id);
        if (!projection.Things.IsUnit(unit)) throw new RefusedException(400, "not-a-unit", "id", $"'{id}' is a {IdParameter.KindOf(projection.Things[unit].Kind)}; only a unit has a history of its own.");
        var history = UnitHistory.Of(projection, unit);
        return Results.Ok(new
        {
            Id = projection.Things.Uri(unit),
            Item = projection.ItemOf(unit),
            Serial = projection.Things[unit].Extension,
            Where = Whereabouts.Of(projection, unit),
            history.Assigned,
            history.Components,
            history.Locations,
            history.Containers,
            history.Shipment,
            history.Shipments,
            history.Returns,
            history.Holds,
            history.Events,
            Warranty = new { Start = history.WarrantyStart, End = history.WarrantyEnd },
        });
    }

    private static IResult BalanceOf(Records records, GatewayStates states, string? id, string? asOf, string? knownAt)
    {
        var projection = Parameters.At(records, asOf, knownAt);
        var lot = IdParameter.Thing(projection, id);
        var balance = Balance.Of(projection, lot);
        return Results.Ok(new
        {
            Id = projection.Things.Uri(lot),
            balance.Received,
            balance.Produced,
            balance.Returned,
            balance.Used,
            balance.InProcess,
            balance.Shipped,
            balance.Scrapped,
            balance.Sampled,
            balance.OnHand,
            balance.Gap,
            balance.Found,
            balance.Lost,
            balance.AccountedPercent,
            Uom = balance.Uom ?? "EA",
            Candidates = BalanceCandidates.Of(records, projection, states, lot, balance),
        });
    }

    private static IResult Lot(Records records, string? id, string? asOf, string? knownAt)
    {
        var projection = Parameters.At(records, asOf, knownAt);
        var lot = IdParameter.Thing(projection, id);
        var life = projection.Lives.Of(lot);
        var receipts = life.Receipts;
        var first = receipts.Count > 0 ? projection.Log[receipts[0].Fact] : null;
        var birth = life.Birth >= 0 ? projection.Log[life.Birth] : null;
        var uom = projection.Log.Names[life.Totals.Uom] ?? "EA";
        return Results.Ok(new
        {
            Id = projection.Things.Uri(lot),
            Kind = IdParameter.KindOf(projection.Things[lot].Kind),
            Item = projection.ItemOf(lot),
            Lot = projection.Things[lot].Extension,
            Aliases = projection.FactsOf(lot).Select(f => projection.Log[f].Lot?.SupplierLot ?? 0).Where(n => n != 0).Distinct().Select(n => projection.Log.Names[n]).ToList(),
            Supplier = first is null ? null : projection.PartyOf(first.Party),
            Order = first is null ? null : projection.DocumentOf(first.Document),
            // An own lot is received when it is first put out: first in, first out goes by it.
            Received = (first ?? birth)?.Time,
            Quantity = first is null ? null : receipts.Sum(r => r.Quantity),
            WorkOrder = projection.Log.Names[birth?.Run ?? 0] is { } run ? Vocabulary.WorkOrderOfRun(run) : null,
            Produced = birth?.Time,
            Expiry = first?.Lot?.Expiry ?? birth?.Lot?.Expiry,
            Status = Whereabouts.Of(projection, lot).State,
            Receipts = receipts.Select(r => (r.Quantity, r.Uom, Fact: projection.Log[r.Fact])).Select(r => new { Event = r.Fact.EventId, r.Fact.Time, r.Quantity, Uom = projection.Log.Names[r.Uom] ?? "EA", Supplier = projection.PartyOf(r.Fact.Party), Order = projection.DocumentOf(r.Fact.Document), r.Fact.Lot?.Expiry }).ToList(),
            OnHand = life.Lying.Select(p => new { Location = projection.PlaceOf(p.Place), p.Quantity, Uom = uom }).ToList(),
        });
    }
}

/// <summary>A result that writes itself into the response as it goes.</summary>
internal sealed class StreamedTrace(Func<HttpResponse, Task> write) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => write(httpContext.Response);
}
