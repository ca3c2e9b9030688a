using Traceability.Epcis;
using static Traceability.Tests.Genealogy.Oracle.RandomPlants;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>Acts on goods beside the lines: receiving, moving, packing, shipping, components, counts, samples, scrap.</summary>
internal sealed partial class PlantScript
{
    /// <summary>What an ObjectEvent carries beside its things.</summary>
    private sealed record Carrier(string? BizLocation = null, string? ReadPoint = null, string? Disposition = null, TraceFields? Trace = null);

    private void Object(string step, List<Amount> what, Carrier with, EventAction action = EventAction.OBSERVE) => Add(Event(EventType.ObjectEvent, action) with
    {
        BizStep = step,
        QuantityList = Quantities(what),
        EpcList = Epcs(what),
        BizLocation = with.BizLocation,
        ReadPoint = with.ReadPoint,
        Disposition = with.Disposition,
        Trace = with.Trace,
    });

    private void Receive()
    {
        var item = AnyItem();
        var what = _random.Next(15) == 0 ? new Amount(AnyUnit(), 1)
            : _mayMissLots && _random.Next(10) == 0 ? new Amount(Item(item), Quantity()) : new Amount(AnyLot(item), Quantity(10));
        Object(Vocabulary.BizStep.Receiving, [what], new Carrier(_random.Next(5) == 0 ? Place(Line()) : Storage()));
    }

    private Amount Goods() => _random.Next(6) == 0 ? new Amount(AnyUnit(), 1) : _mayMissLots && _random.Next(10) == 0
        ? new Amount(Item(AnyItem()), Quantity()) : new Amount(AnyLot(AnyItem()), Quantity());

    private void MoveToLine() => Object(Vocabulary.BizStep.StagingOutbound, [_random.Next(5) == 0 ? new Amount(Container(_random.Next(1, 5)), 1) : Goods()],
        new Carrier(Place(Line()), Trace: _random.Next(2) == 0 ? new TraceFields { From = new TraceFrom(Storage()) } : null));

    private void MoveAnywhere() => Object(Pick(_random, Vocabulary.BizStep.Storing, Vocabulary.BizStep.Stocking), [Goods()],
        new Carrier(Storage(), Trace: _random.Next(2) == 0 ? new TraceFields { From = new TraceFrom(_random.Next(2) == 0 ? Storage() : Place(Line())) } : null));

    private void PickToLine() => Object(Vocabulary.BizStep.Picking, [Goods()], new Carrier(Place(Line()), Storage()));

    /// <summary>Blocked picks and refusals mean nothing.</summary>
    private void Blocked() => Object(Pick(_random, Vocabulary.BizStep.PickBlocked, Vocabulary.BizStep.Refused), [Goods()],
        new Carrier(Pick(_random, Place("TANK"), Place("STORE")), Storage(), Trace: new TraceFields { From = new TraceFrom(Place(Pick(_random, "TANK", "L1"))) }));

    private void Install()
    {
        var children = new List<Amount> { Component() };
        if (_random.Next(3) == 0) children.Add(Component());
        var parent = AnyUnit();
        children.RemoveAll(c => c.Thing == parent);
        Add(Event(EventType.AssociationEvent, EventAction.ADD) with
        {
            BizStep = Vocabulary.BizStep.Installing,
            BizLocation = Place(Line()),
            ParentId = parent,
            ChildEpcs = Epcs(children),
            ChildQuantityList = Quantities(children),
        });
    }

    private Amount Component() => _random.Next(2) == 0 ? new Amount(AnyUnit(), 1)
        : _mayMissLots && _random.Next(5) == 0 ? new Amount(Item(AnyItem()), Quantity(3)) : new Amount(AnyLot(AnyItem()), Quantity(3));

    private void Remove()
    {
        var installed = Happened.FindAll(h => h.Event is { Type: EventType.AssociationEvent, Action: EventAction.ADD });
        if (installed.Count == 0)
        {
            Install();
            return;
        }
        var e = Pick<(int Gateway, EpcisEvent Event)>(_random, installed.ToArray()).Event;
        var whole = _random.Next(3) == 0;
        Add(Event(EventType.AssociationEvent, EventAction.DELETE) with
        {
            BizStep = Vocabulary.BizStep.Removing,
            ParentId = e.ParentId,
            ChildEpcs = whole ? [] : e.ChildEpcs,
            ChildQuantityList = whole ? [] : e.ChildQuantityList.Select(q => q with { Quantity = Quantity(3) }).ToList(),
        });
    }

