using Traceability.Epcis;

namespace Traceability.Cloud.Store;

/// <summary>
/// An event as the store keeps it. Commit is gapless and rises in the order of commits; Gateway, Epoch and Number are null
/// for an event from elsewhere (captured over the API).
/// </summary>
public sealed record StoredEvent(long Commit, DateTimeOffset RecordTime, string? Gateway, string? Epoch, long? Number, EpcisEvent Event);
