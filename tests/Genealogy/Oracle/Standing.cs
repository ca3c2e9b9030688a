using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// An event that stands, with its place in the order. Rank is its index among the standing events, Time its effective time;
/// ErrorMs null is a clock for which nobody vouches.
/// </summary>
internal sealed class Standing(int rank, DateTimeOffset time, string source, decimal? errorMs, EpcisEvent e)
{
    private const decimal TicksInMs = TimeSpan.TicksPerMillisecond;

    public int Rank { get; } = rank;
    public DateTimeOffset Time { get; } = time;
    public string Source { get; } = source;
    public decimal? ErrorMs { get; } = errorMs;
    public EpcisEvent Event { get; } = e;

    public string Id => Event.EventId;
    public bool IsTransformation => Event.Type == EventType.TransformationEvent;
    public bool HasInputs => Event.InputQuantityList.Count + Event.InputEpcList.Count > 0;
    public bool HasOutputs => Event.OutputQuantityList.Count + Event.OutputEpcList.Count > 0;

    /// <summary>Where a transformation, an unpacking or a sampling happens.</summary>
    public string? Place => Event.BizLocation ?? Event.ReadPoint;

    /// <summary>An emptying of a place: an association ends, and its parent is no unit.</summary>
    public bool IsEmptying => Event is { Type: EventType.AssociationEvent, Action: EventAction.DELETE, ParentId: { } parent } && !ThingUri.IsUnit(parent);

    public bool IsBefore(Standing other) => Rank < other.Rank;

    /// <summary>Neither clock can tell which of the two was first.</summary>
    public bool EitherOrder(Standing other) => Source != other.Source
        && (ErrorMs is null || other.ErrorMs is null || Math.Abs((Time - other.Time).Ticks) < (ErrorMs.Value + other.ErrorMs.Value) * TicksInMs);

    public decimal SecondsSince(Standing other) => (decimal)(Time - other.Time).Ticks / TimeSpan.TicksPerSecond;

    public bool IsBeforeOrEither(Standing other) => IsBefore(other) || EitherOrder(other);

    public static Standing Earlier(Standing a, Standing b) => a.IsBefore(b) ? a : b;
}

/// <summary>Which events stand and in what order (events.md section 3).</summary>
internal static class StandingOrder
{
    private sealed record Slot(DateTimeOffset Time, int Phase);

    public static List<Standing> Of(IEnumerable<StoredEvent> stored, DateTimeOffset? asOf, long? knownAt)
    {
        // A repeat is no record of its own.
        var known = stored.Where(s => knownAt is null || s.Commit <= knownAt).OrderBy(s => s.Commit).DistinctBy(s => (s.Event.EventId, s.Event.ErrorDeclaration is null)).ToList();
        var slots = Slots(known);
        var standing = known.GroupBy(s => s.Event.EventId)
            .Where(same => same.All(s => s.Event.ErrorDeclaration is null))
            .Select(same => same.First())
            .Select(s => (Stored: s, Slot: s.Number is null ? new Slot(s.Event.EventTime, Phase(s.Event)) : slots[Key(s)]))
            .Where(s => asOf is null || s.Slot.Time <= asOf)
            .OrderBy(s => s.Slot.Time).ThenBy(s => s.Slot.Phase).ThenBy(s => Stream(s.Stored), StringComparer.Ordinal)
            .ThenBy(s => s.Stored.Number).ThenBy(s => s.Stored.Event.EventId, StringComparer.Ordinal);
        return standing.Select((s, rank) => new Standing(rank, s.Slot.Time, Source(s.Stored), ErrorMs(s.Stored.Event), s.Stored.Event)).ToList();
    }

    // Every record of a stream raises the times and phases after it, void ones and declarations too: else an answer would
    // depend on whether the declaration or the event itself arrived first.
    private static Dictionary<(string, long), Slot> Slots(List<StoredEvent> known)
    {
        var slots = new Dictionary<(string, long), Slot>();
        foreach (var stream in known.Where(s => s.Number is not null).GroupBy(Stream))
        {
            var last = new Slot(DateTimeOffset.MinValue, 0);
            foreach (var record in stream.GroupBy(s => s.Number).Select(same => same.First()).OrderBy(s => s.Number))
            {
                var (time, phase) = (record.Event.EventTime, Phase(record.Event));
                last = time > last.Time ? new Slot(time, phase) : new Slot(last.Time, Math.Max(last.Phase, phase));
                slots[Key(record)] = last;
            }
        }
        return slots;
    }

    private static (string, long) Key(StoredEvent s) => (Stream(s), s.Number!.Value);

    private static string Stream(StoredEvent s) => s.Number is null ? "" : $"{s.Gateway} {s.Epoch}";

    private static string Source(StoredEvent s) => s.Number is null ? "" : $"{s.Gateway} {s.Event.Trace?.Clock?.BootId}";

    private static decimal? ErrorMs(EpcisEvent e) => e.Trace?.Clock is { } clock ? clock.MaxErrorMs ?? (clock.Quality == "unsynced" ? null : 0) : 0;

    private static int Phase(EpcisEvent e) => e.Type switch
    {
        EventType.TransformationEvent => e.OutputQuantityList.Count + e.OutputEpcList.Count > 0 ? 2 : 1,
        EventType.AssociationEvent => 3,
        EventType.AggregationEvent => 4,
        EventType.ObjectEvent when e.BizStep == Vocabulary.BizStep.Shipping => 5,
        _ => 0,
    };
}
