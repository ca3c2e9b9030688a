using System.Globalization;
using System.Text.Json.Serialization;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

/// <summary>Silent: others reported for longer than <see cref="Completeness.SilentAfter"/> after its last event, and the broker does not show it online.</summary>
public sealed record GatewaySeen(string Gateway, DateTimeOffset? LastSeen, IReadOnlyList<long> Missing, bool Silent);

/// <summary>
/// How far an answer's records are whole. Complete only if no number of any gateway is missing, none is silent and none was never heard;
/// clocks without bound and events without lot widen an answer instead, and are warned of. Missing is as of today.
/// </summary>
public sealed record Completeness(bool Complete, IReadOnlyList<GatewaySeen> Gateways, IReadOnlyList<string> Warnings)
{
    /// <summary>The warnings that make an answer possibly too short.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Holes { get; init; } = [];

    public static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(15);

    public static Completeness Of(Records records, Projection projection, GatewayStates? states = null)
    {
        var heard = projection.Coverage.Gateways;
        var streams = records.Gateways().ToLookup(s => s.Gateway, StringComparer.Ordinal);
        var gateways = streams.Select(s => s.Key).Concat(heard.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(name => new GatewaySeen(name, heard.GetValueOrDefault(name) is { Last: >= 0 and var last } ? new DateTimeOffset(last, TimeSpan.Zero) : null,
                streams[name].SelectMany(s => s.Missing).ToList(), IsSilent(projection, heard.GetValueOrDefault(name), IsOnline(projection, states, name)))).ToList();
        var newest = projection.Newest < 0 ? (DateTimeOffset?)null : projection.Timeline.TimeOf(projection.Newest);
        var holes = streams.SelectMany(s => s).Where(s => s.Missing.Count > 0).Select(Gap)
            .Concat(gateways.Where(g => g.Silent).Select(g => $"Gateway {g.Gateway} silent since {Clock(g.LastSeen!.Value, newest!.Value)}"))
            .Concat(projection.Plant.Gateways.Where(g => !gateways.Exists(s => s.Gateway == g && s.LastSeen is not null)).Select(g => $"Gateway {g} was never heard")).ToList();
        return new Completeness(holes.Count == 0, gateways, [.. holes, .. Doubts(projection)]) { Holes = holes };
    }

    private static bool IsOnline(Projection projection, GatewayStates? states, string gateway) =>
        projection.Cut is { KnownCommit: null, KnownTime: null } && states is not null && states.All().Any(s => s.Gateway == gateway && s.Online);

    // A gateway that has reported since the view's time sent everything before it: its numbers would show a hole.
    private static bool IsSilent(Projection projection, GatewayHeard? heard, bool isOnline) =>
        heard is { Last: >= 0 } && !isOnline && projection.Timeline.TicksOf(projection.Newest) - heard.LastKnown > SilentAfter.Ticks;

    private static IEnumerable<string> Doubts(Projection projection)
    {
        foreach (var (name, heard) in projection.Coverage.Gateways.OrderBy(g => g.Key, StringComparer.Ordinal))
            if (heard.Unsynchronised > 0)
                yield return $"The clock of gateway {name} was not synchronised for {Events(heard.Unsynchronised)}, the first is {projection.EventIdOf(heard.FirstUnsynchronised)}";
        if (projection.Coverage.WithoutLot is [var first, ..] without)
            yield return $"{Events(without.Count)} without lot, the first is {projection.EventIdOf(first)}";
    }

    private static string Events(int count) => $"{count} event{(count == 1 ? "" : "s")}";

    private static string Gap(GatewayStream stream) =>
        $"Gateway {stream.Gateway} lacks {stream.Missing.Count} record{(stream.Missing.Count == 1 ? "" : "s")}, the first is number {stream.Missing[0]}";

    // The date only where it is another day.
    private static string Clock(DateTimeOffset time, DateTimeOffset newest) =>
        time.UtcDateTime.ToString(time.UtcDateTime.Date == newest.UtcDateTime.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
