using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

public sealed record GatewaySeen(string Gateway, DateTimeOffset? LastSeen, IReadOnlyList<long> Missing);

/// <summary>How far an answer's records are whole: complete only if no number of any gateway is missing.</summary>
public sealed record Completeness(bool Complete, IReadOnlyList<GatewaySeen> Gateways, IReadOnlyList<string> Warnings)
{
    public static Completeness Of(Records records, Projection projection)
    {
        var streams = records.Gateways();
        var seen = streams.GroupBy(s => s.Gateway).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new GatewaySeen(g.Key, g.Max(s => s.LastEventTime), g.SelectMany(s => s.Missing).ToList())).ToList();
        var warnings = streams.Where(s => s.Missing.Count > 0).Select(Gap).ToList();
        warnings.AddRange(projection.Plant.Gateways.Where(g => seen.TrueForAll(s => s.Gateway != g)).Select(g => $"Gateway {g} was never heard"));
        return new Completeness(warnings.Count == 0, seen, warnings);
    }

    private static string Gap(GatewayStream stream) =>
        $"Gateway {stream.Gateway} lacks {stream.Missing.Count} record{(stream.Missing.Count == 1 ? "" : "s")}, the first is number {stream.Missing[0]}";
}
