using System.Globalization;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>What commands do that several stations share: open a job, say a quantity, end something.</summary>
internal static class Commands
{
    public static Decision Decide(Situation s, Command command)
    {
        if (!command.IsAwaitedBy(s.Station.Kind))
            return StationRules.Refuse(s, "not awaited here", $"'{command.Value}' is not awaited at {s.Station.Id}: nothing was recorded. {Awaited(s.Station.Kind)}");
        return command.Kind switch
        {
            CommandKind.Quantity => Quantity(s, command.Value),
            CommandKind.Place => Transfer.Place(s, command.Value),
            CommandKind.Done when s.Station.Kind == StationKind.Pack => Pack.Close(s),
            CommandKind.Done => new Decision(s.State with { Job = null, Readers = s.State.Readers.SetItem(s.Reader, s.ReaderState with { Job = null }) },
                Light.Ready with { Text = "shipment ended: scan the next order" }, []),
            CommandKind.NotFound => Pick.NotFound(s),
            CommandKind.Close => Close(s),
            _ => Open(s, command),
        };
    }

    private static Decision Quantity(Situation s, string value)
    {
        if (!decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quantity) || quantity <= 0 || value.Length > 18)
            return StationRules.Refuse(s, "unreadable", $"'Q{value}' is no quantity: scan Q and a number, for example Q12");
        var reader = s.ReaderState with { Quantity = quantity, Question = null };
        return new Decision(s.State.With(s.Reader, reader), Light.Yellow($"{StationRules.Text(quantity)} of the next label: scan it"), []);
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
        var job = new Job(kind, command.Value, s.Time);
        var reader = s.ReaderState with { Job = job, Question = null, Partial = null };
        var state = s.State.With(s.Reader, reader) with { Job = job };
        var light = Light.Ready with { Text = $"{what} {command.Value}: scan the first label" };
        if (s.Station.Kind is not (StationKind.Consume or StationKind.Produce)) return new Decision(state, light, []);
        // The line's run is shared: another order here ends what the line's other scanners were at.
        var line = s.Line?.WorkOrder == command.Value ? s.Line : new LineState(command.Value, s.Time);
        return new Decision(state, light, [], line);
    }

    private static Decision Close(Situation s) => new(
        s.State with { Job = null, Readers = s.State.Readers.SetItem(s.Reader, s.ReaderState with { Job = null }) },
        Light.Ready with { Text = "the line's run is closed: scan the next work order" }, [], new LineState("", s.Time));

    private static string Awaited(StationKind station) => station switch
    {
        StationKind.Receiving => "Scan a purchase order, then the labels.",
        StationKind.Transfer => "Scan the label, then the place it goes to.",
        StationKind.Pick => "Scan a work order or shipping order, then the label.",
        StationKind.Consume or StationKind.Produce => "Scan a work order, then the labels.",
        StationKind.Pack => "Scan the container, what goes into it, and the container again.",
        _ => "Scan the shipping order, then the containers.",
    };
}
