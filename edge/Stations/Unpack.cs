using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary><c>CMD:UNPACK</c>, then a container for all that is in it, or one thing that is taken out.</summary>
internal static class Unpack
{
    public static Decision Decide(Situation s, Label label)
    {
        if ((label.ContainerUri ?? label.UnitUri) is not { } thing)
            return StationRules.Refuse(s, "serial missing", "containers are unpacked by serial or SSCC: scan that barcode of the label");
        if (s.ReaderState.Open is { } open && open.Children.Contains(thing, StringComparer.Ordinal))
        {
            var state = Actions.Over(s);
            return new Decision(state.With(s.Reader, state.Reader(s.Reader) with { Open = open with { Children = open.Children.Remove(thing) } }),
                Light.Green($"taken out of {open.Sscc}, {open.Children.Count - 1} are left in it"), []);
        }
        var box = s.Directory.Container(thing);
        if (box is { ShippedWith: { } shipped })
            return StationRules.Refuse(s, "already shipped", $"{label.Sscc} was shipped with {Vocabulary.DocumentNumber(shipped)}: scan it at a returns station first");
        if (box is { Children.Count: > 0 }) return Out(s, thing, [], $"container {label.Sscc} is unpacked: {box.Children.Count} are out");
        return (box?.Container ?? s.Directory.Unit(thing)?.Container) is { } around
            ? Out(s, around, [thing], $"{label.Sscc ?? label.Serial} is out of {s.Name(around)}")
            : StationRules.Refuse(s, "not packed", $"{label.Sscc ?? label.Serial} is recorded in no container and holds nothing: nothing was recorded");
    }

    private static Decision Out(Situation s, string parent, IReadOnlyList<string> children, string text)
    {
        var e = s.Event(0, EventType.AggregationEvent, BizStep.Unpacking) with
        {
            Action = EventAction.DELETE,
            Disposition = Disposition.InProgress,
            BizLocation = s.Station.Location.Uri,
            ParentId = parent,
            ChildEpcs = children,
        };
        return new Decision(Actions.Over(s), Light.Green(text), [e]);
    }
}
