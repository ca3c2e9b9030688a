using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Inventory;

/// <summary>
/// How each event changes the inventory (events.md section 3). An event declared void puts back what it moved. Events of different
/// gateways come in any order: quantities are sums, counts and places go by time, holds by what names them.
/// </summary>
public static class Projection
{
    public static void Apply(this Inventory inventory, EpcisEvent e, PlantModel plant)
    {
        // Blocked picks and refused reads are facts about people and labels, not about where things lie.
        if (e.BizStep is BizStep.PickBlocked or BizStep.Refused) return;
        var sign = e.ErrorDeclaration is null ? 1 : -1;
        switch (e.Type)
        {
            case EventType.TransformationEvent when e.BizStep == BizStep.Repackaging: Repackaging.Apply(inventory, e, sign); break;
            case EventType.TransformationEvent: Lines.Transform(inventory, e, plant, sign); break;
            case EventType.AggregationEvent when e.ParentId is not null: Containment.Aggregate(inventory, e, adding: e.Action == EventAction.ADD == sign > 0); break;
            case EventType.AssociationEvent when e.ParentId is not null && Lines.IsPlace(e.ParentId, plant): Lines.Emptied(inventory, e, plant, sign); break;
            case EventType.AssociationEvent when e.ParentId is not null: Containment.Associate(inventory, e, adding: e.Action == EventAction.ADD == sign > 0); break;
            case EventType.ObjectEvent: Observe(inventory, e, plant, sign); break;
        }
        if (HoldRules.Of(e) is { } change) inventory.Hold(change);
    }

    private static void Observe(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        switch (e.BizStep)
        {
            case BizStep.Receiving when e.Disposition == Disposition.Returned: Return(inventory, e, sign); break;
            case BizStep.Receiving: Receive(inventory, e, sign); break;
            case BizStep.Storing or BizStep.Stocking or BizStep.StagingOutbound: Transfer(inventory, e, plant, sign); break;
            case BizStep.Picking: Movements.Move(inventory, e, e.ReadPoint, e.BizLocation, sign); break;
            case BizStep.Shipping: Ship(inventory, e, sign); break;
            case BizStep.VoidShipping: Ship(inventory, e, -sign); break;
            case BizStep.CycleCounting when e.BizLocation is not null: Movements.Count(inventory, e, sign); break;
            case BizStep.Destroying: Destroy(inventory, e, plant, sign); break;
            case BizStep.Encoding: Copied(inventory, e, sign); break;
        }
    }

    private static void Receive(Inventory inventory, EpcisEvent e, int sign)
    {
        var supplier = e.SourceList.FirstOrDefault(s => s.Type == Vocabulary.Party.Possessing)?.Id;
        foreach (var element in e.QuantityList) Learn(inventory, element.EpcClass, e, supplier);
        Movements.Move(inventory, e, null, e.BizLocation, sign);
    }

    // What comes back is here again; the children of a container are only possibly back until they are scanned.
    private static void Return(Inventory inventory, EpcisEvent e, int sign)
    {
        var order = e.BizTransactionList.FirstOrDefault(t => t.Type == BizTransaction.OrderConfirmation)?.Id;
        foreach (var element in e.QuantityList) Learn(inventory, element.EpcClass, e, supplier: null);
        Movements.Move(inventory, e with { EpcList = null }, null, e.BizLocation, sign);
        foreach (var epc in e.EpcList ?? [])
        {
            if (inventory.Container(epc) is { } box)
            {
                if (!Movements.IsOutdated(e, box.Seen)) inventory.Set(epc, box with { ShippedWith = sign > 0 ? null : order, Location = sign > 0 ? e.BizLocation : null, Seen = e.EventTime });
                continue;
            }
            var unit = inventory.Unit(epc) ?? UnitRecord.Unknown;
            if (!Movements.IsOutdated(e, unit.Seen)) inventory.Set(epc, unit with { ShippedWith = sign > 0 ? null : order, Container = null, Location = sign > 0 ? e.BizLocation : null, Seen = e.EventTime });
        }
    }

