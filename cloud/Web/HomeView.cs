using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
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
        var refusals = projection.Events.Where(r => r.Event.Trace?.Refusal is not null).TakeLast(Newer).Reverse()
            .Select(r => new RefusedRead(r.Time, r.Event.Trace!.Station ?? "", r.Event.Trace.Refusal!.Reason, r.Event.Trace.Refusal.Raw)).ToList();
        var deviations = projection.Events.Where(r => r.Event.Trace?.Pick is { } pick && pick.Verdict != "allowed").TakeLast(Newer).Reverse().Select(r => DeviationOf(projection, r)).ToList();
        return new HomeView(plant, new PlantClock(plant), stations, CoverageView.Of(records, projection, states), deviations, refusals, CountsOf(projection),
            projection.Events.Count == 0 ? null : projection.Events[^1].Time);
    }

    // Things are only looked up by what the event names: a lot that was merely wanted may not be on record yet.
    private static DeviationView DeviationOf(Projection projection, Recorded recorded)
    {
        var (trace, pick) = (recorded.Event.Trace!, recorded.Event.Trace!.Pick!);
        var uri = recorded.Event.QuantityList is [var element, ..] ? element.EpcClass : recorded.Event.EpcList is [var epc, ..] ? epc : null;
        var thing = uri is null ? (int?)null : projection.Things.Of(uri);
        return new DeviationView(recorded.Time, trace.Station ?? "", pick.Verdict, thing is { } t ? $"{projection.ItemOf(t)} {projection.Things[t].Extension}" : "", uri ?? "", pick.Reason,
            pick.Expected.Select(e => CanonicalUri.Parse(e)?.Extension ?? e).ToList());
    }

    private static List<(string, int)> CountsOf(Projection projection)
    {
        int picks = 0, stopped = 0, refused = 0;
        foreach (var trace in projection.Events.Select(r => r.Event.Trace))
        {
            if (trace?.Refusal is not null) refused++;
            if (trace?.Pick is not { } pick) continue;
            if (pick.Verdict == "allowed") picks++;
            else stopped++;
        }
        var made = projection.Events.Sum(r => r.Event.OutputEpcList.Count);
        return [("records", projection.Events.Count), ("lots received", projection.Placement.Receipts.Count), ("units made", made), ("picks allowed", picks), ("picks stopped", stopped),
            ("reads refused", refused), ("containers shipped", projection.Placement.Shipments.Count)];
    }

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
