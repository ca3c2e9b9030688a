using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>From the standard's event to a fact: the one place where bizStep, action and type are told apart for the genealogy.</summary>
internal sealed class FactReader(Things things, Names names)
{
    public Fact Read(StoredEvent stored)
    {
        var e = stored.Event;
        var parent = e.ParentId is null ? (MaterialId?)null : CanonicalUri.Parse(e.ParentId);
        // An association is below a unit or about a place; everything else with a parent is below a container.
        var atPlace = e.Type == EventType.AssociationEvent && parent is not { Kind: MaterialKind.Unit };
        var clock = e.Trace?.Clock;
        var isTransformation = e.Type == EventType.TransformationEvent;
        return new Fact
        {
            Kind = KindOf(e, atPlace),
            EventId = e.EventId,
            Commit = stored.Commit,
            Ticks = e.EventTime.UtcTicks,
            Recorded = stored.RecordTime.UtcTicks,
            Stream = stored.Number is null ? 0 : names.Of($"{stored.Gateway} {stored.Epoch}"),
            Number = stored.Number ?? 0,
            ClockSource = stored.Number is null ? 0 : names.Of($"{stored.Gateway} {clock?.BootId}"),
            ClockErrorSeconds = clock is { Quality: "unsynced", MaxErrorMs: null } ? null : (clock?.MaxErrorMs ?? 0) / 1000,
            Type = e.Type,
            BizStep = names.Of(e.BizStep),
            BizLocation = names.Of(e.BizLocation),
            ReadPoint = names.Of(e.ReadPoint),
            From = names.Of(e.Trace?.From?.Place),
            FromRun = names.Of(e.Trace?.From?.Run),
            FromPosition = names.Of(e.Trace?.From?.Position),
            Run = names.Of(e.TransformationId),
            Position = names.Of(e.Trace?.Position),
            Document = names.Of(DocumentOf(e)),
            Documents = e.BizTransactionList.Count == 0 ? [] : e.BizTransactionList.Select(t => names.Of(t.Id)).ToList(),
            Verdict = e.Trace?.Pick?.Verdict switch { null => Verdict.None, "allowed" => Verdict.Allowed, "override" => Verdict.Override, _ => Verdict.Blocked },
            Completes = names.Of(e.Trace?.Completes),
            Set = Words(e.PersistentDisposition?.Set),
            Unset = Words(e.PersistentDisposition?.Unset),
            Hold = e.Trace?.Hold?.Id is { } hold ? names.Of(hold) : 0,
            Party = names.Of(PartyOf(e)),
            Feed = e.Trace?.Feed,
            Parent = e.ParentId is null || atPlace ? -1 : things.Of(e.ParentId),
            ParentPlace = atPlace ? names.Of(e.ParentId) : 0,
            Lot = LotOf(e),
            Capture = names.Of(e.Trace?.Capture),
            Station = names.Of(e.Trace?.Station),
            WholePlace = e.Trace?.CountScope == "place",
            Goods = isTransformation ? Goods(e.InputQuantityList, e.InputEpcList)
                : Goods([.. e.QuantityList, .. e.ChildQuantityList], [.. e.EpcList ?? [], .. e.ChildEpcs]),
            Outputs = isTransformation ? Goods(e.OutputQuantityList, e.OutputEpcList) : [],
        };
    }

    private List<int> Words(IReadOnlyList<string>? words) => words is null ? [] : words.Select(w => names.Of(w)).ToList();

