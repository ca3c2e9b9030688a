using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;

namespace Traceability.Cloud.Api;

/// <summary>What may explain a balance that does not close: records that are missing, entries made by hand, and counts. A question to a person, no proof.</summary>
public static class BalanceCandidates
{
    public static List<string> Of(Records records, Projection projection, GatewayStates states, int lot, Balance balance)
    {
        if (balance is { Gap: 0, Found: 0, Lost: 0 }) return [];
        var candidates = Completeness.Of(records, projection, states).Warnings.ToList();
        foreach (var index in projection.FactsOf(lot))
        {
            var fact = projection.Log[index];
            if (fact.Kind == FactKind.Count) candidates.Add($"Counted at {projection.PlaceOf(fact.BizLocation) ?? "a place not recorded"} in event {fact.EventId}");
            else if (projection.Log.Names[fact.Capture] is "manualConfirmed" or "override" or "manual") candidates.Add($"Entered by hand in event {fact.EventId}");
        }
        return candidates;
    }
}
