using Traceability.Epcis;
using static Traceability.Tests.Genealogy.Oracle.RandomPlants;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>Acts on lines and tanks: loads, outputs, orders that come back, returns, emptying.</summary>
internal sealed partial class PlantScript
{
    /// <summary>A lot mostly; sometimes a unit, and where lots are missing an item without lot.</summary>
    private Amount Input(string item)
    {
        if (_mayMissLots && _random.Next(4) == 0) return new Amount(Item(item), Quantity());
        if (_random.Next(12) == 0) return new Amount(AnyUnit(), 1);
        return new Amount(AnyLot(item), Quantity());
    }

    private void Load()
    {
        var (line, inputs) = (Line(), new List<Amount> { Input(AnyItem()) });
        if (_random.Next(8) == 0) inputs.Add(Input(AnyItem()));
        var item = ItemCode(inputs[0].Thing);
        // A rule may change from one load to the next: it travels in the event.
        if (_random.Next(15) == 0) _feeds[item] = NewFeed();
        var stateless = _mayBeStateless && _random.Next(3) == 0;
        LoadEvent(line, CurrentRun(line), inputs, stateless ? null : _feeds[item], Position(item, line), stateless && _random.Next(2) == 0 ? 0 : null);
    }

    private void LoadEvent(string line, string run, List<Amount> inputs, TraceFeed? feed, string? position,
        int? gateway = null) => Add(Event(EventType.TransformationEvent) with
        {
            BizStep = Vocabulary.BizStep.CreatingClassInstance,
            BizLocation = _random.Next(20) == 0 ? null : Place(line),
            ReadPoint = _random.Next(4) == 0 ? Place(line) : null,
            TransformationId = run,
            InputQuantityList = Quantities(inputs),
            InputEpcList = Epcs(inputs),
            Trace = new TraceFields { Feed = feed, Position = position },
        }, gateway);

    private static string ItemCode(string thing) => ThingUri.Item(thing)[(ThingUri.Item(thing).LastIndexOf('/') + 1)..];

