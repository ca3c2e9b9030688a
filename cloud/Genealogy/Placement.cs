using Traceability.Epcis;
using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>Where a unit or container was seen.</summary>
public sealed record Sighting(Recorded Seen, string Place);

/// <summary>A lot's arrival: the receive event with what it says.</summary>
public sealed record Receipt(Recorded Received, decimal? Quantity, string? Uom, string? Supplier, string? PurchaseOrder, DateOnly? Expiry);

/// <summary>
/// Where everything is after these events: stock of lots, places of units, containers, shipments, and the sums that a
/// balance is made of. One pass in time order; nothing here decides links.
/// </summary>
public sealed class Placement(Things things)
{
    private readonly Dictionary<string, decimal> _offPositions = new(StringComparer.Ordinal);

    public Stock Stock { get; } = new();
    public Containers Containers { get; } = new();
    public Dictionary<int, List<Receipt>> Receipts { get; } = [];
    public Dictionary<int, List<Sighting>> Sightings { get; } = [];
    public Dictionary<int, Recorded> Births { get; } = [];
    public Dictionary<int, Shipment> ShipmentOf { get; } = [];
    public List<Shipment> Shipments { get; } = [];
    public Dictionary<int, Recorded> Destroyed { get; } = [];
    public Dictionary<int, Recorded> Returned { get; } = [];
    public Dictionary<int, Totals> Sums { get; } = [];

    /// <summary>How much of a return came off the line's positions, the rest having lain beside them.</summary>
    public decimal? OffPositions(Recorded recorded, QuantityElement element) =>
        element.Quantity is null ? null : _offPositions.GetValueOrDefault($"{recorded.Event.EventId} {element.EpcClass}");

    public Totals SumsOf(int thing)
    {
        if (!Sums.TryGetValue(thing, out var totals)) Sums.Add(thing, totals = new Totals());
        return totals;
    }

    public void Apply(Recorded recorded)
    {
        switch (recorded.Event.Type)
        {
            case EventType.TransformationEvent: Transform(recorded); break;
            case EventType.AggregationEvent: Aggregate(recorded); break;
            case EventType.ObjectEvent: Observe(recorded); break;
        }
    }

    private void Observe(Recorded recorded)
    {
        switch (recorded.Event.BizStep)
        {
            case Vocabulary.BizStep.PickBlocked or Vocabulary.BizStep.Refused: break;
            case Vocabulary.BizStep.Receiving when recorded.Event.Disposition == Vocabulary.Disposition.Returned: TakeReturn(recorded); break;
            case Vocabulary.BizStep.Receiving: Receive(recorded); break;
            case Vocabulary.BizStep.Shipping: Ship(recorded); break;
            case Vocabulary.BizStep.VoidShipping: TakeBackShipment(recorded); break;
            case Vocabulary.BizStep.Destroying: Remove(recorded, (sums, quantity) => sums.Scrapped += quantity); break;
            case Vocabulary.BizStep.Sampling: Remove(recorded, (sums, quantity) => sums.Sampled += quantity); break;
            case Vocabulary.BizStep.CycleCounting: Count(recorded); break;
            case Vocabulary.BizStep.Picking: Move(recorded, recorded.Event.ReadPoint); break;
            default: Move(recorded, recorded.Event.Trace?.From?.Place); break;
        }
    }

    private void Receive(Recorded recorded)
    {
        var e = recorded.Event;
        var supplier = e.SourceList.FirstOrDefault(s => s.Type == Vocabulary.Party.Possessing)?.Id;
        var order = e.BizTransactionList.FirstOrDefault(t => t.Type == Vocabulary.BizTransaction.PurchaseOrder)?.Id;
        foreach (var element in e.QuantityList)
        {
            var lot = things.Of(element.EpcClass);
            Stock.Put(e.BizLocation, lot, element.Quantity);
            SumsOf(lot).Received += element.Quantity ?? 0;
            SumsOf(lot).Uom ??= element.Uom;
            ReceiptsOf(lot).Add(new Receipt(recorded, element.Quantity, element.Uom, supplier, order, e.Trace?.Lot?.Expiry));
        }
        foreach (var epc in e.EpcList ?? [])
        {
            ReceiptsOf(See(recorded, epc)).Add(new Receipt(recorded, 1, null, supplier, order, e.Trace?.Lot?.Expiry));
            Births.TryAdd(things.Of(epc), recorded);
        }
    }

