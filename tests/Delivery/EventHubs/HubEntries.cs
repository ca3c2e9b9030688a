namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>An event as the hub keeps it. Offsets are no sequence numbers, so that whoever takes the one for the other is found out.</summary>
public sealed record HubEntry(long Sequence, DateTime Enqueued, string? Key, byte[] Body, IReadOnlyDictionary<string, object> Properties)
{
    public long Offset => 4096 + Sequence * 512;
}

/// <summary>What a hub keeps when its process is killed: the partitions with their entries, and the time it was made, which tells it from a later one.</summary>
public sealed class HubEntries(int partitions)
{
    private readonly Lock _gate = new();
    private readonly List<(long First, List<HubEntry> Entries)> _partitions = [.. Enumerable.Range(0, partitions).Select(_ => (0L, new List<HubEntry>()))];
    private TaskCompletionSource _bell = NewBell();

    public DateTime CreatedAt { get; } = TimeProvider.System.GetUtcNow().UtcDateTime;
    public string[] Ids { get; } = [.. Enumerable.Range(0, partitions).Select(p => p.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Rings when something is added.</summary>
    public Task Bell
    {
        get { lock (_gate) return _bell.Task; }
    }

    public void Add(int partition, string? key, byte[] body, IReadOnlyDictionary<string, object> properties)
    {
        lock (_gate)
        {
            var (first, entries) = _partitions[partition];
            entries.Add(new HubEntry(first + entries.Count, TimeProvider.System.GetUtcNow().UtcDateTime, key, body, properties));
            _bell.SetResult();
            _bell = NewBell();
        }
    }

    /// <summary>Any function of the key will do, as long as one key always gives one partition.</summary>
    public int Of(string? key) => key is null ? 0 : key.Aggregate(7, (sum, c) => (sum * 31 + c) & 0xffff) % partitions;

    public (long First, List<HubEntry> Entries) Look(int partition)
    {
        lock (_gate) return (_partitions[partition].First, [.. _partitions[partition].Entries]);
    }

    /// <summary>Retention: the oldest are no more.</summary>
    public void Forget(int partition, int count)
    {
        lock (_gate)
        {
            var (first, entries) = _partitions[partition];
            entries.RemoveRange(0, count);
            _partitions[partition] = (first + count, entries);
        }
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
