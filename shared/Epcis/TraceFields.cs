namespace Traceability.Epcis;

/// <summary>Our extension fields beside the standard's (events.md section 2); on the wire every key carries the prefix <c>trace:</c>.</summary>
public sealed record TraceFields
{
    public string? Gateway { get; init; }
    public string? Station { get; init; }
    public string? Device { get; init; }
    public string? Operator { get; init; }
    public string? Capture { get; init; }

    /// <summary>The bytes read: the evidence. Text where they are text, else base64 (see <see cref="Raw.Encode"/>).</summary>
    public string? Raw { get; init; }
    public TraceClock? Clock { get; init; }
    public TraceLot? Lot { get; init; }
    public TraceFrom? From { get; init; }
    public TracePick? Pick { get; init; }
    public TraceRefusal? Refusal { get; init; }
    public TraceHold? Hold { get; init; }

    /// <summary>The eventID of the refused event that this event completes.</summary>
    public string? Completes { get; init; }
    public TraceFeed? Feed { get; init; }

    /// <summary>Where on the line a load was mounted: a location below the line; null is the line itself.</summary>
    public string? Position { get; init; }

    /// <summary><c>place</c> or <c>lot</c>: what a count covers.</summary>
    public string? CountScope { get; init; }

    /// <summary>Why somebody decided so: one of the reasons on the sheet, for an override, a hold, a scrap, a void.</summary>
    public string? Reason { get; init; }

    /// <summary>Who allowed what the operator alone may not; the operator stands in <see cref="Operator"/>.</summary>
    public string? AuthorisedBy { get; init; }

    /// <summary>Which copy of the thing's label was printed; the first label is copy 1.</summary>
    public long? Copy { get; init; }

    /// <summary>Deviations and doubts that were accepted at the station: short sentences, shown with the event.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}

/// <summary>How far the event time can be trusted. Quality: synced, holdover, unsynced, replay.</summary>
public sealed record TraceClock(string Quality, decimal? MaxErrorMs, string? BootId, long? MonotonicNs);

public sealed record TraceLot(DateOnly? Expiry, DateOnly? BestBefore, DateOnly? Production, string? SupplierLot, string? LotCodeSource);

/// <summary>Where a moved thing came from: a place, and for a return from a line the run and position it was taken off.</summary>
public sealed record TraceFrom(string Place, string? Run = null, string? Position = null);

/// <summary>A pick's verdict: allowed, blocked or override; Expected are the lots that would have been right.</summary>
public sealed record TracePick(string Verdict, string? Reason, string Rotation, IReadOnlyList<string> Expected, long DirectoryRevision, long DirectoryAgeMs, string? AuthorisedBy = null);

/// <summary>Which hold is set or released, and why. A release without an id releases every hold of its disposition.</summary>
public sealed record TraceHold(string? Id, string? Reason);

public sealed record TraceRefusal(string Reason, string Raw);

/// <summary>The item's consumption rule at the moment of the load (events.md section 3), so that later master data cannot rewrite history.</summary>
public sealed record TraceFeed
{
    /// <summary><c>mix</c> or <c>sequential</c>.</summary>
    public required string Rule { get; init; }
    public decimal? OverlapUnits { get; init; }
    public decimal? OverlapSeconds { get; init; }
    public decimal? EarlyUnits { get; init; }
    public decimal? EarlySeconds { get; init; }

    /// <summary>How much of the input one output piece uses; null is unknown.</summary>
    public decimal? QuantityPer { get; init; }
    public bool OneAtATime { get; init; }
}
