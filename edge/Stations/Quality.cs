using Traceability.Epcis;
using Traceability.Inventory;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Quality: an action of the sheet, a reason, then labels: hold, release, scrap, sample, emptied. Scrap works at a line too.</summary>
internal static class Quality
{
    public static Decision Decide(Situation s, PendingAction? action, Label label)
    {
        if (action is null) return StationRules.Refuse(s, "no action", "scan what is to be done first (hold, release, scrap, sample), then the label: nothing was recorded");
        if (action.Reason is null && action.Kind != CommandKind.Release)
            return StationRules.Refuse(s, "reason missing", "why? Scan one of the six reasons, then the label again", LightPattern.Yellow);
        var thing = label.ThingUri!;
        return action.Kind switch
        {
            CommandKind.Hold => Hold(s, label, thing, action.Reason!),
            CommandKind.Release => Release(s, label, thing, action.Reason),
            CommandKind.Emptied => Actions.Emptied(s, Where(s, thing), s.ItemOf(label)),
            _ => Destroy(s, action, label, thing),
        };
    }

    /// <summary>A place says where what follows lies; after CMD:EMPTIED it is what is empty.</summary>
    public static Decision Place(Situation s, Location place)
    {
        if (s.ReaderState.Action?.Kind == CommandKind.Emptied) return Actions.Emptied(s, place, null);
        return new Decision(s.State.With(s.Reader, s.ReaderState with { Target = place.Code }), Light.Ready with { Text = $"at {place.Code}: scan an action of the sheet, or the label" }, []);
    }

    private static Decision Hold(Situation s, Label label, string thing, string reason)
    {
        var e = About(s, 0, label, thing, BizStep.Holding, null);
        e = e with { PersistentDisposition = new PersistentDisposition([Disposition.Unavailable], []), Trace = e.Trace! with { Reason = reason, Hold = new TraceHold(e.EventId, reason) } };
        var text = $"{s.Name(thing)} is on hold: {reason}";
        var isKnown = s.Directory.Lot(thing) is not null || s.Directory.Unit(thing) is not null || s.Directory.Container(thing) is not null;
        return new Decision(Actions.Over(s), isKnown ? Light.Green(text) : Light.Yellow($"{text}; it is not known here yet"), [e]);
    }

    // One hold at a time, the oldest first.
    private static Decision Release(Situation s, Label label, string thing, string? reason)
    {
        if (s.Directory.HoldsOf(thing).ToArray() is not [var hold, .. var others])
            return StationRules.Refuse(s, "not held", $"{s.Name(thing)} is not on hold: nothing was recorded");
        var (disposition, id) = HoldRules.Parts(hold);
        var e = About(s, 0, label, thing, BizStep.Inspecting, null);
        e = e with
        {
            PersistentDisposition = new PersistentDisposition(others.Length == 0 ? [Disposition.Conformant] : [], [disposition]),
            Trace = e.Trace! with { Reason = reason, Hold = new TraceHold(id, reason) },
        };
        return new Decision(Actions.Over(s), others.Length == 0 ? Light.Green($"{s.Name(thing)} is free: no hold on it is left")
            : Light.Yellow($"one hold of {s.Name(thing)} is ended, {others.Length} left: {HoldRules.Parts(others[0]).Disposition}"), [e]);
    }

    private static Decision Destroy(Situation s, PendingAction action, Label label, string thing)
    {
        var isLot = label.ContainerUri is null && label.UnitUri is null;
        if (s.Directory.Unit(thing) is { Destroyed: true } || s.Directory.Container(thing) is { Destroyed: true })
            return StationRules.Refuse(s, "already used", $"{s.Name(thing)} was scrapped before: nothing was recorded again");
        var place = Where(s, thing);
        if (action.Kind == CommandKind.Sample && isLot && s.ReaderState.Quantity is null)
            return StationRules.Refuse(s, "quantity missing", $"how much of lot {label.Lot} is the sample? Scan Q and the number, then the label again", LightPattern.Yellow);
        var record = s.Directory.At(place.Uri, thing) ?? StockRecord.None;
        var recorded = record.Stock + (place.Kind == "line" ? record.OnPositions : 0);
        decimal? quantity = isLot ? Labels.Bounded(s, label, s.ItemOf(label)!, recorded) : null;
        if (quantity is 0)
            return StationRules.Refuse(s, "quantity missing",
                $"nothing of lot {label.Lot} is recorded at {place.Code}: scan Q and the number, or its place, then the label again", LightPattern.Yellow);
        var findings = quantity > recorded ? new[] { $"{StationRules.Text(quantity.Value)} gone, {StationRules.Text(Math.Max(recorded, 0))} were recorded at {place.Code}" } : [];

        var events = new List<EpcisEvent>();
        if (action.Kind == CommandKind.Sample) events.Add(At(About(s, 0, label, thing, BizStep.Sampling, quantity)));
        events.Add(At(About(s, events.Count, label, thing, BizStep.Destroying, quantity) with { Action = EventAction.DELETE, Disposition = Disposition.Destroyed }));
        var text = $"{(quantity is { } much ? $"{StationRules.Text(much)} of " : "")}{s.Name(thing)} {(action.Kind == CommandKind.Sample ? "taken as a sample" : "scrapped")}: {action.Reason}";
        return new Decision(Actions.Over(s), findings.Length == 0 ? Light.Green(text) : Light.Yellow($"{text}; {findings[0]}"), events);

        EpcisEvent At(EpcisEvent e) => e with { BizLocation = place.Uri, Trace = e.Trace! with { Reason = action.Reason, Findings = findings } };
    }

    // Where the place was scanned it lies there; else at the station, or at the only place that is recorded.
    private static Location Where(Situation s, string thing)
    {
        if (s.ReaderState.Target is { } code && s.Plant.Locations.TryGetValue(code, out var said)) return said;
        var here = s.Station.Location;
        if (s.Plant.LocationByUri(s.Directory.Unit(thing)?.Location ?? s.Directory.Container(thing)?.Location) is { } at) return at;
        return s.Directory.StockAt(here.Uri, thing) <= 0 && s.Directory.PlacesOf(thing).ToList() is [var only] ? s.Plant.LocationByUri(only.Place) ?? here : here;
    }

    private static EpcisEvent About(Situation s, int index, Label label, string thing, string bizStep, decimal? quantity)
    {
        var e = s.Event(index, EventType.ObjectEvent, bizStep, label.Raw);
        return label.ContainerUri is null && label.UnitUri is null
            ? e with { QuantityList = [new QuantityElement(thing, quantity, s.ItemOf(label)!.EventUom)] }
            : e with { EpcList = [thing] };
    }
}
