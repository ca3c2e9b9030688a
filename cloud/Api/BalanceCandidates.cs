using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;

namespace Traceability.Cloud.Api;

/// <summary>What may explain a balance that does not close: records that are missing, entries made by hand, and counts; and which quantities nobody stated. A question to a person, no proof.</summary>
public static class BalanceCandidates
{
    public static List<string> Of(Records records, Projection projection, GatewayStates states, int lot, Balance balance)
    {
        var closes = balance is { Gap: 0, Found: 0, Lost: 0 };
        var candidates = closes ? [] : Completeness.Of(records, projection, states).Warnings.ToList();
        foreach (var index in projection.FactsOf(lot))
        {
            var fact = projection.Log[index];
            if (IsUncounted(fact, lot)) candidates.Add($"No quantity stated in event {fact.EventId}");
            if (closes) continue;
            if (fact.Kind == FactKind.Count) candidates.Add($"Counted at {projection.PlaceOf(fact.BizLocation) ?? "a place not recorded"} in event {fact.EventId}");
            else if (projection.Log.Names[fact.Capture] is "manualConfirmed" or "override" or "manual") candidates.Add($"Entered by hand in event {fact.EventId}");
        }
        return candidates;
    }

    private static bool IsUncounted(Fact fact, int lot) => fact.Kind switch
    {
        FactKind.Receive or FactKind.CustomerReturn or FactKind.Ship or FactKind.Destroy => fact.Goods.Any(g => g.Thing == lot && g.Quantity is null),
        FactKind.Make => fact.Outputs.Any(g => g.Thing == lot && g.Quantity is null),
        _ => false,
    };
}
