using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Receiving: a purchase order, then its labels; one receive event per lot label, unit or container.</summary>
internal static class Receiving
{
    public static Decision Decide(Situation s, Label label)
    {
        if (s.Job is not { Kind: "K" } job || s.Plant.PurchaseOrders.GetValueOrDefault(job.Id) is not { } order)
            return StationRules.Refuse(s, "no order", "scan the purchase order first, then the label again: nothing was recorded");
        return Fault(s, label, order) ?? Receive(s, label, job, order);
    }

    private static Decision? Fault(Situation s, Label label, PurchaseOrder order)
    {
        if ((label.ContainerUri ?? label.UnitUri) is { } epc && (s.Directory.Unit(epc) is { IsKnown: true } || s.Directory.Container(epc) is { IsKnown: true }))
            return StationRules.Refuse(s, "already received", $"{label.Serial ?? label.Sscc} was received before: nothing was recorded again");
        var item = s.ItemOf(label);
        if (label.UnitUri is not null && item!.AssignedAt == AssignedAt.Produce)
            return StationRules.Refuse(s, "born elsewhere", $"serials of {item.Code} are assigned where it is made, and {label.Serial} was not made here: if it came back, scan it at a returns station");
        if (item is not null && order.Item is not null && order.Item != item.Code)
            return StationRules.Refuse(s, "wrong item", $"{item.Code} is not what order {order.Id} is for ({order.Item}): put it aside and ask");
        if (item is null || label.LotUri is not { } lot || s.Directory.Lot(lot) is not { Received: not null } known) return null;

        // The same text from another source, or with another expiry, is another lot; it is never merged silently.
        var supplier = order.Supplier is null ? null : s.Plant.Parties[order.Supplier].Uri;
        if (known.Supplier is not null && known.Supplier != supplier || known.Expiry is { } expiry && label.Expiry is { } printed && expiry != printed)
            return StationRules.Refuse(s, "lot known otherwise",
                $"lot {label.Lot} of {item.Code} is already known from another supplier or with another expiry: put it aside, a person must confirm", LightPattern.Blue);
        if (label.Serial is not null || s.ReaderState.Question == s.ReaderState.LastFrame) return null;
        return StationRules.Ask(s, $"lot {label.Lot} was received before: another one? Scan it again for yes");
    }

    private static Decision Receive(Situation s, Label label, Job job, PurchaseOrder order)
    {
        var item = s.ItemOf(label);
        var supplier = order.Supplier is null ? null : s.Plant.Parties[order.Supplier];
        var e = s.Event(0, EventType.ObjectEvent, BizStep.Receiving);
        e = e with
        {
            Disposition = Disposition.InProgress,
            BizLocation = s.Station.Location.Uri,
            EpcList = (label.ContainerUri ?? label.UnitUri) is { } epc ? [epc] : null,
            QuantityList = label.ContainerUri is null && label.UnitUri is null ? [new QuantityElement(label.LotUri!, Labels.Quantity(s, label, item!), item!.EventUom)] : [],
            BizTransactionList = [s.Document(BizTransaction.PurchaseOrder, order.Id)],
            SourceList = supplier is null ? [] : [new Epcis.TypedReference(Vocabulary.Party.Possessing, supplier.Uri)],
            Trace = e.Trace! with { Lot = LotOf(label) },
        };
        var what = label.Sscc ?? label.Serial ?? $"{item!.Code} lot {label.Lot}";
        return new Decision(Labels.Used(s, job), Light.Green($"received {what}: scan the next label"), [e]);
    }

    public static TraceLot? LotOf(Label label) => label.Expiry is null && label.BestBefore is null && label.Production is null
        ? null : new TraceLot(label.Expiry, label.BestBefore, label.Production, null, null);
}
