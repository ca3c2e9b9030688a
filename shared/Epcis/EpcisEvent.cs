namespace Traceability.Epcis;

public enum EventType { ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent, AssociationEvent }

public enum EventAction { ADD, OBSERVE, DELETE }

/// <summary>A class-level amount (EPCIS 2.0 section 7.3.3.3). Quantity null is unknown, not zero; a count has no Uom.</summary>
public sealed record QuantityElement(string EpcClass, decimal? Quantity, string? Uom = null);

/// <summary>An entry of bizTransactionList, sourceList or destinationList: its type in CBV short form and its URI.</summary>
public sealed record TypedReference(string Type, string Id);

/// <summary>EPCIS errorDeclaration (section 7.4.1.2): the event it stands in is declared void.</summary>
public sealed record ErrorDeclaration(DateTimeOffset DeclarationTime, string? Reason, IReadOnlyList<string> CorrectiveEventIds, TraceFields? Trace = null);

/// <summary>Instance or lot master data given at birth (CBV 2.0 section 9): the unit's lot and expiry.</summary>
public sealed record Ilmd(string? LotNumber, DateOnly? ItemExpirationDate);

/// <summary>EPCIS persistentDisposition: what is set and what is unset on the things of the event.</summary>
public sealed record PersistentDisposition(IReadOnlyList<string> Set, IReadOnlyList<string> Unset);

/// <summary>
/// One EPCIS 2.0 event (ISO/IEC 19987 section 7.4) with the standard's names. All five types share this shape; a member
/// that the type does not have is empty. Things and places are canonical Digital Link URIs (events.md section 1),
/// bizStep and disposition are CBV short words or full URIs. Events are immutable: a correction is another event.
/// </summary>
public sealed record EpcisEvent
{
    public required EventType Type { get; init; }
    public required string EventId { get; init; }
    public required DateTimeOffset EventTime { get; init; }
    public string EventTimeZoneOffset { get; init; } = "+00:00";
    public DateTimeOffset? RecordTime { get; init; }
    public EventAction? Action { get; init; }
    public string? BizStep { get; init; }
    public string? Disposition { get; init; }
    public PersistentDisposition? PersistentDisposition { get; init; }
    public string? ReadPoint { get; init; }
    public string? BizLocation { get; init; }
    public IReadOnlyList<TypedReference> BizTransactionList { get; init; } = [];
    public IReadOnlyList<TypedReference> SourceList { get; init; } = [];
    public IReadOnlyList<TypedReference> DestinationList { get; init; } = [];

    /// <summary>ObjectEvent and TransactionEvent; null means absent, an empty list is a statement ("nothing is here").</summary>
    public IReadOnlyList<string>? EpcList { get; init; }
    public IReadOnlyList<QuantityElement> QuantityList { get; init; } = [];

    /// <summary>Aggregation, Association and TransactionEvent.</summary>
    public string? ParentId { get; init; }
    public IReadOnlyList<string> ChildEpcs { get; init; } = [];
    public IReadOnlyList<QuantityElement> ChildQuantityList { get; init; } = [];

    /// <summary>TransformationEvent: the run that several events share.</summary>
    public string? TransformationId { get; init; }
    public IReadOnlyList<string> InputEpcList { get; init; } = [];
    public IReadOnlyList<QuantityElement> InputQuantityList { get; init; } = [];
    public IReadOnlyList<string> OutputEpcList { get; init; } = [];
    public IReadOnlyList<QuantityElement> OutputQuantityList { get; init; } = [];

    public Ilmd? Ilmd { get; init; }
    public ErrorDeclaration? ErrorDeclaration { get; init; }
    public TraceFields? Trace { get; init; }
}
