using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Pack: an SSCC opens, children follow, the same SSCC or CMD:DONE closes: one aggregation. Children are durable before.</summary>
internal static class Pack
{
    public static Decision Decide(Situation s, Label label)
    {
        if (s.State.Open is not { } open) return Open(s, label);
        if (label.Sscc == open.Sscc) return Close(s);
        if ((label.ContainerUri ?? label.UnitUri) is not { } child)
            return StationRules.Refuse(s, "serial missing", "containers are packed by serial or SSCC: scan that barcode of the label");
        if (open.Children.Contains(child, StringComparer.Ordinal))
            return new Decision(Labels.Used(s), Light.Yellow($"{Name(label)} is in {open.Sscc} already: scan the next, or {open.Sscc} to close"), []);
        var (around, shipped) = s.Directory.Container(child) is { } box ? (box.Container, box.ShippedWith)
            : s.Directory.Unit(child) is { } unit ? (unit.Container, unit.ShippedWith) : (null, null);
        if (around is not null)
            return StationRules.Refuse(s, "already packed", $"{Name(label)} is recorded in container {around[^18..]}: unpack it there first");
        if (shipped is not null)
            return StationRules.Refuse(s, "already shipped", $"{Name(label)} was shipped with {Vocabulary.DocumentNumber(shipped)}: put it aside and ask");
        var state = Labels.Used(s) with { Open = open with { Children = open.Children.Add(child) } };
        return new Decision(state, Light.Green($"{open.Children.Count + 1} in {open.Sscc}: scan the next, or {open.Sscc} to close"), []);
    }

    private static Decision Open(Situation s, Label label)
    {
        if (label.ContainerUri is not { } sscc)
            return StationRules.Refuse(s, "no container", "scan the container's SSCC first, then what goes into it: nothing was recorded");
        if (s.Directory.Container(sscc)?.ShippedWith is { } shipped)
            return StationRules.Refuse(s, "already shipped", $"container {label.Sscc} was shipped with {Vocabulary.DocumentNumber(shipped)}: take another");
        var inside = s.Directory.Container(sscc)?.Children.Count ?? 0;
        var state = Labels.Used(s) with { Open = new OpenContainer(label.Sscc!, []) };
        return new Decision(state, inside == 0 ? Light.Ready with { Text = $"container {label.Sscc} is open: scan what goes into it" }
            : Light.Yellow($"container {label.Sscc} holds {inside} already: scan what else goes into it"), []);
    }

    public static Decision Close(Situation s)
    {
        if (s.State.Open is not { } open)
            return StationRules.Refuse(s, "no container", "no container is open: scan the container's SSCC first");
        var closed = Labels.Used(s) with { Open = null };
        if (open.Children.IsEmpty)
            return new Decision(closed, Light.RedFlashing($"container {open.Sscc} is empty: nothing was packed"), [StationRules.Refused(s, "empty container")]);
        var e = s.Event(0, EventType.AggregationEvent, BizStep.Packing) with
        {
            Action = EventAction.ADD,
            Disposition = Disposition.InProgress,
            BizLocation = s.Station.Location.Uri,
            ParentId = Gs1.MaterialId.Container(open.Sscc).Uri,
            ChildEpcs = open.Children,
        };
        return new Decision(closed, Light.Green($"container {open.Sscc} closed with {open.Children.Count}"), [e]);
    }

    private static string Name(Label label) => label.Sscc ?? $"serial {label.Serial}";
}
