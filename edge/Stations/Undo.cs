using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>
/// <c>CMD:UNDO</c>: the events of the station's last act once more, declared void. Where something rests on them already, the light says
/// what, and nothing is voided: that is a correction for somebody who sees the whole.
/// </summary>
internal static class Undo
{
    public static Decision Decide(Situation s)
    {
        if (s.ReaderState.Count is { Things.IsEmpty: false } count)
            return new Decision(s.State.With(s.Reader, s.ReaderState with { Count = count with { Things = count.Things.RemoveAt(count.Things.Count - 1) } }),
                Light.Ready with { Text = "the label counted last is taken back: scan the next" }, []);
        if (s.State.Last is not { } act)
            return StationRules.Refuse(s, "nothing to undo", "nothing was recorded at this station since the last undo: nothing was changed");
        var events = new List<EpcisEvent>();
        for (var number = act.First + act.Count - 1; number >= act.First; number--)
            if (s.Earlier(number) is { } e && IsAct(e)) events.Add(e);
        if (events.Count == 0) return StationRules.Refuse(s, "nothing to undo", "the last event is not kept here any more: have it corrected in the cloud");
        foreach (var e in events)
            if (Dependant(s, e) is { } dependant)
                return StationRules.Refuse(s, "depended on", $"cannot be undone: {dependant}. Undo that first, or have it corrected in the cloud");
        var state = s.State.With(s.Reader, s.ReaderState with { Quantity = null, Question = null, Partial = null }) with { Last = null };
        return new Decision(state, Light.Yellow($"undone: {events[^1].BizStep} of {Name(events[^1])} did not occur"), events.ConvertAll(e => Void(s, e)));
    }

    /// <summary>Whether an event is something done, that can be undone: no refused read, blocked pick or void.</summary>
    public static bool IsAct(EpcisEvent e) => e.BizStep is not (BizStep.Refused or BizStep.PickBlocked) && e.ErrorDeclaration is null;

    // Everything else stays identical: who, where and with what stands inside the declaration (events.md section 3, void).
    private static EpcisEvent Void(Situation s, EpcisEvent e)
    {
        var by = s.Event(0, e.Type, BizStep.Refused).Trace! with { Clock = null };
        return e with { ErrorDeclaration = new ErrorDeclaration(s.Time, "did_not_occur", [], by) };
    }

    private static string? Dependant(Situation s, EpcisEvent e)
    {
        var place = s.Plant.LocationByUri(e.BizLocation)?.Code ?? "its place";
        if (e is { Type: EventType.AggregationEvent, ParentId: { } box }) return Left(s, box, e);
        if (e is { Type: EventType.AssociationEvent, ParentId: { } parent }) return s.Directory.Unit(parent) is null ? null : Left(s, parent, e);
        if (e.Type == EventType.TransformationEvent && e.InputQuantityList.Count > 0 && e.OutputEpcList.Count + e.OutputQuantityList.Count == 0 && s.Line?.Made > e.EventTime)
            return $"the line has made something since {Name(e)} was mounted";
        foreach (var epc in (e.EpcList ?? []).Concat(e.OutputEpcList))
            if (e.BizStep != BizStep.Destroying && e.PersistentDisposition is null && Left(s, epc, e) is { } left) return left;
        // What was put there and is there no more has gone on since.
        if (e.BizStep is BizStep.CycleCounting or BizStep.Destroying or BizStep.Sampling or BizStep.Shipping || e.BizLocation is null) return null;
        foreach (var q in e.QuantityList.Concat(e.OutputQuantityList))
            if (q.Quantity is { } quantity && s.Directory.StockAt(e.BizLocation, q.EpcClass) is var lies && lies < quantity)
                return $"lot {s.Name(q.EpcClass)} was used further, {StationRules.Text(Math.Max(lies, 0))} of {StationRules.Text(quantity)} lie at {place}";
        return null;
    }

    private static string? Left(Situation s, string thing, EpcisEvent e)
    {
        var (box, unit) = (s.Directory.Container(thing), s.Directory.Unit(thing));
        var name = s.Name(thing);
        var (around, shipped, place) = box is not null ? (box.Container, box.ShippedWith, box.Location) : (unit?.Container, unit?.ShippedWith, unit?.Location);
        if (e.BizStep == BizStep.Shipping) return shipped is null || s.Directory.Contents(thing).Any(c => s.Directory.Unit(c) is { ShippedWith: null }) ? $"{name} is back already" : null;
        if (around is not null && e.ParentId != around) return $"{name} is packed in {s.Name(around)}";
        if (shipped is not null) return $"{name} was shipped with {Vocabulary.DocumentNumber(shipped)}";
        if (unit?.Parent is { } parent && e.ParentId != parent) return $"{name} is installed in {s.Name(parent)}";
        if (unit?.ReplacedBy is { } newer) return $"{name} was relabelled to {s.Name(newer)}";
        if (unit?.Parts is { Count: > 0 } && e.Type == EventType.TransformationEvent) return $"something is installed in {name}";
        if (unit?.Destroyed == true || box?.Destroyed == true) return $"{name} was scrapped";
        return e.BizLocation is not null && e.BizStep != BizStep.Encoding && place != e.BizLocation ? $"{name} was moved on" : null;
    }

    private static string Name(EpcisEvent e) => Inventory.RotationRules.LotText(
        e.ParentId ?? (e.EpcList is [var epc, ..] ? epc : null) ?? e.QuantityList.Concat(e.InputQuantityList).Concat(e.OutputQuantityList).FirstOrDefault()?.EpcClass
        ?? e.OutputEpcList.Concat(e.InputEpcList).FirstOrDefault() ?? e.BizLocation ?? e.EventId);
}
