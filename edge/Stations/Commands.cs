using System.Globalization;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>What commands do that several stations share: open a job, say a quantity, end something.</summary>
internal static class Commands
{
    public static Decision Decide(Situation s, Command command)
    {
        if (command.Kind == CommandKind.OtherSite)
            return StationRules.Refuse(s, "other site", $"'{command.Value}' is another site's command: nothing was done. Use this site's sheet");
        if (!command.IsAwaitedBy(s.Station.Kind, s.ReaderState))
            return StationRules.Refuse(s, "not awaited here", $"'{command.Value}' is not awaited at {s.Station.Id}: nothing was recorded. {Awaited(s.Station.Kind)}");
        return command.Kind switch
        {
            CommandKind.Quantity => Quantity(s, command.Value),
            CommandKind.Badge => Badges.Decide(s, command.Value),
            CommandKind.Reason => Reason(s, command.Value),
            CommandKind.Undo => Undo.Decide(s),
            CommandKind.Place => Place(s, command.Value),
            CommandKind.Done => Done(s),
            CommandKind.NotFound => Search.Decide(s),
            CommandKind.Close => Close(s),
            CommandKind.ReturnNumber => Returns.Open(s, command.Value),
            CommandKind.ShippingOrder when s.Station.Kind == StationKind.Returns && s.ReaderState.Job is { Kind: Returns.Authorisation } => Returns.Order(s, command.Value),
            CommandKind.PurchaseOrder or CommandKind.WorkOrder or CommandKind.ShippingOrder => Open(s, command),
            _ => Actions.Begin(s, command.Kind),
        };
    }

    private static Decision Quantity(Situation s, string value)
    {
        if (!decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quantity) || quantity <= 0 || value.Length > 18)
            return StationRules.Refuse(s, "unreadable", $"'Q{value}' is no quantity: scan Q and a number, for example Q12");
        var reader = s.ReaderState with { Quantity = quantity, Question = null };
        return new Decision(s.State.With(s.Reader, reader), Light.Yellow($"{StationRules.Text(quantity)} of the next label: scan it"), []);
    }

    private static Decision Reason(Situation s, string reason)
    {
        if (s.Station.Kind == StationKind.Shipping) return Shipment.ByLead(s, reason);
        if (s.ReaderState.Blocked is not null && s.ReaderState.Action is null) return Override.Decide(s, reason);
        var action = s.ReaderState.Action! with { Reason = reason };
        return new Decision(s.State.With(s.Reader, s.ReaderState with { Action = action }), Light.Ready with { Text = $"{reason}: {Actions.Next(action)}" }, []);
    }

    private static Decision Place(Situation s, string code)
    {
        if (s.ReaderState.Action?.Kind == CommandKind.Return || s.Station.Kind == StationKind.Transfer) return Transfer.Place(s, code);
        if (s.Plant.Locations.GetValueOrDefault(code) is not { } place)
            return StationRules.Refuse(s, "unknown place", $"place {code} is not known in plant {s.Plant.Code}: scan a place of this plant");
        return s.Station.Kind == StationKind.Count ? Counting.Open(s, place) : Quality.Place(s, place);
    }

    private static Decision Done(Situation s)
    {
        if (s.ReaderState.Action is { } action && s.Station.Kind is not StationKind.Quality) return Actions.Done(s, action);
        switch (s.Station.Kind)
        {
            case StationKind.Pack: return Pack.Close(s);
            case StationKind.Count: return Counting.Close(s);
            case StationKind.Shipping: return Shipment.Done(s);
        }
        var text = s.Station.Kind switch
        {
            StationKind.Returns => "return ended: scan the next return's number or order",
            StationKind.Assemble => "unit done: scan the next unit",
            StationKind.Relabel => "done: scan the next old label",
            _ => "done: scan an action of the sheet",
        };
        var reader = s.ReaderState with { Job = null, Was = null, Action = null, Parent = null, Hand = [], Target = null, Quantity = null, Question = null, Partial = null };
        return new Decision(s.State.With(s.Reader, reader) with { Job = null }, Light.Ready with { Text = text }, []);
    }

    private static Decision Open(Situation s, Command command)
    {
        var (kind, known, what) = command.Kind switch
        {
            CommandKind.PurchaseOrder => ("K", s.Plant.PurchaseOrders.ContainsKey(command.Value), "purchase order"),
            CommandKind.WorkOrder => ("W", s.Plant.WorkOrders.ContainsKey(command.Value), "work order"),
            _ => ("1K", s.Plant.SalesOrders.ContainsKey(command.Value), "sales order"),
        };
        if (!known) return StationRules.Refuse(s, "unknown document", $"{what} {command.Value} is not known in plant {s.Plant.Code}: nothing was recorded");
        if (s.Station.Kind == StationKind.Shipping) return Shipment.Open(s, command.Value);
        var job = new Job(kind, command.Value, s.Time);
        var reader = s.ReaderState with { Job = job, Was = null, Question = null, Partial = null };
        var state = s.State.With(s.Reader, reader) with { Job = job };
        var light = Light.Ready with { Text = $"{what} {command.Value}: scan the first label" };
        if (s.Station.Kind is not (StationKind.Consume or StationKind.Produce)) return new Decision(state, light, []);
        // The line's run is shared: another order here ends what the line's other scanners were at.
        var line = s.Line?.WorkOrder == command.Value ? s.Line : new LineState(command.Value, s.Time);
        return new Decision(state, light, [], line);
    }

    private static Decision Close(Situation s) => new(
        s.State with { Job = null, Readers = s.State.Readers.SetItem(s.Reader, s.ReaderState with { Job = null, Was = null }) },
        Light.Ready with { Text = "the line's run is closed: scan the next work order" }, [], new LineState("", s.Time));

    /// <summary>What a station of this kind is there for, in a sentence for somebody who stands before it.</summary>
    public static string Awaited(StationKind station) => station switch
    {
        StationKind.Receiving => "Scan a purchase order, then the labels.",
        StationKind.Transfer => "Scan the label, then the place it goes to.",
        StationKind.Pick => "Scan a work order or shipping order, then the label.",
        StationKind.Consume or StationKind.Produce => "Scan a work order, then the labels.",
        StationKind.Pack => "Scan the container, what goes into it, and the container again.",
        StationKind.Count => "Scan the place, every label there, then CMD:DONE.",
        StationKind.Returns => "Scan the return's number or order, then the labels.",
        StationKind.Quality => "Scan an action of the sheet, a reason, then the label.",
        StationKind.Assemble => "Scan the unit, then what is installed in it.",
        StationKind.Relabel => "Scan the old label, then the new one.",
        _ => "Scan the shipping order, then the containers.",
    };
}
