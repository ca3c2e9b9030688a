using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

public sealed record Assigned(DateTimeOffset Time, string? Location, string? Run, string? WorkOrder, string? Lot, string Event);
public sealed record ComponentPart(string Id, string Item, string? Lot, string? Serial, LinkClass Class, string? Reason, string? Run);
public sealed record SeenAt(DateTimeOffset Time, string Location, string? BizStep, string Event);
public sealed record ContainedIn(string Id, int Level, DateTimeOffset Packed, DateTimeOffset? Unpacked, string Event);
public sealed record ShippedWith(string? Order, string? Customer, DateTimeOffset Time, string? Container, string Event);
public sealed record HistoryEvent(DateTimeOffset Time, string Event, string Type, string? BizStep, string? Location);

/// <summary>A unit's life as a warranty claim asks for it. Containers are listed inside out: level 1 holds the unit.</summary>
public sealed record UnitHistory(Assigned? Assigned, IReadOnlyList<ComponentPart> Components, IReadOnlyList<SeenAt> Locations, IReadOnlyList<ContainedIn> Containers,
    ShippedWith? Shipment, IReadOnlyList<SeenAt> Returns, IReadOnlyList<HistoryEvent> Events, DateTimeOffset? WarrantyStart, DateTimeOffset? WarrantyEnd)
{
    public static UnitHistory Of(Projection projection, int unit)
    {
        var placement = projection.Placement;
        var shipment = placement.ShipmentOf.GetValueOrDefault(unit);
        var months = projection.Plant.ItemByKey(projection.Things[unit].Key)?.WarrantyMonths;
        var sightings = placement.Sightings.GetValueOrDefault(unit) ?? [];
        return new UnitHistory(
            placement.Births.TryGetValue(unit, out var birth) ? AssignedBy(projection, birth) : null,
            ComponentsOf(projection, unit),
            sightings.ConvertAll(s => Seen(projection, s.Seen, s.Place)),
            ContainersOf(projection, unit),
            shipment is null ? null : new ShippedWith(Projection.DocumentOf(shipment.Order), projection.PartyOf(shipment.Customer), shipment.Shipped.Time,
                shipment.Container is { } sscc ? projection.Things.Uri(sscc) : null, shipment.Shipped.Event.EventId),
            placement.Returned.TryGetValue(unit, out var back) ? [Seen(projection, back, back.Event.BizLocation ?? "")] : [],
            projection.EventsOf(unit).Select(r => new HistoryEvent(r.Time, r.Event.EventId, r.Event.Type.ToString(), r.Event.BizStep, projection.PlaceOf(r.Event.BizLocation))).ToList(),
            months is null ? null : shipment?.Shipped.Time,
            months is null ? null : shipment?.Shipped.Time.AddMonths(months.Value));
    }

    private static SeenAt Seen(Projection projection, Recorded recorded, string place) =>
        new(recorded.Time, projection.PlaceOf(place) ?? place, recorded.Event.BizStep, recorded.Event.EventId);

    private static Assigned AssignedBy(Projection projection, Recorded birth)
    {
        var e = birth.Event;
        var order = e.BizTransactionList.FirstOrDefault(t => t.Type == Vocabulary.BizTransaction.ProductionOrder)?.Id;
        var workOrder = Projection.DocumentOf(order) ?? (e.TransformationId is { } run ? Vocabulary.WorkOrderOfRun(run) : null);
        return new Assigned(birth.Time, projection.PlaceOf(e.BizLocation ?? e.ReadPoint), e.TransformationId, workOrder, e.Ilmd?.LotNumber, e.EventId);
    }

    private static List<ComponentPart> ComponentsOf(Projection projection, int unit)
    {
        var things = projection.Things;
        return projection.Graph.EntriesOf(unit).SelectMany(projection.Graph.Into).Select(link => new ComponentPart(
            things.Uri(link.From), projection.ItemOf(link.From),
            things.IsUnit(link.From) ? null : things[link.From].Extension, things.IsUnit(link.From) ? things[link.From].Extension : null,
            link.Until is null ? link.Class : LinkClass.Formerly, link.Reason, link.Run)).ToList();
    }

    private static List<ContainedIn> ContainersOf(Projection projection, int unit)
    {
        var containers = projection.Placement.Containers;
        var found = new List<ContainedIn>();
        var seen = new HashSet<int> { unit };
        var open = new Queue<(int Thing, int Level, int From, int? To)>([(unit, 1, 0, null)]);
        while (open.TryDequeue(out var at))
            foreach (var packing in containers.Of(at.Thing))
            {
                // A pallet that the case was on before the unit came into the case never held the unit.
                if (packing.Unpacked is { } end && end.Rank < at.From || at.To is { } until && packing.Packed.Rank > until) continue;
                found.Add(new ContainedIn(projection.Things.Uri(packing.Parent), at.Level, packing.Packed.Time, packing.Unpacked?.Time, packing.Packed.Event.EventId));
                if (seen.Add(packing.Parent))
                    open.Enqueue((packing.Parent, at.Level + 1, Math.Max(at.From, packing.Packed.Rank), packing.Unpacked?.Rank ?? at.To));
            }
        return found;
    }
}
