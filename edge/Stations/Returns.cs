using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>
/// Returns: the return's number (<c>CMD:RMA-…</c>), our order or both, then what came back; a unit or container that left from here needs
/// neither. It lands on hold. Of a container only the outside is back: its old contents are claimed until they are scanned.
/// </summary>
internal static class Returns
{
    /// <summary>The kind of a job that is a return authorisation.</summary>
    public const string Authorisation = "RMA";

    public static Decision Open(Situation s, string number)
    {
        var order = s.ReaderState.Job is { Kind: "1K" } known ? known.Id : null;
        return With(s, new Job(Authorisation, number, s.Time) { Order = order }, $"return {number}: scan what came back");
    }

    /// <summary>The order that goods of the return had left with.</summary>
    public static Decision Order(Situation s, string id) => s.Plant.SalesOrders.ContainsKey(id)
        ? With(s, s.ReaderState.Job! with { Order = id, Used = s.Time }, $"return {s.ReaderState.Job!.Id} of order {id}: scan what came back")
        : StationRules.Refuse(s, "unknown document", $"sales order {id} is not known in plant {s.Plant.Code}: nothing was recorded");

    public static Decision Decide(Situation s, Label label)
    {
        var epc = label.ContainerUri ?? label.UnitUri;
        var shipped = epc is null ? null : s.Directory.Container(epc)?.ShippedWith ?? s.Directory.Unit(epc)?.ShippedWith;
        var job = s.ReaderState.Job;
        if (job is null && shipped is null)
            return StationRules.Refuse(s, "no order", "scan the return's number or our order first, then the label again: nothing was recorded");
        var item = s.ItemOf(label);
        var quantity = epc is null ? Labels.Quantity(s, label, item!) : null;
        if (epc is null && quantity is null)
            return StationRules.Refuse(s, "quantity missing", $"how much of lot {label.Lot} came back? Scan Q and the number, then the label again", LightPattern.Yellow);
        if (epc is null && s.Directory.Lot(label.LotUri!) is null && s.ReaderState.Question != s.ReaderState.LastFrame)
            return StationRules.Ask(s, $"lot {label.Lot} of {item!.Code} is not known here: did it leave from here? Scan it again for yes");
        return Take(s, label, item, quantity, epc, shipped);
    }

    private static Decision Take(Situation s, Label label, Item? item, decimal? quantity, string? epc, string? shipped)
    {
        var job = s.ReaderState.Job;
        var order = shipped is not null ? Vocabulary.DocumentNumber(shipped) : job is { Kind: "1K" } ? job.Id : job?.Order;
        var customer = order is not null && s.Plant.SalesOrders.TryGetValue(order, out var sale) && sale.Customer is { } code ? s.Plant.Parties[code] : null;
        var findings = new List<string>();
        if (customer is null) findings.Add("the customer is not known: no order of ours was scanned or recorded");
        if (epc is not null && shipped is null) findings.Add($"{label.Sscc ?? label.Serial} was not recorded as shipped");
        var documents = new List<Epcis.TypedReference>();
        if (job is { Kind: Authorisation }) documents.Add(s.Document(BizTransaction.ReturnAuthorisation, job.Id));
        if (shipped is not null) documents.Add(new Epcis.TypedReference(BizTransaction.OrderConfirmation, shipped));
        else if (order is not null) documents.Add(s.Document(BizTransaction.OrderConfirmation, order));

        var e = s.Event(0, EventType.ObjectEvent, BizStep.Receiving);
        e = e with
        {
            Disposition = Disposition.Returned,
            BizLocation = s.Station.Location.Uri,
            EpcList = epc is null ? null : [epc],
            QuantityList = epc is null ? [new QuantityElement(label.LotUri!, quantity, item!.EventUom)] : [],
            BizTransactionList = documents,
            SourceList = customer is null ? [] : [new Epcis.TypedReference(Vocabulary.Party.Possessing, customer.Uri)],
            PersistentDisposition = new PersistentDisposition([Disposition.Unavailable], []),
            Trace = e.Trace! with { Reason = "returned", Findings = findings },
        };
        var text = $"{label.Sscc ?? label.Serial ?? $"{item!.Code} lot {label.Lot}"} came back and is on hold{(label.Sscc is null ? "" : ": scan what is in it")}";
        return new Decision(Labels.Used(s, job), findings.Count == 0 ? Light.Green(text) : Light.Yellow($"{text}; {findings[^1]}"), [e]);
    }

    private static Decision With(Situation s, Job job, string text) =>
        new(s.State.With(s.Reader, s.ReaderState with { Job = job, Was = null, Question = null, Partial = null }) with { Job = job }, Light.Ready with { Text = text }, []);
}
