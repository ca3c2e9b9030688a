using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;

namespace Traceability.Cloud.Web;

/// <summary>One gateway's part in whether an answer can be trusted. Online is null where the broker has told nothing of it yet.</summary>
public sealed record GatewayCoverage(string Gateway, bool? Online, DateTimeOffset? LastSeen, IReadOnlyList<long> Missing, bool Silent)
{
    /// <summary>ok, unknown, silent, gap or never: the worst that is true of it.</summary>
    public string State => LastSeen is null ? "never" : Missing.Count > 0 ? "gap" : Online switch { false => "silent", null => Silent ? "silent" : "unknown", true => "ok" };

    public string Word => State switch
    {
        "ok" => "online",
        "unknown" => "not connected",
        "silent" => "silent",
        "gap" => $"{Missing.Count:N0} missing, first is {Missing[0]}",
        _ => "never heard",
    };
}

/// <summary>The coverage strip: how far the records behind an answer are whole.</summary>
public sealed record CoverageView(IReadOnlyList<GatewayCoverage> Gateways, Completeness Completeness)
{
    public static CoverageView Of(Records records, Projection projection, GatewayStates states)
    {
        var completeness = Completeness.Of(records, projection, states);
        var online = states.All().ToDictionary(s => s.Gateway, s => s.Online, StringComparer.Ordinal);
        var seen = completeness.Gateways.ToDictionary(g => g.Gateway, StringComparer.Ordinal);
        var names = projection.Plant.Gateways.Concat(seen.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new CoverageView(names.Select(n => new GatewayCoverage(n, online.TryGetValue(n, out var on) ? on : null, seen.GetValueOrDefault(n)?.LastSeen, seen.GetValueOrDefault(n)?.Missing ?? [], seen.GetValueOrDefault(n)?.Silent ?? false)).ToList(), completeness);
    }

    /// <summary>What makes the answer possibly too short; a silent gateway does, though no number is missing yet.</summary>
    public IReadOnlyList<string> Faults(PlantClock clock) =>
        [.. Completeness.Holes, .. Gateways.Where(g => g is { State: "silent", Silent: false }).Select(g => $"Gateway {g.Gateway} has not reported since {clock.Minute(g.LastSeen)}")];
}
