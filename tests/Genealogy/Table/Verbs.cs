using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Table;

/// <summary>What each verb of the table language is as an EPCIS event (events.md section 3).</summary>
internal sealed class Verbs(string gln, IReadOnlyDictionary<string, TraceFeed> feeds)
{
    public EpcisEvent Event(Sentence s) => s.Verb switch
    {
        "receive" or "return" => Received(s),
        "move" or "pick" => Moved(s),
        "load" => Loaded(s),
        "make" => Made(s, s.Parts, s.Time),
        "install" or "remove" => Component(s),
        "empty" => Emptied(s),
        "pack" or "unpack" => Packed(s),
        "ship" or "unship" => Shipped(s),
        "sample" => Object(s, Vocabulary.BizStep.Sampling),
        "scrap" => Object(s, Vocabulary.BizStep.Destroying) with { Action = EventAction.DELETE },
        "repair" => Object(s, Vocabulary.BizStep.Repairing),
        "count" => Counted(s),
        _ => throw new ArgumentException($"no verb {s.Verb}"),
    };

    private static EpcisEvent Object(Sentence s, string bizStep) => new()
    {
        Type = EventType.ObjectEvent,
        Action = EventAction.OBSERVE,
        EventId = "",
        EventTime = s.Time,
        BizStep = bizStep,
        BizLocation = s.Place("at"),
        QuantityList = Sentence.Lots(s.Parts),
        EpcList = Sentence.Epcs(s.Parts),
    };

    private static EpcisEvent Received(Sentence s) => Object(s, Vocabulary.BizStep.Receiving) with
    {
        Disposition = s.Verb == "return" ? Vocabulary.Disposition.Returned : null,
        BizLocation = s.Place("at") ?? Names.Place("DOCK"),
        SourceList = [new Epcis.TypedReference(Vocabulary.Party.Possessing, s.Word("from") ?? "SUP")],
        Trace = s.Word("supplierLot") is { } text ? new TraceFields { Lot = new TraceLot(null, null, null, text, null) } : null,
    };

    private EpcisEvent Moved(Sentence s)
    {
        var from = s.Place("from");
        var moved = Object(s, s.Verb == "pick" ? Vocabulary.BizStep.Picking : Vocabulary.BizStep.Storing) with { BizLocation = s.Place("to") };
        if (s.Verb == "pick") return moved with { ReadPoint = from };
        return from is null ? moved : moved with { Trace = new TraceFields { From = new TraceFrom(from, Run(s, s.Word("from")), s.Place("position")) } };
    }

    private EpcisEvent Loaded(Sentence s) => Transformation(s) with
    {
        InputQuantityList = Sentence.Lots(s.Parts),
        InputEpcList = Sentence.Epcs(s.Parts),
        Trace = new TraceFields { Feed = s.Has("stateless") ? null : feeds[s.Parts[0].Name.Split('/', '#')[0]], Position = s.Place("position") },
    };

    public EpcisEvent Made(Sentence s, IReadOnlyList<Part> outputs, DateTimeOffset time) => Transformation(s) with
    {
        EventTime = time,
        OutputQuantityList = Sentence.Lots(outputs),
        OutputEpcList = Sentence.Epcs(outputs),
        Ilmd = s.Word("lot") is { } lot ? new Ilmd(lot, null) : null,
        InputQuantityList = Sentence.Lots(s.List("of"), otherwise: 1),
        InputEpcList = Sentence.Epcs(s.List("of")),
    };

    private EpcisEvent Transformation(Sentence s) => new()
    {
        Type = EventType.TransformationEvent,
        EventId = "",
        EventTime = s.Time,
        BizLocation = s.Place("at") ?? Names.Place("LINE"),
        TransformationId = Run(s, s.Word("at")),
    };

    private string? Run(Sentence s, string? line) => s.Word("run") is { } order ? Vocabulary.Run(gln, order, line ?? "LINE") : null;

    private static EpcisEvent Component(Sentence s) => Parent(s, EventType.AssociationEvent, s.Verb == "install") with
    {
        ChildEpcs = Sentence.Epcs(s.Parts.Skip(1)),
        ChildQuantityList = Sentence.Lots(s.Parts.Skip(1), otherwise: s.Verb == "install" ? 1 : null),
    };

    private static EpcisEvent Emptied(Sentence s) => Parent(s, EventType.AssociationEvent, add: false) with
    {
        ParentId = Names.Place(s.Object[0]),
        ChildQuantityList = Sentence.Lots(s.Parts.Skip(1)),
    };

    private static EpcisEvent Packed(Sentence s) => Parent(s, EventType.AggregationEvent, s.Verb == "pack") with
    {
        BizLocation = s.Place("at"),
        ChildEpcs = Sentence.Epcs(s.Parts.Skip(1)),
        ChildQuantityList = Sentence.Lots(s.Parts.Skip(1), otherwise: s.Verb == "pack" ? 1 : null),
    };

    private static EpcisEvent Parent(Sentence s, EventType type, bool add) => new()
    {
        Type = type,
        Action = add ? EventAction.ADD : EventAction.DELETE,
        EventId = "",
        EventTime = s.Time,
        ParentId = Names.Uri(s.Object[0]),
    };

    private EpcisEvent Shipped(Sentence s) => Object(s, s.Verb == "ship" ? Vocabulary.BizStep.Shipping : Vocabulary.BizStep.VoidShipping) with
    {
        ReadPoint = s.Place("from"),
        DestinationList = s.Word("to") is { } customer ? [new Epcis.TypedReference(Vocabulary.Party.Owning, customer)] : [],
        BizTransactionList = s.Word("order") is { } order ? [new Epcis.TypedReference(Vocabulary.BizTransaction.OrderConfirmation, Vocabulary.Document(gln, order))] : [],
    };

    private static EpcisEvent Counted(Sentence s)
    {
        var counted = s.Parts.Skip(1).ToList();
        return Object(s, Vocabulary.BizStep.CycleCounting) with
        {
            BizLocation = Names.Place(s.Object[0]),
            QuantityList = Sentence.Lots(counted),
            EpcList = Sentence.Epcs(counted),
            Trace = new TraceFields { CountScope = s.Has("whole") ? "place" : "lot" },
        };
    }
}
