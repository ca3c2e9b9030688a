using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>Stock by place and thing, and the sums of a balance (trace.md section 2, balance). Units have none.</summary>
internal sealed partial class Stock(Lines lines, LineBooks books)
{
    private readonly Dictionary<(string Place, string Thing), decimal> _stock = [];
    private readonly Dictionary<string, Sums> _sums = new(StringComparer.Ordinal);
    private readonly List<Shipped> _shipments = [];

    /// <summary>Where some of a thing was put, and nobody said how much.</summary>
    private readonly HashSet<(string Place, string Thing)> _uncounted = [];

    public sealed class Sums
    {
        public decimal Received, Produced, Returned, UsedDirectly, Shipped, Scrapped, Sampled, Found, Lost, SamplePool;
    }

    private sealed class Shipped(string thing, string? place, decimal quantity, decimal taken)
    {
        public string Thing => thing;
        public string? Place => place;
        public decimal Quantity { get; set; } = quantity;
        public decimal Taken { get; set; } = taken;
        public bool IsUncounted { get; set; }
    }

    public List<string> Things => _stock.Keys.Concat(_uncounted).Select(k => k.Thing).Concat(_packed.Select(p => p.Thing)).Distinct().ToList();

    /// <summary>Everywhere a thing may lie now; "" is in a container here, of which nobody said where.</summary>
    public List<string> PlacesOf(string thing)
    {
        var places = _stock.Where(s => s.Key.Thing == thing && s.Value > 0).Select(s => s.Key.Place).Concat(_uncounted.Where(u => u.Thing == thing).Select(u => u.Place));
        var packed = _packed.Where(p => p.Thing == thing && !p.IsAway && (p.Quantity > 0 || p.IsUncounted)).Select(p => _seenAt.GetValueOrDefault(p.Container, ""));
        return places.Concat(packed).Distinct().ToList();
    }

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
        See(at);
        if (e.Type == EventType.TransformationEvent) Transform(at);
        else if (e.Type == EventType.AggregationEvent) Aggregate(e);
        else if (e.Type == EventType.ObjectEvent)
            switch (e.BizStep)
            {
                case BizStep.Receiving:
                    stocked.ForEach(a => Receive(e, a));
                    PackedBelow(e).ForEach(p => p.IsAway = false);
                    break;
                case BizStep.CycleCounting: Count(e, stocked); break;
                case BizStep.Sampling: stocked.ForEach(a => Sample(at, a)); break;
                case BizStep.Destroying: stocked.ForEach(a => Scrap(at, a)); break;
                case BizStep.Shipping: Ship(e, stocked); break;
                case BizStep.VoidShipping: Unship(e, stocked); break;
                default: if (IsReceivingOrMove(e)) amounts.ForEach(a => Move(at, a, graph)); break;
            }
    }

    /// <summary>Unknown takes all; what came of it is uncounted where nobody knows how much that was.</summary>
    private (decimal Quantity, bool IsUncounted) Take(string? place, string thing, decimal? quantity)
    {
        if (place is null) return (0, quantity is null);
        var there = At(place, thing);
        var taken = Math.Min(there, quantity ?? decimal.MaxValue);
        _stock[(place, thing)] = there - taken;
        if (quantity is not null) return (taken, false);
        var uncounted = _uncounted.Remove((place, thing));
        return (taken, uncounted || there == 0);
    }

    private void Put(string? place, string thing, decimal? quantity)
    {
        if (place is null || ThingUri.IsUnit(thing)) return;
        if (quantity is null) _uncounted.Add((place, thing));
        else _stock[(place, thing)] = At(place, thing) + quantity.Value;
    }

    private string? OnlyPlaceOf(string thing, string? but = null)
    {
        var places = _stock.Where(s => s.Key.Thing == thing && s.Value > 0 && s.Key.Place != but).Select(s => s.Key.Place).ToList();
        if (places.Count == 0) places = _uncounted.Where(u => u.Thing == thing && u.Place != but).Select(u => u.Place).ToList();
        return places.Count == 1 ? places[0] : null;
    }

    private void Receive(EpcisEvent e, Amount a)
    {
        Put(e.BizLocation, a.Thing, a.Quantity);
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
        foreach (var (thing, counted) in listed)
        {
            if (counted is null)
            {
                Put(place, thing, null);
                continue;
            }
            _uncounted.Remove((place, thing));
            var there = At(place, thing);
            Of(thing).Found += Math.Max(0, counted.Value - there);
            Of(thing).Lost += Math.Max(0, there - counted.Value);
            _stock[(place, thing)] = counted.Value;
        }
    }

    private void Sample(Standing at, Amount a)
    {
        var place = at.Place ?? OnlyPlaceOf(a.Thing);
        var (taken, _) = Take(place, a.Thing, a.Quantity);
        if (a.Quantity is null) Put(place, a.Thing, null);
        Of(a.Thing).Sampled += a.Quantity ?? taken;
        Of(a.Thing).SamplePool += a.Quantity ?? taken;
    }

    /// <summary>What was sampled before is gone already; only the rest is taken and counts as scrap.</summary>
    private void Scrap(Standing at, Amount a)
    {
        var sums = Of(a.Thing);
        var sampled = Math.Min(sums.SamplePool, a.Quantity ?? 0);
        sums.SamplePool -= sampled;
        var (taken, _) = Take(at.Place ?? OnlyPlaceOf(a.Thing), a.Thing, a.Quantity - sampled);
        sums.Scrapped += a.Quantity - sampled ?? taken;
    }

    private void Move(Standing at, Amount a, Graph graph)
    {
        var (e, from) = (at.Event, at.Event.Trace?.From);
        var (picking, unit) = (e.BizStep == BizStep.Picking, ThingUri.IsUnit(a.Thing));
        var source = picking ? e.ReadPoint : from?.Place ?? OnlyPlaceOf(a.Thing, but: e.BizLocation);
        var offPositionsOnly = !picking && (from?.Run is not null || from?.Position is not null);
        var (taken, uncounted) = offPositionsOnly || unit ? (0, a.Quantity is null) : Take(source, a.Thing, a.Quantity);
        if (!picking && from is not null && (a.Quantity is null ? taken == 0 : a.Quantity > taken)) OffPositions(at, a.Thing, a.Quantity - taken, from, graph);
        Put(e.BizLocation, a.Thing, a.Quantity ?? taken);
        if (uncounted) Put(e.BizLocation, a.Thing, null);
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
            var (taken, _) = Take(at.Place, a.Thing, a.Quantity);
            if (at.HasOutputs) Of(a.Thing).UsedDirectly += a.Quantity ?? taken;
        }
        foreach (var a in ThingUri.Outputs(at.Event).Where(a => !ThingUri.IsUnit(a.Thing)))
        {
            Put(at.Place, a.Thing, a.Quantity);
            Of(a.Thing).Produced += a.Quantity ?? 0;
        }
    }

    private void Ship(EpcisEvent e, List<Amount> stocked)
    {
        foreach (var a in stocked)
        {
            var place = e.Trace?.From?.Place ?? e.ReadPoint ?? e.BizLocation;
            var (taken, uncounted) = Take(place, a.Thing, a.Quantity);
            _shipments.Add(new Shipped(a.Thing, place, a.Quantity ?? taken, taken) { IsUncounted = uncounted });
            Of(a.Thing).Shipped += a.Quantity ?? taken;
        }
        PackedBelow(e).ForEach(p => p.IsAway = true);
        foreach (var packed in PackedBelow(e).Where(p => !p.IsShipped))
        {
            (packed.IsShipped, packed.Left) = (true, packed.Quantity);
            Of(packed.Thing).Shipped += packed.Quantity;
        }
    }

    /// <summary>Undoes what was shipped last of each lot, up to the quantity; unknown is the last shipment whole.</summary>
    private void Unship(EpcisEvent e, List<Amount> stocked)
    {
        foreach (var a in stocked)
        {
            var rest = a.Quantity;
            foreach (var shipped in _shipments.FindAll(s => s.Thing == a.Thing && (s.Quantity > 0 || s.IsUncounted)).AsEnumerable().Reverse())
            {
                if (rest == 0) break;
                var undone = Math.Min(shipped.Quantity, rest ?? shipped.Quantity);
                var back = Math.Min(undone, shipped.Taken);
                Of(a.Thing).Shipped -= undone;
                Put(shipped.Place, a.Thing, back);
                if (shipped.IsUncounted) Put(shipped.Place, a.Thing, null);
                if (rest is null) shipped.IsUncounted = false;
                (shipped.Quantity, shipped.Taken, rest) = (shipped.Quantity - undone, shipped.Taken - back, rest - undone ?? 0);
            }
        }
        PackedBelow(e).ForEach(p => p.IsAway = false);
        // What was taken out since did not leave either; what is all out is no longer this container's to undo.
        foreach (var packed in PackedBelow(e).Where(p => p.IsShipped && p.Quantity > 0))
        {
            packed.IsShipped = false;
            Of(packed.Thing).Shipped -= packed.Left;
        }
    }
}
