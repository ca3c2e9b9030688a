using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Pack: an SSCC opens, children follow, the same SSCC or CMD:DONE closes: one aggregation. Children are durable before.</summary>
internal static class Pack
{
    public static Decision Decide(Situation s, Label label)
    {
        if (s.ReaderState.Open is not { } open) return Open(s, label);
        if (label.Sscc == open.Sscc) return Close(s);
        if ((label.ContainerUri ?? label.UnitUri) is not { } child)
            return StationRules.Refuse(s, "serial missing", "containers are packed by serial or SSCC: scan that barcode of the label");
        if (open.Children.Contains(child, StringComparer.Ordinal))
            return new Decision(Labels.Used(s), Light.Yellow($"{Name(label)} is in {open.Sscc} already: scan the next, or {open.Sscc} to close"), []);
        var (around, shipped) = s.Directory.Container(child) is { } box ? (box.Container, box.ShippedWith)
            : s.Directory.Unit(child) is { } unit ? (unit.Container, unit.ShippedWith) : (null, null);
        if (around is not null)
            return StationRules.Refuse(s, "already packed", $"{Name(label)} is recorded in container {around[^18..]}: unpack it there first");
        if (s.Directory.Unit(child) is { Destroyed: true } or { Parent: not null })
            return StationRules.Refuse(s, "already used", $"{Name(label)} is recorded as destroyed or installed: put it aside and ask");
        if (shipped is not null)
            return StationRules.Refuse(s, "already shipped", $"{Name(label)} was shipped with {Vocabulary.DocumentNumber(shipped)}: put it aside and ask");
        if (OpenElsewhere(s, child) is { } other)
            return StationRules.Refuse(s, "already packed", $"{Name(label)} is in container {other}, which is still open: take it out there first");
        return new Decision(With(s, open with { Children = open.Children.Add(child) }), Light.Green($"{open.Children.Count + 1} in {open.Sscc}: scan the next, or {open.Sscc} to close"), []);
    }

    private static Decision Open(Situation s, Label label)
    {
        if (label.ContainerUri is not { } sscc)
            return StationRules.Refuse(s, "no container", "scan the container's SSCC first, then what goes into it: nothing was recorded");
        if (s.Directory.Container(sscc)?.ShippedWith is { } shipped)
            return StationRules.Refuse(s, "already shipped", $"container {label.Sscc} was shipped with {Vocabulary.DocumentNumber(shipped)}: take another");
        if (s.State.Readers.Any(r => r.Key != s.Reader && r.Value.Open?.Sscc == label.Sscc))
            return StationRules.Refuse(s, "already open", $"container {label.Sscc} is open at this station's other scanner: close it there, or take another");
        if (s.State.Left.Find(c => c.Sscc == label.Sscc) is { } left)
            return new Decision(With(s, left) with { Left = s.State.Left.Remove(left) }, Light.Yellow($"container {left.Sscc} goes on with {left.Children.Count} in it: scan what else goes into it"), []);
        var inside = s.Directory.Container(sscc)?.Children.Count ?? 0;
        var state = With(s, new OpenContainer(label.Sscc!, []));
        return new Decision(state, inside == 0 ? Light.Ready with { Text = $"container {label.Sscc} is open: scan what goes into it" }
            : Light.Yellow($"container {label.Sscc} holds {inside} already: scan what else goes into it"), []);
    }

    public static Decision Close(Situation s)
    {
        if (s.ReaderState.Open is not { } open)
            return StationRules.Refuse(s, "no container", "no container is open: scan the container's SSCC first");
        var closed = With(s, null);
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

    private static StationState With(Situation s, OpenContainer? open)
    {
        var state = Labels.Used(s);
        return state.With(s.Reader, state.Reader(s.Reader) with { Open = open });
    }

    private static string? OpenElsewhere(Situation s, string child) =>
        s.State.Readers.Where(r => r.Key != s.Reader).Select(r => r.Value.Open).Concat(s.State.Left).FirstOrDefault(c => c?.Children.Contains(child, StringComparer.Ordinal) == true)?.Sscc;

    private static string Name(Label label) => label.Sscc ?? $"serial {label.Serial}";
}
