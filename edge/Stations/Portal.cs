using Traceability.Gs1;

namespace Traceability.Edge.Stations;

/// <summary>
/// An RFID portal at a dock door: many sightings of a tag become one arrival (edge.md section 2). Strays make no event;
/// sightings stay in memory and are read again after a restart, an arrival is durable.
/// </summary>
public static class Portal
{
    private const int ThresholdDbm = -70;
    private static readonly TimeSpan ArrivalWindow = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Departure = TimeSpan.FromSeconds(3);

    public static Decision Decide(Situation s, int rssi)
    {
        if (rssi < ThresholdDbm) return new Decision(s.State, null, []) { Volatile = true };
        var epc = Convert.ToHexString(s.Data.Span);
        var tags = s.State.Tags.RemoveRange(s.State.Tags.Where(t => s.Time - t.Value.Last > Departure).Select(t => t.Key));
        var seen = tags.GetValueOrDefault(epc);
        var arrives = seen is { Arrived: false } && s.Time - seen.Last <= ArrivalWindow;
        var presence = new TagPresence(seen?.First ?? s.Time, s.Time, seen?.Arrived == true || arrives);
        var state = s.State with { Tags = tags.SetItem(epc, presence) };
        return arrives ? Arrive(s with { State = state, Capture = "rfid" }) : new Decision(state, null, []) { Volatile = true };
    }

    private static Decision Arrive(Situation s)
    {
        var id = Identifier.IdentifyTag(s.Data.Span).Id;
        // Tags of other people's goods pass a door all day; only containers are this station's business.
        if (id is not { Kind: MaterialKind.Container } container) return new Decision(s.State, null, []) { Volatile = true };
        if (s.Job is { Kind: "1K" } job && s.Time - job.Used > Shipping.Silence) s = s with { State = s.State with { Job = null } };
        if (Shipping.Order(s) is not { } order)
            return new Decision(s.State, Light.Blue($"container {container.Key} at the door, no order open: scan the shipping order"), []);
        return Shipping.IsShippedWith(s, order, container.Uri) ? new Decision(s.State, null, []) : Shipping.Ship(s, order, container.Uri, container.Key);
    }
}
