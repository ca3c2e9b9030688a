using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>Stock by place and thing, and the sums of a balance (SEMANTICS "Stock and balance"). Units have none.</summary>
internal sealed class Stock(Lines lines, LineBooks books)
{
    private readonly Dictionary<(string Place, string Thing), decimal> _stock = [];
    private readonly Dictionary<string, Sums> _sums = new(StringComparer.Ordinal);
    private readonly List<Packed> _packed = [];
    private readonly List<Shipped> _shipments = [];
    private readonly Dictionary<string, string> _outer = new(StringComparer.Ordinal);

    public sealed class Sums
    {
        public decimal Received, Produced, Returned, UsedDirectly, Shipped, Scrapped, Sampled, Found, Lost, SamplePool;
    }

    private sealed class Packed(string container, string thing, decimal quantity)
    {
        public string Container => container;
        public string Thing => thing;
        public decimal Quantity { get; set; } = quantity;
        public bool IsShipped { get; set; }
        public decimal Left { get; set; }
    }

    private sealed class Shipped(string thing, string? place, decimal quantity, decimal taken)
    {
        public string Thing => thing;
        public string? Place => place;
        public decimal Quantity { get; set; } = quantity;
        public decimal Taken { get; set; } = taken;
    }

    public List<string> Things => _stock.Keys.Select(k => k.Thing).Distinct().ToList();

    public decimal At(string place, string thing) => _stock.GetValueOrDefault((place, thing));

    public decimal Everywhere(string thing) => _stock.Where(s => s.Key.Thing == thing).Sum(s => s.Value);

    public decimal OnHand(string thing) => Everywhere(thing) + _packed.Where(p => p.Thing == thing && !p.IsShipped).Sum(p => p.Quantity);

    public Sums Of(string thing)
    {
        if (!_sums.TryGetValue(thing, out var sums)) _sums[thing] = sums = new Sums();
        return sums;
    }

    /// <summary>Goods come in or lie elsewhere afterwards: no counting, sampling, scrapping or shipping, no blocked pick and no refusal.</summary>
    public static bool IsReceivingOrMove(EpcisEvent e) => e.Type == EventType.ObjectEvent && e.BizLocation is not null && e.BizStep is not
        (BizStep.CycleCounting or BizStep.Sampling or BizStep.Destroying or BizStep.VoidShipping or BizStep.Shipping or BizStep.PickBlocked or BizStep.Refused);

    public void Replay(Standing at, Graph graph)
    {
        var e = at.Event;
        var amounts = ThingUri.Listed(e).FindAll(a => !ThingUri.IsContainer(a.Thing));
        var stocked = amounts.FindAll(a => !ThingUri.IsUnit(a.Thing));
        if (e.Type == EventType.TransformationEvent) Transform(at);
        else if (e.Type == EventType.AggregationEvent) Aggregate(e);
        else if (e.Type == EventType.ObjectEvent)
            switch (e.BizStep)
            {
                case BizStep.Receiving: stocked.ForEach(a => Receive(e, a)); break;
                case BizStep.CycleCounting: Count(e, stocked); break;
                case BizStep.Sampling: stocked.ForEach(a => Sample(at, a)); break;
                case BizStep.Destroying: stocked.ForEach(a => Scrap(at, a)); break;
                case BizStep.Shipping: Ship(e, stocked); break;
                case BizStep.VoidShipping: Unship(e, stocked); break;
                default: if (IsReceivingOrMove(e)) amounts.ForEach(a => Move(at, a, graph)); break;
            }
    }

    private decimal Take(string? place, string thing, decimal? quantity)
    {
        if (place is null) return 0;
        var taken = Math.Min(At(place, thing), quantity ?? decimal.MaxValue);
        _stock[(place, thing)] = At(place, thing) - taken;
        return taken;
    }

    private void Put(string? place, string thing, decimal quantity)
    {
        if (place is not null && !ThingUri.IsUnit(thing)) _stock[(place, thing)] = At(place, thing) + quantity;
    }

