using Traceability.Epcis;
using Traceability.Inventory;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Assemble: the parent unit, then each part as it is installed; CMD:REMOVE and a part takes it out, CMD:REMOVE and the unit takes out all.</summary>
internal static class Assemble
{
    public static Decision Decide(Situation s, Label label)
    {
        if (s.ReaderState.Parent is not { } parent) return Open(s, label);
        if (label.UnitUri == parent.UnitUri)
        {
            var done = Labels.Used(s);
            return new Decision(done.With(s.Reader, done.Reader(s.Reader) with { Parent = null }), Light.Ready with { Text = $"serial {parent.Serial} is done: scan the next unit" }, []);
        }
        if (label.Sscc is not null || s.ItemOf(label) is not { } item) return StationRules.Refuse(s, "wrong item", "a container is no part: scan the part's own label");
        if (Component(s, parent, item) is var (component, isPart) && !isPart)
            return StationRules.Refuse(s, "wrong item", $"{item.Code} is no component of {s.ItemOf(parent)!.Code}: nothing was installed");
        return Fault(s, label, item) ?? Install(s, parent, label, item, component);
    }

    private static Decision Open(Situation s, Label label)
    {
        if (label.UnitUri is not { } unit) return StationRules.Refuse(s, "serial missing", "scan the serial of the unit that is worked on first: nothing was recorded");
        if (s.Directory.Unit(unit)?.ShippedWith is { } shipped)
            return StationRules.Refuse(s, "already shipped", $"serial {label.Serial} was shipped with {Vocabulary.DocumentNumber(shipped)}: scan it at a returns station first");
        if (s.Directory.Unit(unit) is { Destroyed: true }) return StationRules.Refuse(s, "already used", $"serial {label.Serial} is recorded as scrapped: put it aside and ask");
        var state = Labels.Used(s);
        state = state.With(s.Reader, state.Reader(s.Reader) with { Parent = label });
        return new Decision(state, s.Directory.Unit(unit) is { IsKnown: true } ? Light.Ready with { Text = $"serial {label.Serial}: scan what is installed in it" }
            : Light.Yellow($"serial {label.Serial} is not known here; scan what is installed in it all the same"), []);
    }

    private static Decision? Fault(Situation s, Label label, Item item)
    {
        if (label.UnitUri is { } unit && s.Directory.Unit(unit) is { } known)
        {
            if (known.Parent is { } other) return StationRules.Refuse(s, "already used", $"serial {label.Serial} is installed in {s.Name(other)}: take it out there first");
            if (known.ShippedWith is not null || known.Container is not null || known.Destroyed)
                return StationRules.Refuse(s, "already used", $"serial {label.Serial} is recorded as packed, shipped or scrapped: put it aside and ask");
            if (known.Holds.Count > 0) return StationRules.Refuse(s, "held", $"serial {label.Serial} is held: put it aside");
        }
        if (label.LotUri is not { } lot) return null;
        var reason = s.Directory.HoldsOf(lot).Count > 0 ? "held" : s.Directory.Lot(lot) is { } record && RotationRules.Fault(record, item, s.Time) is { } fault and not "expires too soon" ? fault : null;
        return reason is null ? null : StationRules.Refuse(s, reason, $"{item.Code} lot {label.Lot} is {reason}: put it aside");
    }

    private static Decision Install(Situation s, Label parent, Label label, Item item, Component? component)
    {
        decimal? quantity = label.UnitUri is not null ? 1 : s.ReaderState.Quantity ?? component?.QuantityPer;
        if (quantity is not { } much)
            return StationRules.Refuse(s, "quantity missing", $"how much of lot {label.Lot}? Scan Q and the number, then the label again", LightPattern.Yellow);
        var here = s.Station.Location;
        var lies = label.UnitUri is null ? s.Directory.StockAt(here.Uri, label.LotUri!) : 1;
        var findings = much > lies ? new[] { $"{StationRules.Text(much)} installed, {StationRules.Text(Math.Max(lies, 0))} were recorded at {here.Code}" } : [];
        var e = Event(s, parent.UnitUri!, label, much, item, add: true);
        var text = $"{Name(label)} is in serial {parent.Serial}: scan the next part, or the unit again";
        return new Decision(Labels.Used(s), findings.Length == 0 ? Light.Green(text) : Light.Yellow($"{text}; {findings[0]}"), [e with { Trace = e.Trace! with { Findings = findings } }]);
    }

    public static Decision Remove(Situation s, Label label)
    {
        var parent = s.ReaderState.Parent?.UnitUri ?? (label.UnitUri is { } child ? s.Directory.Unit(child)?.Parent ?? child : null);
        if (parent is null) return StationRules.Refuse(s, "no unit", "scan the unit first, then CMD:REMOVE and what is taken out: nothing was recorded");
        var parts = s.Directory.Unit(parent)?.Parts ?? [];
        if (label.UnitUri == parent)
            return parts.Count == 0 ? StationRules.Refuse(s, "not installed", $"nothing is recorded in {s.Name(parent)}: nothing was removed")
                : new Decision(Actions.Over(s), Light.Green($"all parts of {s.Name(parent)} are out"), [Event(s, parent, null, 0, null, add: false)]);
        var thing = label.UnitUri ?? label.LotUri!;
        if (parts.FirstOrDefault(p => p.Thing == thing) is not { } part)
            return StationRules.Refuse(s, "not installed", $"{Name(label)} is not recorded in {s.Name(parent)}: nothing was removed");
        var quantity = label.UnitUri is not null ? 1 : s.ReaderState.Quantity ?? part.Quantity;
        return new Decision(Actions.Over(s), Light.Green($"{Name(label)} is out of {s.Name(parent)}"), [Event(s, parent, label, quantity, s.ItemOf(label), add: false)]);
    }

    private static EpcisEvent Event(Situation s, string parent, Label? child, decimal quantity, Item? item, bool add) =>
        s.Event(0, EventType.AssociationEvent, add ? BizStep.Installing : BizStep.Removing) with
        {
            Action = add ? EventAction.ADD : EventAction.DELETE,
            BizLocation = s.Station.Location.Uri,
            ParentId = parent,
            ChildEpcs = child?.UnitUri is { } unit ? [unit] : [],
            ChildQuantityList = child is { UnitUri: null } ? [new QuantityElement(child.LotUri!, quantity, item?.EventUom)] : [],
        };

    // An item without a bill of material takes any part.
    private static (Component? Component, bool IsPart) Component(Situation s, Label parent, Item item)
    {
        var components = s.ItemOf(parent)?.Components ?? [];
        var found = components.FirstOrDefault(c => c.Item == item.Code || c.Substitutes.Contains(item.Code, StringComparer.Ordinal));
        return (found, found is not null || components.Count == 0);
    }

    private static string Name(Label label) => label.Serial is null ? $"lot {label.Lot}" : $"serial {label.Serial}";
}
