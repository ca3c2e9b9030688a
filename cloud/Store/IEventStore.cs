namespace Traceability.Cloud.Store;

/// <summary>The plant's events, each once, in the order they were committed. Readers follow it by commit number.</summary>
public interface IEventStore
{
    /// <summary>Number of the newest commit; 0 where there is none.</summary>
    long LastCommit { get; }

    /// <summary>Events after a commit number, oldest first.</summary>
    IEnumerable<StoredEvent> ReadAfter(long commit);

    /// <summary>Completes when there is a commit after the given one.</summary>
    Task WaitAfterAsync(long commit, CancellationToken stop);

    /// <summary>The bytes of one event as they were journaled; null where it is not known.</summary>
    byte[]? ReadBytes(string eventId);

    /// <summary>What is known of each gateway's stream, for completeness and the gateways' list.</summary>
    IReadOnlyList<GatewayStream> Gateways();
}

/// <summary>A gateway's stream: numbers committed without gap, the highest seen, the numbers missing between, and when it was last heard.</summary>
public sealed record GatewayStream(string Gateway, string Epoch, long Committed, long HighestSeen, IReadOnlyList<long> Missing, DateTimeOffset? LastEventTime, DateTimeOffset LastHeard);
