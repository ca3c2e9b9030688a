namespace Traceability.Cloud.Store;

/// <summary>The plant's events, each once, in the order they were committed. Readers follow it by commit number.</summary>
public interface IEventStore
{
    /// <summary>Number of the newest commit; 0 where there is none.</summary>
    long LastCommit { get; }

    /// <summary>Events after a commit number, oldest first.</summary>
    IEnumerable<StoredEvent> ReadAfter(long commit);

    /// <summary>The event of one commit.</summary>
    StoredEvent Read(long commit) => ReadAfter(commit - 1).First();

    /// <summary>Completes when there is a commit after the given one.</summary>
    Task WaitAfterAsync(long commit, CancellationToken stop);

    /// <summary>The bytes of one event as they were journaled; null where it is not known.</summary>
    byte[]? ReadBytes(string eventId);

    /// <summary>What is known of each gateway's stream, for completeness and the gateways' list.</summary>
    IReadOnlyList<GatewayStream> Gateways();

    /// <summary>The epochs of a gateway with the chain value that each one's mark stands for, the newest last. Empty where the store keeps no chains.</summary>
    IReadOnlyList<StreamHead> Heads(string gateway) => [];

    /// <summary>The records of a stream after a number, rising, whatever became of them; at most so many.</summary>
    IReadOnlyList<StreamRecord> ReadStream(string gateway, string epoch, long after, int most) => [];
}

/// <summary>Where a stream's contiguous prefix ends, and the chain value there.</summary>
public sealed record StreamHead(string Epoch, long Committed, byte[] Chain);

/// <summary>A record as it was kept: the hash taken when it came, and the chain value before it where it came after a gap.</summary>
public sealed record StreamRecord(long Number, byte[] Hash, byte[] Bytes, byte[]? Previous);

/// <summary>A gateway's stream: numbers committed without gap, the highest seen, the numbers missing between, and when it was last heard.</summary>
public sealed record GatewayStream(string Gateway, string Epoch, long Committed, long HighestSeen, IReadOnlyList<long> Missing, DateTimeOffset? LastEventTime, DateTimeOffset LastHeard);