    private static void Transfer(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        var from = e.Trace?.From?.Place;
        if (from is null || plant.LocationByUri(from)?.Kind != "line")
        {
            Movements.Move(inventory, e, from, e.BizLocation, sign);
            return;
        }
        foreach (var element in e.QuantityList)
        {
            Movements.OffLine(inventory, e, from, element.EpcClass, (element.Quantity ?? 0) * sign);
            Movements.Add(inventory, e, e.BizLocation, element.EpcClass, (element.Quantity ?? 0) * sign);
        }
        foreach (var epc in e.EpcList ?? []) Movements.Place(inventory, e, epc, sign > 0 ? e.BizLocation : from);
    }

    private static void Ship(Inventory inventory, EpcisEvent e, int sign)
    {
        var order = e.BizTransactionList.FirstOrDefault(t => t.Type == BizTransaction.OrderConfirmation)?.Id ?? e.EventId;
        foreach (var epc in e.EpcList ?? [])
            foreach (var thing in inventory.Contents(epc).Prepend(epc).ToList())
            {
                if (inventory.Container(thing) is { } box && !Movements.IsOutdated(e, box.Seen)) inventory.Set(thing, box with { ShippedWith = sign > 0 ? order : null, Seen = e.EventTime });
                else if (inventory.Unit(thing) is { } unit && !Movements.IsOutdated(e, unit.Seen)) inventory.Set(thing, unit with { ShippedWith = sign > 0 ? order : null, Seen = e.EventTime });
            }
        Movements.Move(inventory, e with { EpcList = null }, e.BizLocation ?? e.ReadPoint, null, sign);
    }

    // A sample that is destroyed is told by two events; the first, "sampling", moves nothing, so that the second does not do it again.
    private static void Destroy(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        var place = e.BizLocation ?? e.ReadPoint;
        foreach (var element in e.QuantityList)
            if (plant.LocationByUri(place)?.Kind == "line") Movements.OffLine(inventory, e, place!, element.EpcClass, (element.Quantity ?? 0) * sign);
            else Movements.Add(inventory, e, place, element.EpcClass, -(element.Quantity ?? 0) * sign);
        foreach (var epc in e.EpcList ?? [])
            if (inventory.Container(epc) is { } box) inventory.Set(epc, box with { Destroyed = sign > 0, Location = sign > 0 ? null : place });
            else inventory.Set(epc, (inventory.Unit(epc) ?? UnitRecord.Unknown) with { Destroyed = sign > 0, Location = sign > 0 ? null : place });
    }

    private static void Copied(Inventory inventory, EpcisEvent e, int sign)
    {
        var copy = e.Trace?.Copy ?? 0;
        foreach (var epc in e.EpcList ?? [])
            if (inventory.Container(epc) is { } box) inventory.Set(epc, box with { Copy = sign > 0 ? Math.Max(box.Copy, copy) : box.Copy == copy ? Before(copy) : box.Copy });
            else if ((inventory.Unit(epc) ?? UnitRecord.Unknown) is var unit) inventory.Set(epc, unit with { Copy = sign > 0 ? Math.Max(unit.Copy, copy) : unit.Copy == copy ? Before(copy) : unit.Copy });

        static long Before(long copy) => copy > 2 ? copy - 1 : 0;
    }

    // The earliest receive or output stands, whatever order the events arrive in; what was relabelled from the lot is as old as the lot.
    internal static void Learn(Inventory inventory, string lot, EpcisEvent e, string? supplier, DateTimeOffset? received = null)
    {
        var known = inventory.Lot(lot) ?? new LotRecord(null, null, null, []);
        var time = received ?? e.EventTime;
        var first = known.Received is { } before && before <= time ? before : time;
        inventory.Set(lot, known with
        {
            Received = first,
            Expiry = known.Expiry ?? e.Trace?.Lot?.Expiry ?? e.Ilmd?.ItemExpirationDate,
            Supplier = known.Supplier ?? supplier,
        });
        if (first != known.Received)
            foreach (var heir in known.Heirs ?? []) Learn(inventory, heir, e with { Trace = null, Ilmd = null }, supplier: null, first);
    }
}
