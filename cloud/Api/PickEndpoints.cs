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
        var wanted = verdict switch { "allowed" => Verdict.Allowed, "blocked" => Verdict.Blocked, "override" => Verdict.Override, _ => Verdict.None };
        var picks = Within(projection, from, to, station, f => f.Kind is FactKind.Pick or FactKind.Blocked && f.Verdict != Verdict.None && (wanted == Verdict.None || f.Verdict == wanted));
        return Told(records, Parameters.Page(picks, perPage, nextPageToken), recorded => PickOf(projection, recorded));
    }

    private static Page<PickAnswer> Deviations(Records records, string? from, string? to, string? station, int? perPage, string? nextPageToken)
    {
        var projection = records.Now();
        var deviations = Within(projection, from, to, station, IsDeviation);
        return Told(records, Parameters.Page(deviations, perPage, nextPageToken), recorded => PickOf(projection, recorded));
    }

    private static Page<RefusalAnswer> Refusals(Records records, string? from, string? to, string? station, int? perPage, string? nextPageToken)
    {
        var projection = records.Now();
        var completions = projection.InOrder().Select(f => projection.Log[f]).Where(f => f.Completes != 0).GroupBy(f => projection.Log.Names[f.Completes]!).ToDictionary(g => g.Key, g => g.First());
        var refusals = Within(projection, from, to, station, f => f.Kind == FactKind.Refused);
        return Told(records, Parameters.Page(refusals, perPage, nextPageToken), r =>
        {
            var completedBy = completions.GetValueOrDefault(r.EventId);
            return new RefusalAnswer(r.EventTime, r.Trace?.Station, r.Trace?.Refusal?.Reason ?? "", r.Trace?.Refusal?.Raw ?? "", r.EventId, completedBy?.EventId, completedBy?.Time);
        });
    }

    // Facts are chosen and paged first; only what is shown is read whole from the store.
    private static Page<T> Told<T>(Records records, Page<Fact> facts, Func<EpcisEvent, T> tell) =>
        new(records.Events(facts.Items.Select(f => f.Commit)).Select(s => tell(s.Event)).ToList(), facts.NextPageToken);

    private static List<Fact> Within(Projection projection, string? from, string? to, string? station, Func<Fact, bool> isWanted)
    {
        DateTimeOffset? first = Parameters.Time(from, "from"), last = Parameters.Time(to, "to");
        if (station is not null && !projection.Plant.Stations.ContainsKey(station)) throw new RefusedException(404, "unknown-station", "station", $"Plant {projection.Plant.Code} has no station '{station}'.");
        return projection.InOrder().Select(f => projection.Log[f]).Where(f => isWanted(f) && (first is null || f.Time >= first) && (last is null || f.Time < last)
            && (station is null || projection.Log.Names[f.Station] == station)).ToList();
    }

    // A transfer that carries a pick's evidence is how a station says that it let a newer lot up to a face.
    private static bool IsDeviation(Fact fact) => fact.Verdict is Verdict.Blocked or Verdict.Override || fact.Verdict == Verdict.Allowed && fact.Kind is not (FactKind.Pick or FactKind.Blocked);

    private static PickAnswer PickOf(Projection projection, EpcisEvent e)
    {
        var (trace, pick, lot) = (e.Trace!, e.Trace!.Pick!, LotOf(projection, e));
        var order = e.BizTransactionList.FirstOrDefault(t => t.Type is Vocabulary.BizTransaction.ProductionOrder or Vocabulary.BizTransaction.OrderConfirmation)?.Id;
        return new PickAnswer(e.EventTime, trace.Station, projection.PlaceOf(e.ReadPoint ?? e.BizLocation), lot.Item, lot.Lot, lot.Quantity, lot.Uom ?? "EA", pick.Verdict, pick.Reason,
            pick.Expected, Projection.DocumentOf(order), trace.Operator, pick.AuthorisedBy, e.EventId);
    }

    private static (string? Item, string? Lot, decimal? Quantity, string? Uom) LotOf(Projection projection, EpcisEvent e)
    {
        if (e.QuantityList is [var element, ..])
        {
            var lot = projection.Things.Of(element.EpcClass);
            return (projection.ItemOf(lot), projection.Things[lot].Extension, element.Quantity, element.Uom);
        }
        if (e.EpcList is not [var epc, ..]) return (null, null, null, null);
        var unit = projection.Things.Of(epc);
        return (projection.ItemOf(unit), projection.Things[unit].Extension, 1, null);
    }
}
