using Traceability.Messaging;

namespace Traceability.Cloud.Store;

/// <summary>A batch as it came from a gateway.</summary>
public sealed record GatewayBatch(string Gateway, Batch Batch);

/// <summary>
/// What became of a batch, counted in records. Committed is the stream's mark after it; WantFrom the number the gateway is to
/// send again from, where a gap is open.
/// </summary>
public sealed record AppendResult(string Gateway, string Epoch, int Stored, int Repeated, int Quarantined, int Conflicts, long Committed, long? WantFrom);

public enum ForeignOutcome { Accepted, Repeated, Conflict }

/// <summary>A record or payload that could not be read. Gateway, Epoch and Number are null where even that is not known.</summary>
public sealed record QuarantineEntry(string? Gateway, string? Epoch, long? Number, string? Topic, string Reason, byte[] Bytes, DateTimeOffset RecordTime);

/// <summary>A record that contradicts what is committed. It is kept and changes nothing; a person has to look.</summary>
public sealed record ConflictEntry(string? Gateway, string? Epoch, long? Number, string? EventId, string Reason, byte[] Bytes, DateTimeOffset RecordTime);
