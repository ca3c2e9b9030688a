namespace Traceability.Messaging;

/// <summary>Up to this number a gateway's events of an epoch are part of what the message says.</summary>
public sealed record StreamMark(string Gateway, string Epoch, long Number);

/// <summary>A lot at a face. Received null is not known; a quantity may be below zero until the movement that explains it has come. Holds are there to be shown.</summary>
public sealed record FaceLot(string Lot, DateTimeOffset? Received, DateOnly? Expiry, string? Supplier, decimal Quantity, IReadOnlyList<string> Holds);

/// <summary>
/// What the cloud knows of a pick face, <c>face/{location}</c>: the whole of it, never a change. Marks say which events are in it, so that a gateway adds
/// what it knows beyond them. Incarnation is the store's; the revision rises within it.
/// </summary>
public sealed record FaceSnapshot(string Incarnation, long Revision, IReadOnlyList<StreamMark> Marks, IReadOnlyList<FaceLot> Lots);

/// <summary>A standing hold: its id, the CBV disposition that it sets, and the things that it is still on.</summary>
public sealed record HeldThings(string Hold, string Disposition, string? Reason, IReadOnlyList<string> Things);

/// <summary>Every standing hold of the plant, <c>holds</c>, with the marks of the events that are in it.</summary>
public sealed record HoldList(string Incarnation, long Revision, IReadOnlyList<StreamMark> Marks, IReadOnlyList<HeldThings> Holds);