    /// <summary>One to three units, or an entry of a lot, sometimes with a by-product, sometimes naming its own inputs.</summary>
    private void PutOut()
    {
        var line = Line();
        var run = _random.Next(10) == 0 ? Run(line, _random.Next(1, 4)) : CurrentRun(line);
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            var outputs = NewOutputs(out var lot);
            var named = _random.Next(8) == 0 ? new List<Amount> { Input(AnyItem()) } : [];
            Transform(line, run, named, outputs, lot);
            if (_random.Next(2) == 0) _now = _now.AddSeconds(Pick<double>(_random, 0, 1, 1, 2, 4));
        }
    }

    private List<Amount> NewOutputs(out string? lot)
    {
        lot = null;
        if (_random.Next(5) > 1)
        {
            lot = _random.Next(2) == 0 ? Pick(_random, "1", "2") : null;
            var units = Enumerable.Range(0, Pick(_random, 1, 1, 1, 2)).Select(_ => NewUnit()).ToList();
            return units.ConvertAll(u => new Amount(u, 1));
        }
        var outputs = new List<Amount> { new(AnyLot(Pick<string>(_random, Made)), Quantity(4)) };
        if (_random.Next(6) == 0) outputs.Add(new(AnyLot(Pick<string>(_random, Made)), Quantity(3)));
        if (_mayMissLots && _random.Next(6) == 0) outputs[0] = outputs[0] with { Thing = ThingUri.Item(outputs[0].Thing) };
        return outputs.DistinctBy(o => o.Thing).ToList();
    }

    private string NewUnit()
    {
        // Rework may put the same serial out again.
        if (_units.Count > 0 && _random.Next(15) == 0) return AnyUnit();
        _units.Add(Unit(Pick(_random, "P", "P", "J"), _units.Count + 1));
        return _units[^1];
    }

    private void Transform(string place, string? run, List<Amount> inputs, List<Amount> outputs, string? lot) => Add(Event(EventType.TransformationEvent) with
    {
        BizStep = inputs.Count > 0 ? Vocabulary.BizStep.Repackaging : Vocabulary.BizStep.CreatingClassInstance,
        BizLocation = Place(place),
        TransformationId = run,
        InputQuantityList = Quantities(inputs),
        InputEpcList = Epcs(inputs),
        OutputQuantityList = Quantities(outputs),
        OutputEpcList = Epcs(outputs),
        Ilmd = lot is null ? null : new Ilmd(lot, null),
    });

    /// <summary>Split, merge, relabel, rework: inputs and outputs in one event, of few lots, so that it goes round in circles.</summary>
    private void OneEvent()
    {
        var inputs = Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Input(AnyItem())).DistinctBy(a => a.Thing).ToList();
        string? lot = null;
        var outputs = _random.Next(3) == 0 ? NewOutputs(out lot) : [new Amount(AnyLot(AnyItem()), Quantity())];
        var place = _random.Next(4) == 0 ? Pick(_random, "STORE", "TANK", "SILO") : Line();
        Transform(place, place[0] == 'L' && _random.Next(3) == 0 ? CurrentRun(place) : null, inputs, outputs, lot);
    }

    private void NextOrder()
    {
        var line = Line();
        _orders[line] = _random.Next(1, 4);
    }

    /// <summary>In full, in part, of one run or one position, or of unknown quantity.</summary>
    private void ReturnFromLine()
    {
        var (line, item) = (Line(), AnyItem());
        var back = Happened.LastOrDefault(h => h.Event.Type == EventType.TransformationEvent && h.Event.OutputEpcList.Count == 0
            && h.Event.OutputQuantityList.Count == 0 && _random.Next(2) == 0).Event;
        var what = back is null || _random.Next(4) == 0 ? new Amount(AnyLot(item), Quantity()) : ThingUri.Inputs(back)[0];
        if (_random.Next(2) == 0) what = what with { Quantity = _random.Next(3) == 0 ? null : _random.Next(1, 5) };
        var from = new TraceFrom(back?.BizLocation ?? Place(line), _random.Next(5) == 0 ? back?.TransformationId : null, _random.Next(5) == 0
            ? back?.Trace?.Position : null);
        List<Amount> all = _random.Next(10) == 0 && ThingUri.IsLot(what.Thing) ? [what, new Amount(AnyLot(item), Quantity())] : [what];
        Object(Vocabulary.BizStep.Storing, all.DistinctBy(a => a.Thing).ToList(), new Carrier(Place("STORE"), Trace: new TraceFields { From = from }));
    }

    private void Empty()
    {
        var line = Line();
        EmptyPlace(Pick(_random, line, line, line + "a", line + "b"), _random.Next(3) == 0 ? AnyItem() : null);
    }

    private void EmptyPlace(string place, string? item) => Add(Event(EventType.AssociationEvent, EventAction.DELETE) with
    {
        BizStep = Vocabulary.BizStep.Removing,
        ParentId = Place(place),
        ChildQuantityList = item is null ? [] : [new QuantityElement(Item(item), null)],
    });

    private void FillTank()
    {
        var what = new Amount(AnyLot(_raw[0]), Quantity(10));
        if (_random.Next(3) == 0) what = new Amount(AnyLot(Pick<string>(_random, _raw)), Quantity(10));
        var tank = Pick(_random, "TANK", "SILO", "SILO");
        if (_random.Next(6) == 0) Transform(tank, null, [Input(AnyItem())], [what], null);
        else if (_random.Next(3) == 0) Object(Vocabulary.BizStep.Receiving, [what], new Carrier(Place(tank)));
        else Object(Vocabulary.BizStep.Storing, [what], new Carrier(Place(tank), Trace: _random.Next(2) == 0
            ? new TraceFields { From = new TraceFrom(Storage()) } : null));
    }

    private void DrawFromTank()
    {
        var (tank, line) = (Pick(_random, "TANK", "SILO", "SILO"), Line());
        var item = _random.Next(3) == 0 ? Pick<string>(_random, _raw) : _raw[0];
        var what = new Amount(_mayMissLots && _random.Next(2) == 0 ? Item(item) : AnyLot(item), Quantity(5));
        switch (_random.Next(5))
        {
            case 0: Object(Vocabulary.BizStep.StagingOutbound, [what], new Carrier(Place(line), Trace: new TraceFields { From = new TraceFrom(Place(tank)) })); break;
            case 1: Object(Vocabulary.BizStep.Picking, [what], new Carrier(Place(line), Place(tank))); break;
            case 2: Transform(tank, null, [what], NewOutputs(out var lot), lot); break;
            case 3: LoadEvent(tank, CurrentRun(line), [what], _feeds[item], null); break;
            default: LoadEvent(line, CurrentRun(line), [what], _feeds[item], Place(tank)); break;
        }
    }

    private void EmptyTank() => EmptyPlace(Pick(_random, "TANK", "SILO"), _random.Next(3) == 0 ? _raw[0] : null);
}
