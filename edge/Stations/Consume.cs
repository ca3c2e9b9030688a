using Traceability.Epcis;
using Traceability.Inventory;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Consume: a work order, then the labels of what is mounted on the line; each is a load of the line's run.</summary>
internal static class Consume
{
    public static Decision Decide(Situation s, Label label)
    {
        if (Run(s, out var work) is { } fault) return fault;
        if (label.LotUri is not { } lot || s.ItemOf(label) is not { } item)
            return StationRules.Refuse(s, "wrong item", "material is mounted by lot: scan the lot's label");
        if (ComponentFor(s.Plant, work!, item) is not { } component)
            return StationRules.Refuse(s, "wrong item", $"{item.Code} is no component of {work!.Item} (order {work.Id}): take it off the line");
        var known = s.Directory.Lot(lot);
        if (known is null && s.Directory.HoldsOf(lot).Count > 0) return StationRules.Refuse(s, "held", $"{item.Code} lot {label.Lot} is held: take it off the line");
        if (known is not null && RotationRules.Fault(known, item, s.Time) is { } reason and not "expires too soon")
            return StationRules.Refuse(s, reason, $"{item.Code} lot {label.Lot} is {reason}: take it off the line");
        return Load(s, label, item, work!, component, lot, known is not null);
    }

    private static Decision Load(Situation s, Label label, Item item, WorkOrder work, Component component, string lot, bool known)
    {
        var line = s.Station.Location;
        var recorded = s.Directory.StockAt(line.Uri, lot);
        var quantity = Labels.Bounded(s, label, item, recorded);
        var findings = new List<string>();
        if (!known) findings.Add($"lot {label.Lot} of {item.Code} is not known here: mounted all the same");
        if (quantity > Math.Max(recorded, 0)) findings.Add($"{StationRules.Text(quantity)} mounted, {StationRules.Text(Math.Max(recorded, 0))} were recorded at {line.Code}");
        var e = s.Event(0, EventType.TransformationEvent, BizStep.CreatingClassInstance);
        e = e with
        {
            BizLocation = line.Uri,
            TransformationId = Vocabulary.Run(s.Plant.Gln, work.Id, line.Code),
            InputQuantityList = [new QuantityElement(lot, quantity, item.EventUom)],
            BizTransactionList = [s.Document(BizTransaction.ProductionOrder, work.Id)],
            Trace = e.Trace! with { Feed = FeedOf(item, component), Findings = findings },
        };
        var text = $"mounted {item.Code} lot {label.Lot} for {work.Id}";
        return new Decision(Labels.Used(s, s.Job), findings.Count == 0 ? Light.Green(text) : Light.Yellow($"{text}; {findings[^1]}"), [e], s.Line! with { Used = s.Time });
    }

    /// <summary>The item's rule travels in the event, so that later changes of master data cannot rewrite history.</summary>
    private static TraceFeed FeedOf(Item item, Component component) => new()
    {
        Rule = item.Consumption == Consumption.Sequential ? "sequential" : "mix",
        OverlapUnits = item.OverlapUnits,
        OverlapSeconds = item.OverlapSeconds,
        EarlyUnits = item.EarlyUnits,
        EarlySeconds = item.EarlySeconds,
        QuantityPer = component.QuantityPer,
        OneAtATime = item.OneAtATime,
    };

    public static Component? ComponentFor(PlantModel plant, WorkOrder work, Item item) =>
        plant.Items[work.Item].Components.FirstOrDefault(c => c.Item == item.Code || c.Substitutes.Contains(item.Code, StringComparer.Ordinal));

    /// <summary>The line's run where it has changed since this scanner's order was scanned; whoever scans on is asked which he means.</summary>
    public static string? OtherRun(Situation s) =>
        s.Station.Kind is StationKind.Consume or StationKind.Produce && s.Line is { WorkOrder: { Length: > 0 } run } && s.Job is { Kind: "W" } job && job.Id != run ? run : null;

    /// <summary>The order a consume or produce read belongs to, or the red answer that none is scanned.</summary>
    public static Decision? Run(Situation s, out WorkOrder? work)
    {
        work = null;
        if (s.Line is not { WorkOrder.Length: > 0 } || s.Job is not { Kind: "W" } job)
            return StationRules.Refuse(s, "no order", "scan the work order first, then the label again: nothing was recorded");
        return s.Plant.WorkOrders.TryGetValue(job.Id, out work) ? null
            : StationRules.Refuse(s, "unknown document", $"work order {job.Id} is not known any more: scan another");
    }
}
