using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Count: a place, every label there, CMD:DONE: what lies there and nothing else. Without a place a label counts just that lot, here.</summary>
internal static class Counting
{
    public static Decision Open(Situation s, Location place)
    {
        if (s.ReaderState.Count is { } count)
            return count.Place == place.Code ? new Decision(s.State, Light.Yellow($"{place.Code} is being counted already: scan its labels, then CMD:DONE"), [])
                : StationRules.Refuse(s, "other place", $"{count.Place} is still being counted: CMD:DONE first, then {place.Code}");
        return new Decision(s.State.With(s.Reader, s.ReaderState with { Count = new OpenCount(place.Code, []), Question = null }),
            Light.Ready with { Text = $"{place.Code}: scan every label there, then CMD:DONE" }, []);
    }

    public static Decision Decide(Situation s, Label label)
    {
        var item = s.ItemOf(label);
        var epc = label.ContainerUri ?? label.UnitUri;
        var quantity = epc is not null ? 1 : Labels.Quantity(s, label, item!);
        if (quantity is not { } counted)
            return StationRules.Refuse(s, "quantity missing", $"how much of lot {label.Lot}? Scan Q and the number, then the label again", LightPattern.Yellow);
        var thing = new CountedThing(epc ?? label.LotUri!, counted, item?.EventUom, epc is not null);
        if (s.ReaderState.Count is not { } open) return Lot(s, label, thing);
        if (open.Things.Any(t => t.Thing == thing.Thing))
        {
            if (thing.IsInstance) return new Decision(Labels.Used(s), Light.Yellow($"{s.Name(thing.Thing)} is counted already: scan the next"), []);
            if (s.ReaderState.Question != s.ReaderState.LastFrame) return StationRules.Ask(s, $"lot {label.Lot} is counted already: another one? Scan it again for yes");
        }
        var state = Labels.Used(s);
        return new Decision(state.With(s.Reader, state.Reader(s.Reader) with { Count = open with { Things = open.Things.Add(thing) } }),
            Light.Green($"{StationRules.Text(counted)} of {s.Name(thing.Thing)}, {open.Things.Count + 1} labels at {open.Place}: scan the next, or CMD:DONE"), []);
    }

    public static Decision Close(Situation s)
    {
        if (s.ReaderState.Count is not { } count)
            return StationRules.Refuse(s, "no place", "no place is being counted: scan the place first, then its labels");
        var place = s.Plant.Locations.GetValueOrDefault(count.Place) ?? s.Station.Location;
        var state = Labels.Used(s);
        state = state.With(s.Reader, state.Reader(s.Reader) with { Count = null });
        return new Decision(state, Light.Green($"{place.Code} counted: {count.Things.Count} labels"), [Fact(s, place, count.Things, "place")]);
    }

    private static Decision Lot(Situation s, Label label, CountedThing thing)
    {
        if (s.ReaderState.Quantity is null && !thing.IsInstance)
            return StationRules.Refuse(s, "quantity missing",
                $"how much of lot {label.Lot} lies here in all? Scan Q and the number, then the label; or the place first, to count all of it", LightPattern.Yellow);
        return new Decision(Labels.Used(s), Light.Green($"{StationRules.Text(thing.Quantity)} of {s.Name(thing.Thing)} counted at {s.Station.Location.Code}"),
            [Fact(s, s.Station.Location, [thing], "lot")]);
    }

    // Several labels of one lot are one amount; an empty place is said by an empty list.
    private static EpcisEvent Fact(Situation s, Location place, IReadOnlyCollection<CountedThing> things, string scope)
    {
        var epcs = things.Where(t => t.IsInstance).Select(t => t.Thing).ToList();
        var e = s.Event(0, EventType.ObjectEvent, BizStep.CycleCounting);
        return e with
        {
            BizLocation = place.Uri,
            EpcList = epcs.Count > 0 || things.Count == 0 ? epcs : null,
            QuantityList = things.Where(t => !t.IsInstance).GroupBy(t => (t.Thing, t.Uom)).Select(g => new QuantityElement(g.Key.Thing, g.Sum(t => t.Quantity), g.Key.Uom)).ToList(),
            Trace = e.Trace! with { CountScope = scope },
        };
    }
}
