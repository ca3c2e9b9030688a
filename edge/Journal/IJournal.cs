namespace Traceability.Edge.Journal;

/// <summary>One entry of the state that changes with the events; Value null deletes the key.</summary>
public readonly record struct StateRow(string Key, byte[]? Value);

/// <summary>The number of the newest read of a reader that is dealt with.</summary>
public readonly record struct ReadNumber(string Reader, long Number);

/// <summary>What changes together or not at all: new records, state, and the read that caused them.</summary>
public sealed record JournalWrite
{
    /// <summary>Events as UTF-8 JSON; they take the numbers Last + 1, Last + 2, ...</summary>
    public IReadOnlyList<byte[]> Records { get; init; } = [];
    public IReadOnlyList<StateRow> State { get; init; } = [];
    public IReadOnlyList<ReadNumber> Reads { get; init; } = [];
}

/// <summary>
/// The gateway's durable memory: numbered records in a hash chain, station state, read numbers and the delivery cursor
/// in one transaction. Written by one loop; the uplink reads beside it.
/// </summary>
public interface IJournal : IDisposable
{
    /// <summary>Random id of this journal, 32 hex digits.</summary>
    string Epoch { get; }

    /// <summary>Number of the newest record; 0 where there is none.</summary>
    long Last { get; }

    /// <summary>Highest number that the cloud has committed without a gap before it.</summary>
    long Delivered { get; }

    /// <summary>Gives every row in the order of the keys, one at a time: all of them at once would be more than a small gateway has to spare.</summary>
    void LoadState(Action<StateRow> take);
    IReadOnlyDictionary<string, long> LoadReads();

    /// <summary>Durable when it returns. Any failure throws and leaves nothing of the write behind.</summary>
    void Commit(JournalWrite write);

    /// <summary>Records from a number on, up to the limits of a batch; null where there are none.</summary>
    Messaging.Batch? Read(long from, int maxRecords, int maxBytes);

    /// <summary>Takes the cloud's mark: moves <see cref="Delivered"/>, back only with a new incarnation of the store.</summary>
    void Acknowledge(string incarnation, long number);
}
