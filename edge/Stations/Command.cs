using Traceability.Plant;

namespace Traceability.Edge.Stations;

public enum CommandKind { PurchaseOrder, ShippingOrder, WorkOrder, Place, Quantity, Done, NotFound, Close, Unknown }

/// <summary>A barcode that is no material but says what to do: an MH10.8.2 data identifier or a <c>CMD:</c> word.</summary>
public sealed record Command(CommandKind Kind, string Value)
{
    private const string Prefix = "CMD:";

    /// <summary>The command, or null where the code is material or nothing we know.</summary>
    public static Command? Of(Situation s)
    {
        var text = System.Text.Encoding.Latin1.GetString(s.Data.Span);
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
            return text[Prefix.Length..] switch
            {
                "DONE" => new Command(CommandKind.Done, text),
                "NOTFOUND" => new Command(CommandKind.NotFound, text),
                "CLOSE" => new Command(CommandKind.Close, text),
                _ => new Command(CommandKind.Unknown, text),
            };
        return (s.Code.DataIdentifier, s.Code.DataValue) switch
        {
            ("K", { } id) => new Command(CommandKind.PurchaseOrder, id),
            ("1K", { } id) => new Command(CommandKind.ShippingOrder, id),
            ("W", { } id) => new Command(CommandKind.WorkOrder, id),
            ("L", { } id) => new Command(CommandKind.Place, id),
            ("Q", { } quantity) => new Command(CommandKind.Quantity, quantity),
            _ => null,
        };
    }

    /// <summary>Whether the station awaits it; another station's command is refused there, never half understood.</summary>
    public bool IsAwaitedBy(StationKind station) => Kind switch
    {
        CommandKind.PurchaseOrder => station == StationKind.Receiving,
        CommandKind.WorkOrder => station is StationKind.Pick or StationKind.Consume or StationKind.Produce,
        CommandKind.ShippingOrder => station is StationKind.Pick or StationKind.Shipping,
        CommandKind.Place => station == StationKind.Transfer,
        CommandKind.Quantity => station is not (StationKind.Pack or StationKind.Shipping),
        CommandKind.Done => station is StationKind.Pack or StationKind.Shipping,
        CommandKind.NotFound => station == StationKind.Pick,
        CommandKind.Close => station is StationKind.Consume or StationKind.Produce,
        _ => false,
    };
}
