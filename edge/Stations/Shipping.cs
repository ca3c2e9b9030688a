using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Shipping: an order, then its containers by scan or portal; each is shipped as it is accepted, or red and nothing shipped.</summary>
internal static class Shipping
{
    /// <summary>A shipping session ends by the next order, CMD:DONE, or so much silence.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    public static Decision Decide(Situation s, Label label)
    {
        if (Order(s) is not { } order)
            return StationRules.Refuse(s, "no order", "scan the shipping order first, then the container again: nothing was shipped");
        if (label.ThingUri is not { } thing || label.Sscc is null && label.Serial is null)
            return StationRules.Refuse(s, "serial missing", "scan the container's SSCC, or the unit's serial: nothing was shipped");
        var name = label.Sscc ?? label.Serial!;
        return Shipment.Noted(s, order, thing, name, Ship(s, order, thing, name));
    }

    public static SalesOrder? Order(Situation s) =>
        s.Job is { Kind: "1K" } job ? s.Plant.SalesOrders.GetValueOrDefault(job.Id) : null;

    /// <summary>Whether the thing left with this very order: seen again by a portal it needs no second word.</summary>
    public static bool IsShippedWith(Situation s, SalesOrder order, string thing) =>
        (s.Directory.Container(thing)?.ShippedWith ?? s.Directory.Unit(thing)?.ShippedWith) is { } with && Vocabulary.DocumentNumber(with) == order.Id;

    public static Decision Ship(Situation s, SalesOrder order, string thing, string name)
    {
        if (Fault(s, order, thing, name) is var (reason, text)) return StationRules.Refuse(s, reason, text);
        var customer = order.Customer is null ? null : s.Plant.Parties[order.Customer];
        var e = s.Event(0, EventType.ObjectEvent, BizStep.Shipping) with
        {
            Disposition = Disposition.InTransit,
            BizLocation = s.Station.Location.Uri,
            EpcList = [thing],
            BizTransactionList = [s.Document(BizTransaction.OrderConfirmation, order.Id)],
            DestinationList = customer is null ? [] : [new Epcis.TypedReference(Vocabulary.Party.Owning, customer.Uri)],
        };
        return new Decision(Labels.Used(s, s.Job), Light.Green($"{name} shipped with {order.Id}"), [e]);
    }

    private static (string Reason, string Text)? Fault(Situation s, SalesOrder order, string thing, string name)
    {
        var box = s.Directory.Container(thing);
        var unit = s.Directory.Unit(thing);
        if (box is null && unit is null) return ("unknown container", $"{name} is not known: was it packed? Nothing was shipped");
        if ((box?.ShippedWith ?? unit?.ShippedWith) is { } shipped) return ("already shipped", $"{name} was shipped with {Vocabulary.DocumentNumber(shipped)}: nothing was shipped again");
        var contents = box is null ? [thing] : s.Directory.Contents(thing).ToList();
        if (contents.Count == 0) return ("empty container", $"{name} is recorded as empty: nothing was shipped");
        if (box?.Holds.Count > 0 || contents.Any(c => IsHeld(s, c))) return ("held", $"{name} is on hold, or something in it is: nothing was shipped");
        if (order.Containers.Count > 0 && !order.Containers.Contains(name, StringComparer.Ordinal))
            return ("not on the order", $"{name} is not among the containers of {order.Id}: nothing was shipped");
        var other = order.Item is null ? null : contents.Select(c => ItemOf(s, c)).FirstOrDefault(i => i is not null && i != order.Item);
        return other is null ? null : ("wrong item", $"{name} holds {other}, order {order.Id} is for {order.Item}: nothing was shipped");
    }

    private static bool IsHeld(Situation s, string unit)
    {
        if (s.Directory.Unit(unit) is not { } record) return false;
        return record.Holds.Count > 0 || record.Lot is not null && s.Directory.Lot(LotOf(unit, record.Lot))?.Holds.Count > 0;
    }

    // A unit's URI is its item's, "/21/" or "/serial/", and the serial.
    private static string ItemUri(string unit) => unit[..unit.LastIndexOf('/', unit.LastIndexOf('/') - 1)];

    private static string LotOf(string unit, string lot) =>
        unit.Contains("/serial/", StringComparison.Ordinal) ? $"{ItemUri(unit)}/lot/{Uri.EscapeDataString(lot)}" : $"{ItemUri(unit)}/10/{Uri.EscapeDataString(lot)}";

    private static string? ItemOf(Situation s, string unit)
    {
        var uri = ItemUri(unit);
        return s.Plant.Items.Values.FirstOrDefault(i => MaterialId.Item(i.Key).Uri == uri)?.Code;
    }
}
