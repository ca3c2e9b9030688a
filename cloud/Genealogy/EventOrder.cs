using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>An event with its place in the one order of all events. Time is the corrected event time.</summary>
public sealed record Recorded(int Rank, DateTimeOffset Time, StoredEvent Stored)
{
    public EpcisEvent Event => Stored.Event;
}

/// <summary>
/// The order of events.md section 3: within a gateway's epoch the number decides and times never fall along it; between
/// gateways the time decides; at equal times inputs come before outputs. It depends only on what was recorded, never
/// on the order of arrival.
/// </summary>
public static class EventOrder
{
    public static List<Recorded> Sort(IEnumerable<StoredEvent> events)
    {
        var streams = events.GroupBy(e => e.Number is null ? ("", e.Event.EventId) : (e.Gateway ?? "", e.Epoch ?? "")).Select(Stream).ToList();
        var heads = new PriorityQueue<Queue<(DateTimeOffset Time, StoredEvent Event)>, Key>();
        foreach (var stream in streams) heads.Enqueue(stream, KeyOf(stream));
        var sorted = new List<Recorded>();
        while (heads.TryDequeue(out var stream, out _))
        {
            var (time, stored) = stream.Dequeue();
            sorted.Add(new Recorded(sorted.Count, time, stored));
            if (stream.Count > 0) heads.Enqueue(stream, KeyOf(stream));
        }
        return sorted;
    }

    private static Queue<(DateTimeOffset, StoredEvent)> Stream(IEnumerable<StoredEvent> events)
    {
        var stream = new Queue<(DateTimeOffset, StoredEvent)>();
        var latest = DateTimeOffset.MinValue;
        foreach (var stored in events.OrderBy(e => e.Number))
        {
            if (stored.Event.EventTime > latest) latest = stored.Event.EventTime;
            stream.Enqueue((latest, stored));
        }
        return stream;
    }

    private static Key KeyOf(Queue<(DateTimeOffset Time, StoredEvent Event)> stream)
    {
        var (time, stored) = stream.Peek();
        return new Key(time, Phase(stored.Event), stored.Event.EventId);
    }

    // What a thing must have gone through before: received and moved, then put in, then come out, packed and shipped.
    private static int Phase(EpcisEvent e) => e.Type switch
    {
        EventType.TransformationEvent when e.OutputEpcList.Count + e.OutputQuantityList.Count > 0 => 2,
        EventType.TransformationEvent => 1,
        EventType.AssociationEvent => 3,
        EventType.AggregationEvent => 4,
        _ => e.BizStep == Vocabulary.BizStep.Shipping ? 5 : 0,
    };

    private readonly record struct Key(DateTimeOffset Time, int Phase, string EventId) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            var byTime = Time.CompareTo(other.Time);
            if (byTime != 0) return byTime;
            var byPhase = Phase.CompareTo(other.Phase);
            return byPhase != 0 ? byPhase : string.CompareOrdinal(EventId, other.EventId);
        }
    }
}