    private string? OnlyPlaceOf(string thing, string? but = null)
    {
        var places = _stock.Where(s => s.Key.Thing == thing && s.Value > 0 && s.Key.Place != but).Select(s => s.Key.Place).ToList();
        return places.Count == 1 ? places[0] : null;
    }

    private void Receive(EpcisEvent e, Amount a)
    {
        Put(e.BizLocation, a.Thing, a.Quantity ?? 0);
        if (e.Disposition == Disposition.Returned) Of(a.Thing).Returned += a.Quantity ?? 0;
        else Of(a.Thing).Received += a.Quantity ?? 0;
    }

    private void Count(EpcisEvent e, List<Amount> amounts)
    {
        if (e.BizLocation is not { } place) return;
        var listed = amounts.GroupBy(a => a.Thing).Select(same => (Thing: same.Key, Counted: same.Any(a => a.Quantity is null)
            ? null : same.Sum(a => a.Quantity))).ToList();
        if (e.Trace?.CountScope == "place")
            listed.AddRange(Things.Where(t => !listed.Exists(l => l.Thing == t)).Select(t => (t, (decimal?)0)).ToList());
        foreach (var (thing, counted) in listed.Where(l => l.Counted is not null))
        {
            var there = At(place, thing);
            Of(thing).Found += Math.Max(0, counted!.Value - there);
            Of(thing).Lost += Math.Max(0, there - counted.Value);
            _stock[(place, thing)] = counted.Value;
        }
    }

    private void Sample(Standing at, Amount a)
    {
        var taken = Take(at.Place ?? OnlyPlaceOf(a.Thing), a.Thing, a.Quantity);
        Of(a.Thing).Sampled += a.Quantity ?? taken;
        Of(a.Thing).SamplePool += a.Quantity ?? taken;
    }

    /// <summary>What was sampled before is gone already; only the rest is taken and counts as scrap.</summary>
    private void Scrap(Standing at, Amount a)
    {
        var sums = Of(a.Thing);
        var sampled = Math.Min(sums.SamplePool, a.Quantity ?? 0);
        sums.SamplePool -= sampled;
        var taken = Take(at.Place ?? OnlyPlaceOf(a.Thing), a.Thing, a.Quantity - sampled);
        sums.Scrapped += a.Quantity - sampled ?? taken;
    }

    private void Move(Standing at, Amount a, Graph graph)
    {
        var (e, from) = (at.Event, at.Event.Trace?.From);
        var (picking, unit) = (e.BizStep == BizStep.Picking, ThingUri.IsUnit(a.Thing));
        var source = picking ? e.ReadPoint : from?.Place ?? OnlyPlaceOf(a.Thing, but: e.BizLocation);
        var offPositionsOnly = !picking && (from?.Run is not null || from?.Position is not null);
        var taken = offPositionsOnly || unit ? 0 : Take(source, a.Thing, a.Quantity);
        if (!picking && from is not null && (a.Quantity is null ? taken == 0 : a.Quantity > taken)) OffPositions(at, a.Thing, a.Quantity - taken, from, graph);
        Put(e.BizLocation, a.Thing, a.Quantity ?? taken);
    }

    /// <summary>R4: a remainder from a mixed position may be every other candidate.</summary>
    private void OffPositions(Standing at, string thing, decimal? quantity, TraceFrom from, Graph graph)
    {
        foreach (var other in LineReturns.Return(lines.At(from.Place), thing, quantity, from, at)) Graph.Add(other, graph.EntryOf(thing, at), false, new Draw(at));
        books.Return(from.Place, thing, quantity, from.Run);
    }

    private void Transform(Standing at)
    {
        foreach (var a in ThingUri.Inputs(at.Event).Where(a => !ThingUri.IsUnit(a.Thing)))
        {
            var taken = Take(at.Place, a.Thing, a.Quantity);
            if (at.HasOutputs) Of(a.Thing).UsedDirectly += a.Quantity ?? taken;
        }
        foreach (var a in ThingUri.Outputs(at.Event).Where(a => !ThingUri.IsUnit(a.Thing)))
        {
            Put(at.Place, a.Thing, a.Quantity ?? 0);
            Of(a.Thing).Produced += a.Quantity ?? 0;
        }
    }