    private void PackThings()
    {
        var (parent, children) = (_random.Next(1, 5), new List<Amount> { _random.Next(2) == 0 ? new Amount(AnyUnit(), 1) : Goods() });
        if (_random.Next(3) == 0) children.Add(new Amount(Container(_random.Next(1, 5)), 1));
        if (_random.Next(3) == 0) children.Add(Goods());
        Aggregate(EventAction.ADD, Container(parent), children.FindAll(c => c.Thing != Container(parent)));
    }

    /// <summary>A whole lot goes onto a pallet, which may leave and may come back: is it on hand?</summary>
    private void Pallet()
    {
        var (lot, pallet) = (AnyLot(AnyItem()), new Amount(Container(_random.Next(1, 5)), 1));
        var quantity = Quantity(10);
        Object(Vocabulary.BizStep.Receiving, [new Amount(lot, quantity)], new Carrier(Place("STORE")));
        Aggregate(EventAction.ADD, pallet.Thing, [new Amount(lot, quantity)]);
        if (_random.Next(2) == 0) Object(Vocabulary.BizStep.Shipping, [pallet], new Carrier(ReadPoint: Place("DOCK"), Disposition: Vocabulary.Disposition.InTransit));
        if (_random.Next(3) == 0) Object(Vocabulary.BizStep.Receiving, [pallet], new Carrier(Storage(), Disposition: _random.Next(2) == 0 ? Vocabulary.Disposition.Returned : null));
    }

    private void UnpackThings()
    {
        var packed = Happened.FindAll(h => h.Event is { Type: EventType.AggregationEvent, Action: EventAction.ADD });
        if (packed.Count == 0)
        {
            PackThings();
            return;
        }
        var e = Pick<(int Gateway, EpcisEvent Event)>(_random, packed.ToArray()).Event;
        var all = _random.Next(4) == 0;
        Aggregate(EventAction.DELETE, e.ParentId!, all ? [] : ThingUri.Children(e).ConvertAll(a => ThingUri.IsLot(a.Thing)
            && _random.Next(3) == 0 ? a with { Quantity = Quantity() } : a));
    }

    private void Aggregate(EventAction action, string parent, List<Amount> children) => Add(Event(EventType.AggregationEvent, action) with
    {
        BizStep = action == EventAction.ADD ? Vocabulary.BizStep.Packing : Vocabulary.BizStep.Unpacking,
        ParentId = parent,
        ChildEpcs = Epcs(children),
        ChildQuantityList = Quantities(children),
        BizLocation = Place("STORE"),
        ReadPoint = _random.Next(3) == 0 ? Place("DOCK") : null,
    });

    private void Ship()
    {
        var what = _random.Next(2) == 0 ? new Amount(Container(_random.Next(1, 5)), 1) : Goods();
        Object(Vocabulary.BizStep.Shipping, [what], new Carrier(ReadPoint: Storage(), Disposition: Vocabulary.Disposition.InTransit));
    }

    private void VoidShipping()
    {
        var shipped = Happened.FindAll(h => h.Event.BizStep == Vocabulary.BizStep.Shipping);
        if (shipped.Count == 0) Ship();
        else Object(Vocabulary.BizStep.VoidShipping, ThingUri.Listed(Pick<(int Gateway, EpcisEvent Event)>(_random, shipped.ToArray()).Event), new Carrier());
    }

    private void CustomerReturn() => Object(Vocabulary.BizStep.Receiving, [_random.Next(3) == 0 ? new Amount(Container(_random.Next(1, 5)), 1) : Goods()],
        new Carrier(Storage(), Disposition: Vocabulary.Disposition.Returned));

    private void Scrap() => Object(Vocabulary.BizStep.Destroying, [Goods()], new Carrier(_random.Next(2) == 0
        ? Storage() : null, Disposition: Vocabulary.Disposition.Destroyed), EventAction.DELETE);

    private void Sample()
    {
        var what = Goods();
        Object(Vocabulary.BizStep.Sampling, [what], new Carrier(_random.Next(2) == 0 ? Storage() : null));
        if (_random.Next(2) == 0) Object(Vocabulary.BizStep.Destroying, [what], new Carrier(_random.Next(2) == 0 ? Storage() : null), EventAction.DELETE);
    }

    private void Count()
    {
        var listed = Enumerable.Range(0, _random.Next(0, 3)).Select(_ => Goods()).Where(a => !ThingUri.IsUnit(a.Thing)).ToList();
        Object(Vocabulary.BizStep.CycleCounting, listed, new Carrier(_random.Next(4) == 0
            ? Place(Line()) : Storage(), Trace: new TraceFields { CountScope = Pick(_random, "place", "lot") }));
    }
}
