using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Produce: a work order, then each unit or lot label: an output of the line's run. A serial is born once, here or elsewhere.</summary>
internal static class Produce
{
    public static Decision Decide(Situation s, Label label)
    {
        if (Consume.Run(s, out var work) is { } fault) return fault;
        var item = s.ItemOf(label);
        if (item is null || item.Code != work!.Item)
            return StationRules.Refuse(s, "wrong item", $"{item?.Code ?? label.Sscc} is not what order {work!.Id} makes ({work.Item})");
        if (label.UnitUri is { } unit)
        {
            if (item.AssignedAt != AssignedAt.Produce)
                return StationRules.Refuse(s, "born elsewhere", $"serials of {item.Code} are assigned at {item.AssignedAt.ToString().ToLowerInvariant()}, not here");
            if (s.Directory.Unit(unit)?.Born is { } born)
                return StationRules.Refuse(s, "already used", $"serial {label.Serial} was made before ({born:yyyy-MM-dd HH:mm}): take the unit off and ask");
        }
        return Output(s, label, item, work);
    }

    private static Decision Output(Situation s, Label label, Item item, WorkOrder work)
    {
        var line = s.Station.Location;
        // The unit stands there: refusing it would leave it out of every recall. What is missing is said and kept.
        var findings = Unloaded(s, item).Select(code => $"no lot of {code} loaded").ToList();
        if (findings.Count > 0 && s.Station.WhenUnloaded == Plant.Unloaded.Red)
            return StationRules.Refuse(s, "component missing", $"{string.Join(", ", findings)}: mount it and scan its label at the line, then scan this one again");
        var isUnit = label.UnitUri is not null;
        var e = s.Event(0, EventType.TransformationEvent, isUnit ? BizStep.Commissioning : BizStep.CreatingClassInstance);
        e = e with
        {
            Disposition = Disposition.Active,
            BizLocation = line.Uri,
            TransformationId = Vocabulary.Run(s.Plant.Gln, work.Id, line.Code),
            OutputEpcList = isUnit ? [label.UnitUri!] : [],
            OutputQuantityList = isUnit ? [] : [new QuantityElement(label.LotUri!, Labels.Quantity(s, label, item), item.EventUom)],
            Ilmd = isUnit && (label.Lot is not null || label.Expiry is not null) ? new Ilmd(label.Lot, label.Expiry) : null,
            BizTransactionList = [s.Document(BizTransaction.ProductionOrder, work.Id)],
            Trace = e.Trace! with { Lot = isUnit ? null : Receiving.LotOf(label), Findings = findings },
        };
        var text = $"made {item.Code} {(isUnit ? $"serial {label.Serial}" : $"lot {label.Lot}")} on {work.Id}";
        return new Decision(Labels.Used(s, s.Job), findings.Count == 0 ? Light.Green(text) : Light.Yellow($"{text}: {string.Join(", ", findings)}"), [e], s.Line! with { Used = s.Time, Made = s.Time });
    }

    private static IEnumerable<string> Unloaded(Situation s, Item item)
    {
        foreach (var component in item.Components)
            if (!component.Substitutes.Prepend(component.Item).Any(code => s.Plant.Items.TryGetValue(code, out var part)
                && s.Directory.IsMounted(s.Station.Location.Uri, part.Key))) yield return component.Item;
    }
}