    private void Aggregate(EpcisEvent e)
    {
        if (e.ParentId is not { } parent) return;
        var stocked = ThingUri.Children(e).FindAll(c => ThingUri.Kind(c.Thing) is ThingKind.Lot or ThingKind.Item);
        var containers = e.ChildEpcs.Where(ThingUri.IsContainer).ToList();
        if (e.Action == EventAction.ADD)
        {
            foreach (var inner in containers) _outer[inner] = parent;
            foreach (var a in stocked)
            {
                var taken = Take(e.Trace?.From?.Place ?? e.ReadPoint ?? e.BizLocation, a.Thing, a.Quantity);
                _packed.Add(new Packed(parent, a.Thing, a.Quantity ?? taken));
            }
        }
        else if (e.Action == EventAction.DELETE) Unpack(e, parent, stocked, containers);
    }

    private void Unpack(EpcisEvent e, string parent, List<Amount> stocked, List<string> containers)
    {
        if (e.ChildEpcs.Count + e.ChildQuantityList.Count == 0)
        {
            containers = _outer.Where(o => o.Value == parent).Select(o => o.Key).ToList();
            stocked = _packed.Where(p => p.Container == parent).Select(p => new Amount(p.Thing, null)).Distinct().ToList();
        }
        foreach (var inner in containers.Where(c => _outer.GetValueOrDefault(c) == parent)) _outer.Remove(inner);
        foreach (var a in stocked)
        {
            decimal moved = 0;
            foreach (var packed in _packed.Where(p => p.Container == parent && p.Thing == a.Thing))
            {
                var amount = Math.Min(packed.Quantity, a.Quantity - moved ?? packed.Quantity);
                packed.Quantity -= amount;
                moved += amount;
            }
            Put(e.BizLocation ?? e.ReadPoint, a.Thing, a.Quantity ?? moved);
        }
    }

    private void Ship(EpcisEvent e, List<Amount> stocked)
    {
        foreach (var a in stocked)
        {
            var place = e.Trace?.From?.Place ?? e.ReadPoint ?? e.BizLocation;
            var taken = Take(place, a.Thing, a.Quantity);
            _shipments.Add(new Shipped(a.Thing, place, a.Quantity ?? taken, taken));
            Of(a.Thing).Shipped += a.Quantity ?? taken;
        }
        foreach (var packed in PackedBelow(e).Where(p => !p.IsShipped))
        {
            (packed.IsShipped, packed.Left) = (true, packed.Quantity);
            Of(packed.Thing).Shipped += packed.Quantity;
        }
    }

    private List<Packed> PackedBelow(EpcisEvent e) =>
        _packed.FindAll(p => (e.EpcList ?? []).Any(c => ThingUri.IsContainer(c) && IsWithin(p.Container, c, _outer.Count)));

    private bool IsWithin(string container, string outer, int deepest) =>
        container == outer || (deepest > 0 && _outer.TryGetValue(container, out var next) && IsWithin(next, outer, deepest - 1));

    /// <summary>Undoes what was shipped last of each lot, up to the quantity; unknown is the last shipment whole.</summary>
    private void Unship(EpcisEvent e, List<Amount> stocked)
    {
        foreach (var a in stocked)
        {
            var rest = a.Quantity;
            foreach (var shipped in _shipments.FindAll(s => s.Thing == a.Thing && s.Quantity > 0).AsEnumerable().Reverse())
            {
                if (rest == 0) break;
                var undone = Math.Min(shipped.Quantity, rest ?? shipped.Quantity);
                var back = Math.Min(undone, shipped.Taken);
                Of(a.Thing).Shipped -= undone;
                Put(shipped.Place, a.Thing, back);
                (shipped.Quantity, shipped.Taken, rest) = (shipped.Quantity - undone, shipped.Taken - back, rest - undone ?? 0);
            }
        }
        // What was taken out since did not leave either; what is all out is no longer this container's to undo.
        foreach (var packed in PackedBelow(e).Where(p => p.IsShipped && p.Quantity > 0))
        {
            packed.IsShipped = false;
            Of(packed.Thing).Shipped -= packed.Left;
        }
    }
}
