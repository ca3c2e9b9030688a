using Traceability.Epcis;

namespace Traceability.Cloud.Store;

/// <summary>An event from elsewhere, read: the bytes as they were received, and the context that binds the names in them.</summary>
public sealed record CapturedEvent(EpcisEvent Event, byte[] Bytes, byte[] Context);

/// <summary>A kept event from wherever, as bytes; Context is null for what came from a gateway.</summary>
public sealed record KeptEvent(byte[] Bytes, byte[]? Context, string EventId, DateTimeOffset RecordTime, bool OfGateway);

/// <summary>A capture job. Errors is the list of problem details as JSON; Success is null while the job runs.</summary>
public sealed record CaptureJob(long Number, string Id, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, bool Proceed, bool? Success, string? Errors);

/// <summary>How a job ends.</summary>
public sealed record CaptureEnd(long Job, bool Success, string? Errors);

/// <summary>What partners' documents need of the store. A job that was accepted is on disk with its document, and runs again after a restart.</summary>
public interface ICaptureStore
{
    /// <summary>Keeps a document to be captured. Null where too many wait already.</summary>
    CaptureJob? AddCapture(bool proceed, byte[] document);

    /// <summary>The oldest job that is not finished, with its document; null where there is none.</summary>
    (CaptureJob Job, byte[] Document)? NextCapture();

    /// <summary>
    /// Takes events in one transaction. With <paramref name="whole"/> one conflict keeps all of them out. The end of the job,
    /// where there is one, is written in the same transaction.
    /// </summary>
    IReadOnlyList<ForeignOutcome> Capture(IReadOnlyList<CapturedEvent> events, bool whole, Func<IReadOnlyList<ForeignOutcome>, CaptureEnd?> end);

    CaptureJob? FindCapture(string id);

    /// <summary>Jobs with a number below the given one, the newest first.</summary>
    IReadOnlyList<CaptureJob> Captures(long before, int most);

    /// <summary>An event with what its bytes need to be read; where it has been declared void, the declaration.</summary>
    KeptEvent? FindEvent(string eventId);
}