    private static FactKind KindOf(EpcisEvent e, bool atPlace) => e switch
    {
        { ErrorDeclaration: not null } => FactKind.Declaration,
        { Type: EventType.TransformationEvent } => e.OutputEpcList.Count + e.OutputQuantityList.Count > 0 ? FactKind.Make : FactKind.Load,
        { Type: EventType.AssociationEvent, Action: EventAction.DELETE } => atPlace ? FactKind.Emptied : FactKind.Remove,
        { Type: EventType.AssociationEvent } => atPlace ? FactKind.Other : FactKind.Install,
        { Type: EventType.AggregationEvent } => e.ParentId is null ? FactKind.Other : e.Action == EventAction.DELETE ? FactKind.Unpack : FactKind.Pack,
        { Type: EventType.ObjectEvent } => e.BizStep switch
        {
            Vocabulary.BizStep.PickBlocked => FactKind.Blocked,
            Vocabulary.BizStep.Refused => FactKind.Refused,
            Vocabulary.BizStep.Receiving when e.Disposition == Vocabulary.Disposition.Returned => FactKind.CustomerReturn,
            Vocabulary.BizStep.Receiving => FactKind.Receive,
            Vocabulary.BizStep.Shipping => FactKind.Ship,
            Vocabulary.BizStep.VoidShipping => FactKind.VoidShip,
            Vocabulary.BizStep.Destroying => FactKind.Destroy,
            Vocabulary.BizStep.Sampling => FactKind.Sample,
            Vocabulary.BizStep.CycleCounting => FactKind.Count,
            Vocabulary.BizStep.Picking => FactKind.Pick,
            Vocabulary.BizStep.Holding or Vocabulary.BizStep.Inspecting => FactKind.Hold,
            _ => FactKind.Move,
        },
        _ => FactKind.Other,
    };

    private List<Goods> Goods(IReadOnlyList<QuantityElement> quantities, IReadOnlyList<string> epcs)
    {
        var goods = new List<Goods>(quantities.Count + epcs.Count);
        foreach (var (uri, quantity, uom) in quantities) goods.Add(new Goods(things.Of(uri), quantity, names.Of(uom)));
        foreach (var uri in epcs) goods.Add(new Goods(things.Of(uri), 1, 0) { IsInstance = true });
        if (goods.Count > 1) Unite(goods);
        return goods;
    }

    // What is listed twice in one event is one thing, and as much as both together.
    private static void Unite(List<Goods> goods)
    {
        var at = new Dictionary<(int Thing, int Uom), int>(goods.Count);
        var count = 0;
        foreach (var next in goods.ToList())
            if (at.TryAdd((next.Thing, next.Uom), count)) goods[count++] = next;
            else if (!next.IsInstance) goods[at[(next.Thing, next.Uom)]] = next with { Quantity = goods[at[(next.Thing, next.Uom)]].Quantity + next.Quantity };
        goods.RemoveRange(count, goods.Count - count);
    }

    private static string? DocumentOf(EpcisEvent e)
    {
        var wanted = e.BizStep switch
        {
            Vocabulary.BizStep.Shipping => Vocabulary.BizTransaction.OrderConfirmation,
            Vocabulary.BizStep.Receiving when e.Disposition == Vocabulary.Disposition.Returned => Vocabulary.BizTransaction.ReturnAuthorisation,
            Vocabulary.BizStep.Receiving => Vocabulary.BizTransaction.PurchaseOrder,
            _ => Vocabulary.BizTransaction.ProductionOrder,
        };
        foreach (var document in e.BizTransactionList)
            if (document.Type == wanted) return document.Id;
        return null;
    }

    private static string? PartyOf(EpcisEvent e)
    {
        foreach (var (type, id) in e.BizStep == Vocabulary.BizStep.Shipping ? e.DestinationList : e.SourceList)
            if (type == (e.BizStep == Vocabulary.BizStep.Shipping ? Vocabulary.Party.Owning : Vocabulary.Party.Possessing)) return id;
        return null;
    }

    private LotFacts? LotOf(EpcisEvent e)
    {
        if (e.Ilmd is null && e.Trace?.Lot is null) return null;
        var lot = e.Trace?.Lot;
        return new LotFacts(names.Of(e.Ilmd?.LotNumber), names.Of(lot?.SupplierLot), lot?.Expiry ?? e.Ilmd?.ItemExpirationDate, lot?.BestBefore, lot?.Production);
    }
}