    private List<Receipt> ReceiptsOf(int thing)
    {
        if (!Receipts.TryGetValue(thing, out var list)) Receipts.Add(thing, list = []);
        return list;
    }

    // What lay at the line beside its positions goes first; only the rest was mounted (trace.md section 2, balance).
    private void Move(Recorded recorded, string? from)
    {
        var e = recorded.Event;
        if (e.BizLocation is null) return;
        foreach (var element in e.QuantityList)
        {
            var lot = things.Of(element.EpcClass);
            var mounted = e.Trace?.From is { Position: not null } or { Run: not null };
            var source = from ?? OnlyOtherPlace(lot, e.BizLocation);
            var taken = mounted ? 0 : Stock.Take(source, lot, element.Quantity);
            if (element.Quantity is { } quantity) _offPositions[$"{e.EventId} {element.EpcClass}"] = quantity - taken;
            Stock.Put(e.BizLocation, lot, element.Quantity ?? taken);
        }
        foreach (var epc in e.EpcList ?? []) See(recorded, epc);
    }

    private string? OnlyOtherPlace(int lot, string place)
    {
        var others = Stock.Of(lot).Keys.Where(p => p != place).ToList();
        return others.Count == 1 ? others[0] : null;
    }

    private void Transform(Recorded recorded)
    {
        var e = recorded.Event;
        var place = e.BizLocation ?? e.ReadPoint;
        foreach (var element in e.InputQuantityList) Stock.Take(place, things.Of(element.EpcClass), element.Quantity);
        foreach (var element in e.OutputQuantityList)
        {
            var lot = things.Of(element.EpcClass);
            Stock.Put(place, lot, element.Quantity);
            SumsOf(lot).Produced += element.Quantity ?? 0;
            SumsOf(lot).Uom ??= element.Uom;
            Births.TryAdd(lot, recorded);
        }
        foreach (var epc in e.OutputEpcList) Births.TryAdd(See(recorded, epc), recorded);
    }

    private void Aggregate(Recorded recorded)
    {
        var e = recorded.Event;
        if (e.ParentId is null) return;
        var parent = See(recorded, e.ParentId);
        var children = e.ChildEpcs.Select(c => See(recorded, c)).ToList();
        if (e.Action == EventAction.DELETE)
        {
            foreach (var lot in Containers.Contents(parent).Where(p => p.Quantity is not null && (children.Count == 0 || children.Contains(p.Child))).ToList())
                Stock.Put(e.BizLocation ?? e.ReadPoint, lot.Child, lot.Quantity);
            Containers.Unpack(parent, children.Concat(e.ChildQuantityList.Select(q => things.Of(q.EpcClass))).ToList(), recorded);
            return;
        }
        foreach (var child in children) Containers.Pack(new Packing(child, parent, recorded));
        foreach (var element in e.ChildQuantityList)
        {
            var lot = things.Of(element.EpcClass);
            Stock.Take(e.Trace?.From?.Place ?? e.ReadPoint ?? e.BizLocation, lot, element.Quantity);
            Containers.Pack(new Packing(lot, parent, recorded, element.Quantity ?? 0, element.Uom));
        }
    }

