using Traceability.Edge.Devices;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>
/// An RFID portal at a dock door: many sightings of a tag become one arrival (edge.md section 2). Strays are counted and make no event;
/// sightings stay in memory and are read again after a restart, what came of them is durable.
/// </summary>
public static class Portal
{
    /// <summary>A photo-eye's session ends when the beam has been free and no tag seen for so long: a lift's turn in the door takes less.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>One sighting of a tag.</summary>
    public static Decision Decide(Situation s, TagSighting sighting)
    {
        var door = DoorOf(s);
        var portal = Passed(s.State.Portal(s.Reader), door, s.Time);
        if (sighting.Rssi < door.RssiThresholdDbm) return Stray(s, portal, portal.Strays with { Weak = portal.Strays.Weak + 1 });
        if (s.Job is { Kind: "1K" } job && s.Time - job.Used > Shipping.Silence) s = s with { State = s.State with { Job = null } };
        var epc = Convert.ToHexString(s.Data.Span);
        var open = door.Session == DoorSession.Order ? DateTimeOffset.MinValue : portal.Opened;
        var (tag, move) = TagPresence.See(portal.Tags.GetValueOrDefault(epc), door, sighting.Antenna, s.Time, open);
        portal = portal with { Tags = With(portal, epc, tag), Sighted = portal.Opened is null ? portal.Sighted : s.Time };
        var strays = portal.Strays;
        if (tag.IsResident) return Stray(s, portal, strays with { Muted = strays.Muted + 1 });
        if (open is null || Shipping.Order(s) is null) portal = portal with { Strays = strays with { Outside = strays.Outside + 1 } };
        if (move == TagMove.None) return Stray(s, portal, portal.Strays);
        // Tags of other people's goods pass a door all day; only containers are this station's business.
        if (Identifier.IdentifyTag(s.Data.Span).Id is not { Kind: MaterialKind.Container } container)
            return Stray(s, portal, portal.Strays with { Foreign = strays.Foreign + 1 });
        var decision = Move(s with { State = s.State.With(s.Reader, portal), Capture = "rfid" }, container, move);
        return decision.Events.Any(e => e.BizStep == Epcis.Vocabulary.BizStep.Shipping) ? decision with { State = Shipped(decision.State, s.Reader, epc) } : decision;
    }

    /// <summary>The photo-eye's beam is broken, or free again. With the beam a session opens; who stands in it when the next order comes belongs to that.</summary>
    public static Decision Beam(Situation s, bool isBroken)
    {
        var portal = Passed(s.State.Portal(s.Reader), DoorOf(s), s.Time);
        if (portal.IsBroken == isBroken) return Stray(s, portal, portal.Strays);
        portal = portal with { IsBroken = isBroken, BeamAt = s.Time, Opened = portal.Opened ?? (isBroken ? s.Time : null) };
        return new Decision(s.State.With(s.Reader, portal), null, []);
    }

    /// <summary>The state once a shipping order has begun or ended: what passes a door then passes for the new order, or for none.</summary>
    public static StationState Reopened(StationState state, DateTimeOffset time)
    {
        foreach (var (reader, portal) in state.Portals)
            if (portal.Opened is not null || portal.IsBroken)
                state = state.With(reader, portal with
                {
                    Opened = portal.IsBroken ? time : null,
                    Tags = portal.Tags.SetItems(portal.Tags.Where(t => t.Value is { Gone: false, Visits.IsEmpty: false }).Select(t => KeyValuePair.Create(t.Key, t.Value with { Acted = false, Crossed = false }))),
                });
        return state;
    }

    /// <summary>Tags that a portal mutes, as people know them: a container by its SSCC, anything else by its bytes.</summary>
    public static IReadOnlyList<string> Residents(PortalState portal) =>
        portal.Tags.Where(t => t.Value.IsResident).Select(t => Name(t.Key)).Order(StringComparer.Ordinal).ToList();

    private static string Name(string epc) => Identifier.IdentifyTag(Convert.FromHexString(epc)).Id is { Kind: MaterialKind.Container } container ? container.Key : epc;

    private static Door DoorOf(Situation s) => s.Station.Readers.FirstOrDefault(r => r.Id == s.Reader)?.Door ?? new Door();

    private static Decision Stray(Situation s, PortalState portal, Strays strays) => new(s.State.With(s.Reader, portal with { Strays = strays }), null, []) { Volatile = true };

    private static StationState Shipped(StationState state, string reader, string epc)
    {
        var portal = state.Portal(reader);
        return state.With(reader, portal with { Tags = portal.Tags.SetItem(epc, portal.Tags[epc] with { Visits = [] }) });
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, TagPresence> With(PortalState portal, string epc, TagPresence tag)
    {
        var tags = portal.Tags.SetItem(epc, tag);
        return tags.Count > PortalState.MostTags ? tags.Remove(tags.Where(t => t.Key != epc).MinBy(t => t.Value.Last).Key) : tags;
    }

    // What time alone has done since the sighting before: visits end, tags are forgotten, a session closes.
    private static PortalState Passed(PortalState portal, Door door, DateTimeOffset time)
    {
        var tags = portal.Tags.ToBuilder();
        var alone = 0;
        foreach (var (epc, tag) in portal.Tags)
        {
            if (time - tag.Last <= door.Depart) continue;
            if (tag is { Gone: false, Arrived: false }) alone++;
            var gone = tag with { Gone = true };
            if (gone.IsForgotten || time - tag.Last > TagPresence.Away) tags.Remove(epc);
            else if (!tag.Gone) tags[epc] = gone;
        }
        var still = time - (portal.Sighted > portal.BeamAt ? portal.Sighted : portal.BeamAt);
        // A reader that was away may have missed that the beam is free again: no session outlives the order's own silence.
        var isOver = still > (portal.IsBroken ? Shipping.Silence : Quiet);
        return portal with { Tags = tags.ToImmutable(), Strays = portal.Strays with { Alone = portal.Strays.Alone + alone }, Opened = isOver ? null : portal.Opened };
    }

    private static Decision Move(Situation s, MaterialId container, TagMove move)
    {
        if (Shipping.Order(s) is not { } order)
            return move == TagMove.In ? new Decision(s.State, null, []) { Volatile = true }
                : new Decision(s.State, Light.Blue($"container {container.Key} at the door, no order open: scan the shipping order"), []);
        var isShipped = Shipping.IsShippedWith(s, order, container.Uri);
        if (move == TagMove.In) return isShipped ? Shipment.CameBack(s, order, container.Key)
            : new Decision(s.State, Light.Yellow($"container {container.Key} comes in: not shipped with {order.Id}"), []);
        return isShipped ? new Decision(s.State, null, []) : Shipment.Noted(s, order, container.Uri, container.Key, Shipping.Ship(s, order, container.Uri, container.Key));
    }
}
