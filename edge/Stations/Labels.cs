using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>
/// From barcodes to a whole label: several barcodes may complete one, what enters the records must be complete, and
/// until then a refused event is kept that a later event says it completes.
/// </summary>
internal static class Labels
{
    public static Decision Decide(Situation s)
    {
        if (s.Job is null && s.ReaderState.Was is { } was)
        {
            if (s.ReaderState.Question != s.ReaderState.LastFrame) return StationRules.Ask(s, $"still {was.Id}? The same label again for yes, else scan the order");
            var job = was with { Used = s.Time };
            s = s with { State = s.State.With(s.Reader, s.ReaderState with { Job = job, Was = null, Question = null, Asked = null }) with { Job = job } };
        }
        if (s.ReaderState.Action is null && Consume.OtherRun(s) is { } run)
        {
            if (s.ReaderState.Question != s.ReaderState.LastFrame)
                return StationRules.Ask(s, $"the line runs {run} now, no more {s.Job!.Id}: is this for {run}? The same label again for yes, else scan the order");
            var job = new Job("W", run, s.Time);
            s = s with { State = s.State.With(s.Reader, s.ReaderState with { Job = job, Question = null, Asked = null }) with { Job = job } };
        }
        if (s.Code.Refusal is { } problem)
            return StationRules.Refuse(s, "unreadable", $"{problem.Text}: nothing was recorded", LightPattern.Blue);
        var label = Label.Of(s.Code, s.Data);
        if (label is { ThingUri: null, Key: null, Lot: null, Serial: null, Quantity: null, Expiry: null })
            return StationRules.Refuse(s, "unreadable", "this code names no item, lot, serial or container: nothing was recorded", LightPattern.Blue);

        string? completes = null;
        if (s.ReaderState.Partial is { } partial && partial.Label.IsCompletedBy(label))
        {
            label = partial.Label.With(label);
            completes = partial.RefusedEvent;
        }
        if (label.Key is not null && s.ItemOf(label) is null)
            return StationRules.Refuse(s, "wrong item", $"item {label.Key} is not in this plant's master data: nothing was recorded");
        if (Relabel.Replaced(s, label) is { } replaced) return replaced;
        if (ManualEntry.Fault(s, label) is { } fault) return fault;
        return Missing(s, label) is { } missing ? Incomplete(s, label, missing) : Whole(s, label, completes);
    }

    private static Decision Whole(Situation s, Label label, string? completes)
    {
        var decision = s.ReaderState.Action is { } action ? Actions.Label(s, action, label) : s.Station.Kind switch
        {
            StationKind.Receiving => Receiving.Decide(s, label),
            StationKind.Transfer => Transfer.Decide(s, label),
            StationKind.Pick => Latch.Note(s, label, Pick.Decide(s, label)),
            StationKind.Consume => Consume.Decide(s, label),
            StationKind.Produce => Produce.Decide(s, label),
            StationKind.Pack => Pack.Decide(s, label),
            StationKind.Count => Counting.Decide(s, label),
            StationKind.Returns => Returns.Decide(s, label),
            StationKind.Quality => Quality.Decide(s, null, label),
            StationKind.Assemble => Assemble.Decide(s, label),
            StationKind.Relabel => Relabel.Decide(s, label),
            _ => Shipping.Decide(s, label),
        };
        return decision with { Events = Stamped(decision.Events, label, completes) };
    }

    // The evidence is every barcode of the label; the first event that came of it says which refused one it completes.
    private static List<EpcisEvent> Stamped(IReadOnlyList<EpcisEvent> events, Label label, string? completes)
    {
        var stamped = new List<EpcisEvent>(events.Count);
        foreach (var e in events)
            stamped.Add(e.BizStep == Vocabulary.BizStep.Refused || e.Trace is null ? e
                : e with { Trace = e.Trace with { Raw = label.Raw, Completes = stamped.Count == 0 ? completes : null } });
        return stamped;
    }

    private static Decision Incomplete(Situation s, Label label, string missing)
    {
        var refused = StationRules.Refused(s, $"{missing} missing");
        var reader = s.ReaderState with { Partial = new PartialLabel(label, refused.EventId, missing), Question = null };
        return new Decision(s.State.With(s.Reader, reader), Light.Yellow($"{missing} missing: scan the label's other barcode"), [refused]);
    }

    /// <summary>The first part that is missing: everything the item requires where things enter the records, else the identity.</summary>
    private static string? Missing(Situation s, Label label)
    {
        if (label.Sscc is not null) return null;
        if (label.Key is null) return "item";
        var item = s.ItemOf(label)!;
        if (label.Lot is null && label.Serial is null) return item.Tracking == Tracking.Serial ? "serial" : "lot";
        if (item.Tracking == Tracking.Serial && label.Serial is null && s.Station.Kind is StationKind.Produce) return "serial";
        if (s.Station.Kind is not (StationKind.Receiving or StationKind.Produce) || s.ReaderState.Action is not null) return null;
        foreach (var part in item.Requires)
            if (Lacks(s, label, item, part)) return part;
        return item.Tracking == Tracking.Lot && Quantity(s, label, item) is null ? "quantity" : null;
    }

    private static bool Lacks(Situation s, Label label, Item item, string part) => part switch
    {
        "lot" => label.Lot is null,
        "serial" => label.Serial is null,
        "quantity" => label.Serial is null && Quantity(s, label, item) is null,
        "expiry" => label.Expiry is null && label.BestBefore is null,
        "production" => label.Production is null,
        _ => false,
    };

    /// <summary>How much: what Q said, else what the label states in the item's own unit; null is unknown.</summary>
    public static decimal? Quantity(Situation s, Label label, Item item) =>
        s.ReaderState.Quantity ?? (label.Uom == item.EventUom ? label.Quantity : null);

    /// <summary>How much where a recorded amount bounds it: Q, else the lesser of the label's count and what is recorded.</summary>
    public static decimal Bounded(Situation s, Label label, Item item, decimal recorded)
    {
        if (s.ReaderState.Quantity is { } said) return said;
        var left = Math.Max(recorded, 0);
        return label.Uom == item.EventUom && label.Quantity is { } printed ? Math.Min(printed, left) : left;
    }

    /// <summary>The state once a label is dealt with: what Q said is used up, whatever the verdict.</summary>
    public static StationState Used(Situation s, Job? job = null)
    {
        var state = job is null ? s.State : StationRules.Using(s, job);
        return state.With(s.Reader, state.Reader(s.Reader) with { Quantity = null, Partial = null, Question = null, Asked = null });
    }
}
