using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Cloud.Web;

/// <summary>A station with its light. Pattern is one of the gateway's words, "dark" where nothing was heard, which means broken.</summary>
public sealed record StationView(Station Station, string Pattern, string? Reason, string? Since);

/// <summary>A pick that was stopped or overridden. Thing is the id to trace.</summary>
public sealed record DeviationView(DateTimeOffset Time, string Station, string Verdict, string Name, string Thing, string? Reason, IReadOnlyList<string> Expected);

public sealed record RefusedRead(DateTimeOffset Time, string Station, string Reason, string Raw);

/// <summary>Is anything wrong? The plant as its gateways say it is now, and the newest of what went wrong.</summary>
public sealed record HomeView(PlantModel Plant, PlantClock Clock, IReadOnlyList<StationView> Stations, CoverageView Coverage, IReadOnlyList<DeviationView> Deviations,
    IReadOnlyList<RefusedRead> Refusals, IReadOnlyList<(string Word, int Count)> Counts, DateTimeOffset? Newest)
{
    /// <summary>How many of the newest are shown; all are in the API.</summary>
    private const int Newer = 8;

    public bool IsFresh => Newest is null;

    public static HomeView Of(Records records, GatewayStates states)
    {
        var projection = records.Now();
        var plant = projection.Plant;
        var lights = states.All().SelectMany(s => s.Lights.Select(l => (Key: (s.Gateway, l.Key), l.Value))).ToDictionary(l => l.Key, l => l.Value);
        var stations = plant.Stations.Values.Select(s => lights.TryGetValue((s.Gateway, s.Id), out var light)
            ? new StationView(s, Lights.Known(light.Pattern), light.Reason, light.Since) : new StationView(s, Lights.Dark, null, null)).ToList();
        var facts = projection.InOrder().Select(f => projection.Log[f]).ToList();
        var refusals = Latest(records, facts, f => f.Kind == FactKind.Refused)
            .Select(e => new RefusedRead(e.EventTime, e.Trace?.Station ?? "", e.Trace?.Refusal?.Reason ?? "", e.Trace?.Refusal?.Raw ?? "")).ToList();
        var deviations = Latest(records, facts, f => f.Verdict is Verdict.Blocked or Verdict.Override).Select(e => DeviationOf(projection, e)).ToList();
        return new HomeView(plant, new PlantClock(plant), stations, CoverageView.Of(records, projection, states), deviations, refusals, CountsOf(projection, facts),
            facts.Count == 0 ? null : facts[^1].Time);
    }

    private static IEnumerable<EpcisEvent> Latest(Records records, List<Fact> facts, Func<Fact, bool> isWanted) =>
        records.Events(facts.Where(isWanted).TakeLast(Newer).Reverse().Select(f => f.Commit)).Select(s => s.Event);

    // Things are only looked up by what the event names: a lot that was merely wanted may not be on record yet.
    private static DeviationView DeviationOf(Projection projection, EpcisEvent e)
    {
        var (trace, pick) = (e.Trace!, e.Trace!.Pick!);
        var uri = e.QuantityList is [var element, ..] ? element.EpcClass : e.EpcList is [var epc, ..] ? epc : null;
        var thing = uri is null ? (int?)null : projection.Things.Of(uri);
        return new DeviationView(e.EventTime, trace.Station ?? "", pick.Verdict, thing is { } t ? $"{projection.ItemOf(t)} {projection.Things[t].Extension}" : "", uri ?? "", pick.Reason,
            pick.Expected.Select(x => CanonicalUri.Parse(x)?.Extension ?? x).ToList());
    }

    private static List<(string, int)> CountsOf(Projection projection, List<Fact> facts) =>
    [
        ("records", facts.Count), ("lots received", facts.Where(f => f.Kind == FactKind.Receive).SelectMany(f => f.Goods).Select(g => g.Thing).Distinct().Count()),
        ("units made", facts.Where(f => f.Kind == FactKind.Make).Sum(f => f.Outputs.Count(g => g.IsInstance))), ("picks allowed", facts.Count(f => f.Verdict == Verdict.Allowed)),
        ("picks stopped", facts.Count(f => f.Verdict is Verdict.Blocked or Verdict.Override)), ("reads refused", facts.Count(f => f.Kind == FactKind.Refused)),
        ("containers shipped", facts.Where(f => f.Kind == FactKind.Ship).Sum(f => f.Goods.Count)),
    ];

    /// <summary>What needs a person now, worst first; none is the calm line.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. Stations.Where(s => s.Pattern is "redFlashing" or "red" or "blue").Select(s => $"{s.Station.Id}: {s.Reason ?? Lights.Word(s.Pattern)}"),
        .. Coverage.Completeness.Gateways.Where(g => g.Missing.Count > 0).Select(g => $"{g.Gateway}: {g.Missing.Count:N0} records missing, the first is {g.Missing[0]}"),
        .. Coverage.Gateways.Where(g => g.Online != true).Select(g => g.LastSeen is null ? $"{g.Gateway} was never heard" : $"{g.Gateway} is silent, last record {Clock.Minute(g.LastSeen)}"),
    ];

    public string Calm => $"All well: {Stations.Count} stations, {Coverage.Gateways.Count} gateways online, no record missing, the newest of {Clock.Minute(Newest)}.";
}

/// <summary>Words for the patterns of lights (screens.md section 4): shape, word and colour always stand together.</summary>
public static class Lights
{
    public const string Dark = "dark";
    public static readonly IReadOnlyList<string> Patterns = ["ready", "green", "yellow", "redFlashing", "red", "blue", Dark];

    public static string Known(string pattern) => Patterns.Contains(pattern) ? pattern : Dark;

    public static string Word(string pattern) => pattern switch
    {
        "ready" => "ready",
        "green" => "right",
        "yellow" => "warning",
        "redFlashing" => "wrong, put back",
        "red" => "unresolved",
        "blue" => "person needed",
        _ => "dark, check it",
    };
}
