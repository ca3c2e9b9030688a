using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Commands that say what happens to the next label: the line's (emptied, scrap, return), and those of pack, assemble and relabel stations.</summary>
internal static class Actions
{
    public static Decision Begin(Situation s, CommandKind kind)
    {
        if (kind == CommandKind.Release && s.Plant.People.Count > 0 && s.Plant.People.GetValueOrDefault(s.ReaderState.Operator ?? "") is not { Role: PersonRole.Quality })
            return StationRules.Refuse(s, "quality needed", "only quality releases: sign on with a quality badge, then scan CMD:RELEASE again");
        var action = new PendingAction(kind, s.Station.Kind == StationKind.Quality ? s.ReaderState.Action?.Reason : null);
        var reader = s.ReaderState with { Action = action, Partial = null, Hand = s.Station.Kind == StationKind.Consume ? [] : s.ReaderState.Hand };
        return new Decision(s.State.With(s.Reader, reader), Light.Yellow($"{Word(kind)}: {Next(action)}"), []);
    }

    public static string Next(PendingAction action) => action switch
    {
        { Reason: null, Kind: CommandKind.Hold or CommandKind.Scrap or CommandKind.Sample } => "scan one of the six reasons, then the label",
        { Kind: CommandKind.Emptied } => "scan the label of what ran out, or CMD:DONE for all of it",
        { Kind: CommandKind.Return } => "scan the label, then the place it goes to",
        { Kind: CommandKind.Unpack } => "scan the container for all of it, or what is taken out",
        { Kind: CommandKind.Remove } => "scan what is taken out, or the unit itself for all of it",
        { Kind: CommandKind.Reprint } => "scan the label that gets another copy",
        _ => "scan the label",
    };

    /// <summary>A label while an action is pending. Away from the quality station an action is for one label.</summary>
    public static Decision Label(Situation s, PendingAction action, Label label) => action.Kind switch
    {
        CommandKind.Unpack => Unpack.Decide(s, label),
        CommandKind.Remove => Assemble.Remove(s, label),
        CommandKind.Reprint => Relabel.Reprint(s, label),
        CommandKind.Return => Return(s, label),
        CommandKind.Emptied => Emptied(s, s.Station.Location, s.ItemOf(label)),
        _ => Quality.Decide(s, action, label),
    };

    /// <summary>CMD:DONE while an action is pending: all of it where that means something, else the action is dropped.</summary>
    public static Decision Done(Situation s, PendingAction action) => action.Kind == CommandKind.Emptied ? Emptied(s, s.Station.Location, null)
        : new Decision(Over(s), Light.Ready with { Text = $"{Word(action.Kind)} was dropped: nothing was recorded" }, []);

    /// <summary>The state once the label is dealt with; the action is over, unless a quality station goes on with it.</summary>
    public static StationState Over(Situation s)
    {
        var state = Labels.Used(s);
        var reader = state.Reader(s.Reader);
        return state.With(s.Reader, reader with { Action = s.Station.Kind == StationKind.Quality ? reader.Action : null, Hand = s.Station.Kind == StationKind.Consume ? [] : reader.Hand });
    }

    /// <summary>Item null empties the whole place.</summary>
    public static Decision Emptied(Situation s, Location place, Item? item)
    {
        var e = s.Event(0, EventType.AssociationEvent, BizStep.Removing);
        e = e with
        {
            Action = EventAction.DELETE,
            BizLocation = place.Uri,
            ParentId = place.Uri,
            ChildQuantityList = item is null ? [] : [new QuantityElement(Gs1.MaterialId.Item(item.Key).Uri, null)],
            Trace = e.Trace! with { Reason = s.ReaderState.Action?.Reason },
        };
        return new Decision(Over(s), Light.Green($"{place.Code} is recorded as empty{(item is null ? "" : $" of {item.Code}")}"), [e]);
    }

    private static Decision Return(Situation s, Label label)
    {
        if (label.LotUri is not { } lot) return StationRules.Refuse(s, "wrong item", "material goes back by lot: scan the lot's label");
        if (s.Directory.At(s.Station.Location.Uri, lot) is null)
            return StationRules.Refuse(s, "not at this line", $"lot {label.Lot} was never recorded at {s.Station.Location.Code}: nothing was recorded");
        var state = Labels.Used(s);
        return new Decision(state.With(s.Reader, state.Reader(s.Reader) with { Hand = [new InHand(label, s.ReaderState.Quantity)], Target = null }),
            Light.Yellow($"lot {label.Lot}: scan the place it goes to"), []);
    }

    private static string Word(CommandKind kind) => kind.ToString().ToLowerInvariant();
}