    private void Ship(Recorded recorded)
    {
        var e = recorded.Event;
        var order = e.BizTransactionList.FirstOrDefault(t => t.Type == Vocabulary.BizTransaction.OrderConfirmation)?.Id;
        var customer = e.DestinationList.FirstOrDefault(d => d.Type == Vocabulary.Party.Owning)?.Id;
        foreach (var epc in e.EpcList ?? [])
        {
            var thing = See(recorded, epc);
            var below = Containers.AllBelow(thing).ToList();
            var units = things.IsUnit(thing) ? [thing] : below.Where(p => things.IsUnit(p.Child)).Select(p => p.Child).ToList();
            var lots = below.Where(p => p.Quantity is not null).Select(p => (p.Child, p.Quantity, p.Uom)).ToList();
            var shipment = new Shipment(recorded, things.IsUnit(thing) ? null : thing, order, customer, units, lots);
            foreach (var inside in below.Select(p => p.Child).Append(thing).Where(t => things[t].Kind != MaterialKind.Lot)) ShipmentOf[inside] = shipment;
            foreach (var (lot, quantity, _) in lots) SumsOf(lot).Shipped += quantity ?? 0;
            Shipments.Add(shipment);
        }
        foreach (var element in e.QuantityList)
        {
            var lot = things.Of(element.EpcClass);
            Stock.Take(e.Trace?.From?.Place ?? e.ReadPoint ?? e.BizLocation, lot, element.Quantity);
            SumsOf(lot).Shipped += element.Quantity ?? 0;
            Shipments.Add(new Shipment(recorded, null, order, customer, [], [(lot, element.Quantity, element.Uom)]));
        }
    }

    private void TakeBackShipment(Recorded recorded)
    {
        foreach (var thing in (recorded.Event.EpcList ?? []).Select(things.Of))
        {
            if (!ShipmentOf.TryGetValue(thing, out var shipment)) continue;
            Shipments.Remove(shipment);
            foreach (var (lot, quantity, _) in shipment.Quantities) SumsOf(lot).Shipped -= quantity ?? 0;
            foreach (var inside in ShipmentOf.Where(s => s.Value == shipment).Select(s => s.Key).ToList()) ShipmentOf.Remove(inside);
        }
    }

    private void TakeReturn(Recorded recorded)
    {
        foreach (var element in recorded.Event.QuantityList)
        {
            var lot = things.Of(element.EpcClass);
            Stock.Put(recorded.Event.BizLocation, lot, element.Quantity);
            SumsOf(lot).Returned += element.Quantity ?? 0;
        }
        foreach (var epc in recorded.Event.EpcList ?? []) Returned[See(recorded, epc)] = recorded;
    }

    private void Remove(Recorded recorded, Action<Totals, decimal> count)
    {
        var place = recorded.Event.BizLocation ?? recorded.Event.ReadPoint;
        foreach (var element in recorded.Event.QuantityList)
        {
            var lot = things.Of(element.EpcClass);
            var known = Stock.Take(place ?? OnlyOtherPlace(lot, ""), lot, element.Quantity);
            count(SumsOf(lot), element.Quantity ?? known);
        }
        foreach (var epc in recorded.Event.EpcList ?? []) Destroyed[See(recorded, epc)] = recorded;
    }

    private void Count(Recorded recorded)
    {
        if (recorded.Event.BizLocation is not { } place) return;
        var listed = recorded.Event.QuantityList.GroupBy(q => things.Of(q.EpcClass)).ToDictionary(g => g.Key, g => g.Sum(q => q.Quantity ?? 0));
        if (recorded.Event.Trace?.CountScope == "place")
            foreach (var absent in Stock.ThingsAt(place).Where(t => !listed.ContainsKey(t)).ToList()) listed.Add(absent, 0);
        foreach (var (lot, counted) in listed)
        {
            var difference = counted - Stock.Of(lot).GetValueOrDefault(place);
            if (difference > 0) SumsOf(lot).Found += difference;
            else SumsOf(lot).Lost -= difference;
            Stock.Set(place, lot, counted);
        }
    }

    private int See(Recorded recorded, string uri)
    {
        var thing = things.Of(uri);
        if ((recorded.Event.BizLocation ?? recorded.Event.ReadPoint) is not { } place) return thing;
        if (!Sightings.TryGetValue(thing, out var seen)) Sightings.Add(thing, seen = []);
        seen.Add(new Sighting(recorded, place));
        return thing;
    }
}

/// <summary>What a lot's movements add up to. Returned is by customers.</summary>
public sealed class Totals
{
    public decimal Received { get; set; }
    public decimal Produced { get; set; }
    public decimal Returned { get; set; }
    public decimal Shipped { get; set; }
    public decimal Scrapped { get; set; }
    public decimal Sampled { get; set; }
    public decimal Found { get; set; }
    public decimal Lost { get; set; }
    public decimal UsedDirectly { get; set; }
    public string? Uom { get; set; }
}
