using Traceability.Cloud.Genealogy;
using Traceability.Epcis;

namespace Traceability.Cloud.Api;

public sealed record PickAnswer(DateTimeOffset Time, string? Station, string? Location, string? Item, string? Lot, decimal? Quantity, string? Uom, string Verdict, string? Reason,
    IReadOnlyList<string> Expected, string? Order, string? Operator, string? AuthorisedBy, string Event);

public sealed record RefusalAnswer(DateTimeOffset Time, string? Station, string Reason, string Raw, string Event, string? CompletedBy, DateTimeOffset? CompletedTime);

/// <summary>What people did at the faces and what could not be committed: every verdict, never a silent one.</summary>
public static class PickEndpoints
{
    public static void MapPicks(this IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/picks", Picks).WithSummary("Every label presented at a pick face, with the verdict that the light showed");
        api.MapGet("/api/v1/deviations", Deviations).WithSummary("Blocked and overridden picks, and replenishing against the rotation");
        api.MapGet("/api/v1/refusals", Refusals).WithSummary("Reads that could not be committed, and what completed them");
    }

    private static Page<PickAnswer> Picks(Records records, string? from, string? to, string? station, string? verdict, int? perPage, string? nextPageToken)
    {
        if (verdict is not (null or "allowed" or "blocked" or "override")) throw RefusedException.Malformed("verdict", verdict, "allowed, blocked or override is expected");
        var projection = records.Now();
        var picks = Within(projection, from, to, station).Where(r => r.Event is { BizStep: Vocabulary.BizStep.Picking or Vocabulary.BizStep.PickBlocked, Trace.Pick: { } pick }
            && (verdict is null || pick.Verdict == verdict));
        return Parameters.Page(picks.Select(r => PickOf(projection, r)).ToList(), perPage, nextPageToken);
    }

    private static Page<PickAnswer> Deviations(Records records, string? from, string? to, string? station, int? perPage, string? nextPageToken)
    {
        var projection = records.Now();
        var deviations = Within(projection, from, to, station).Where(IsDeviation).Select(r => PickOf(projection, r)).ToList();
        return Parameters.Page(deviations, perPage, nextPageToken);
    }

    private static Page<RefusalAnswer> Refusals(Records records, string? from, string? to, string? station, int? perPage, string? nextPageToken)
    {
        var projection = records.Now();
        var completions = projection.Events.Where(r => r.Event.Trace?.Completes is not null).GroupBy(r => r.Event.Trace!.Completes!).ToDictionary(g => g.Key, g => g.First());
        var refusals = Within(projection, from, to, station).Where(r => r.Event.Trace?.Refusal is not null).Select(r =>
        {
            var completedBy = completions.GetValueOrDefault(r.Event.EventId);
            return new RefusalAnswer(r.Time, r.Event.Trace!.Station, r.Event.Trace.Refusal!.Reason, r.Event.Trace.Refusal.Raw, r.Event.EventId, completedBy?.Event.EventId, completedBy?.Time);
        });
        return Parameters.Page(refusals.ToList(), perPage, nextPageToken);
    }

    private static IEnumerable<Recorded> Within(Projection projection, string? from, string? to, string? station)
    {
        DateTimeOffset? first = Parameters.Time(from, "from"), last = Parameters.Time(to, "to");
        if (station is not null && !projection.Plant.Stations.ContainsKey(station)) throw new RefusedException(404, "unknown-station", "station", $"Plant {projection.Plant.Code} has no station '{station}'.");
        return projection.Events.Where(r => (first is null || r.Time >= first) && (last is null || r.Time < last) && (station is null || r.Event.Trace?.Station == station));
    }

    // A transfer that carries a pick's evidence is how a station says that it let a newer lot up to a face.
    private static bool IsDeviation(Recorded recorded) =>
        recorded.Event.Trace?.Pick is { } pick && (pick.Verdict != "allowed" || IsReplenishing(recorded));

    private static bool IsReplenishing(Recorded recorded) => recorded.Event.BizStep is not (Vocabulary.BizStep.Picking or Vocabulary.BizStep.PickBlocked);

    private static PickAnswer PickOf(Projection projection, Recorded recorded)
    {
        var (trace, pick, lot) = (recorded.Event.Trace!, recorded.Event.Trace!.Pick!, LotOf(projection, recorded));
        var order = recorded.Event.BizTransactionList.FirstOrDefault(t => t.Type is Vocabulary.BizTransaction.ProductionOrder or Vocabulary.BizTransaction.OrderConfirmation)?.Id;
        return new PickAnswer(recorded.Time, trace.Station, projection.PlaceOf(recorded.Event.ReadPoint ?? recorded.Event.BizLocation), lot.Item, lot.Lot, lot.Quantity, lot.Uom ?? "EA", pick.Verdict, pick.Reason,
            pick.Expected, Projection.DocumentOf(order), trace.Operator, pick.AuthorisedBy, recorded.Event.EventId);
    }

    private static (string? Item, string? Lot, decimal? Quantity, string? Uom) LotOf(Projection projection, Recorded recorded)
    {
        if (recorded.Event.QuantityList is [var element, ..])
        {
            var lot = projection.Things.Of(element.EpcClass);
            return (projection.ItemOf(lot), projection.Things[lot].Extension, element.Quantity, element.Uom);
        }
        if (recorded.Event.EpcList is not [var epc, ..]) return (null, null, null, null);
        var unit = projection.Things.Of(epc);
        return (projection.ItemOf(unit), projection.Things[unit].Extension, 1, null);
    }
}
