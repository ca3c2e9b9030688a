using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Cloud.Store;
using Traceability.Messaging;

namespace Traceability.Cloud.Ingest;

/// <summary>How one partition stands. Skipped are entries that the log no longer had; Fault is null while it is read.</summary>
public sealed record PartitionState(string Partition, long? Sequence, long Skipped, string? Fault, DateTimeOffset Since);

public sealed record LogOptions
{
    public required string Plant { get; init; }
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);
    public int Seed { get; init; }
}

/// <summary>
/// Takes in from a log: every partition by a reader of its own, from the position that the store has for it, and the next position in the same
/// transaction as what lies before it. So an entry is either in the store or will be read again, and one that comes again finds its numbers taken.
/// After each commit <c>committed</c> is called: marks go out, and gateways are asked for what is missing.
/// </summary>
public sealed class LogLoop(LogOptions options, IEventLog log, SqliteStore store, Action<IReadOnlyList<AppendResult>> committed, TimeProvider time,
    ILogger? logger = null)
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly Topics _topics = new(options.Plant);
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, PartitionState> _states = new(StringComparer.Ordinal);
    private volatile string? _fault = "Not yet connected.";

    public string Place => log.Place;

    /// <summary>Why the log itself cannot be asked; null where it answered.</summary>
    public string? Fault => _fault;

    public IReadOnlyList<PartitionState> States
    {
        get { lock (_gate) return [.. _states.Values]; }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var identity = "";
        IReadOnlyList<string> partitions = [];
        await InsistAsync(async () =>
        {
            (identity, partitions) = (await log.IdentityAsync(stop).ConfigureAwait(false), await log.PartitionsAsync(stop).ConfigureAwait(false));
            _fault = null;
            return true;
        }, fault => _fault = fault, options.Seed, stop).ConfigureAwait(false);
        var readers = partitions.Select((p, i) => InsistAsync(() => ReadAsync(identity, p, stop), fault => Say(p, null, fault), options.Seed + i, stop));
        await Task.WhenAll(readers).ConfigureAwait(false);
    }

    /// <summary>Again and again with growing delays, until it returns true or all is over.</summary>
    private async Task InsistAsync(Func<Task<bool>> attempt, Action<string> fault, int seed, CancellationToken stop)
    {
        var backoff = new Backoff(options.FirstDelay, options.MaxDelay, seed);
        while (!stop.IsCancellationRequested)
        {
            var since = time.GetTimestamp();
            try
            {
                if (await attempt().ConfigureAwait(false)) return;
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The log or the store, whichever it is: nothing was taken that is not committed, so the same is asked for again.
                _logger.LogError(e is LogException ? null : e, "{Place} is not read: {Reason}", log.Place, e.Message);
                fault(e.Message);
            }
            await Task.Delay(backoff.Next(time.GetElapsedTime(since)), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ReadAsync(string identity, string partition, CancellationToken stop)
    {
        var position = store.Position(identity, partition) ?? new LogPosition(identity, partition, -1, 0);
        var kept = await log.LookAsync(partition, stop).ConfigureAwait(false);
        if (position.Sequence > kept.Last)
        {
            // Its numbers have begun anew: what is read twice changes nothing, what is not read would be lost.
            _logger.LogCritical("Partition {Partition} of {Place} ends at {Last}, but was read up to {Read}: it is read from its beginning.",
                partition, log.Place, kept.Last, position.Sequence);
            position = position with { Sequence = -1 };
        }
        // Known before anything arrives that shows it; it is counted for good with the first entry that does.
        var gone = position.Sequence < 0 ? 0 : Math.Max(0, kept.First - position.Sequence - 1);
        if (gone > 0) SayGone(partition, gone);
        Say(partition, position with { Skipped = position.Skipped + gone }, null);
        await foreach (var entries in log.ReadAsync(partition, position.Sequence, stop).ConfigureAwait(false))
        {
            position = Take(position, entries);
            Say(partition, position, null);
        }
        throw new LogException($"Partition {partition} of {log.Place} ended.");
    }

    private LogPosition Take(LogPosition position, IReadOnlyList<LogEntry> entries)
    {
        var reached = Reached(position, entries);
        var batches = new List<GatewayBatch>();
        var unreadable = new List<UnreadablePayload>();
        foreach (var entry in entries)
            try
            {
                batches.Add(Read(entry));
            }
            catch (MessageFormatException e)
            {
                _logger.LogWarning("Quarantined entry {Sequence} of partition {Partition}: {Reason}", entry.Sequence, position.Partition, e.Message);
                unreadable.Add(new UnreadablePayload(entry.Topic ?? $"partition/{position.Partition}", entry.Payload, e.Message));
            }
        var results = store.Append(batches, unreadable, reached);
        if (reached.Skipped > position.Skipped) SayGone(position.Partition, reached.Skipped - position.Skipped);
        committed(results);
        return reached;
    }

    // A partition's numbers have no holes: one that does not follow says that entries between were dropped. Before the first there is nothing to miss,
    // since a store that begins asks the gateways for everything by its marks.
    private static LogPosition Reached(LogPosition position, IReadOnlyList<LogEntry> entries)
    {
        var (last, skipped) = (position.Sequence, position.Skipped);
        foreach (var entry in entries)
        {
            if (entry.Sequence <= last) throw new LogException($"Entry {entry.Sequence} came after {last}: a partition's numbers must rise.");
            if (last >= 0) skipped += entry.Sequence - last - 1;
            last = entry.Sequence;
        }
        return position with { Sequence = last, Skipped = skipped };
    }

    private void SayGone(string partition, long count) => _logger.LogCritical(
        "{Count} entries of partition {Partition} of {Place} were no longer kept when they were asked for. Gateways whose numbers are missing are asked for them.",
        count, partition, log.Place);

    private GatewayBatch Read(LogEntry entry)
    {
        if (entry.Topic is null || _topics.Parse(entry.Topic) is not { Gateway: { } gateway, Leaf: "events" })
            throw new MessageFormatException("It does not say a gateway of this plant.");
        return new GatewayBatch(gateway, BatchCodec.Decode(entry.Payload));
    }

    private void Say(string partition, LogPosition? position, string? fault)
    {
        lock (_gate)
        {
            var before = _states.GetValueOrDefault(partition);
            var since = before is not null && before.Fault is null == fault is null ? before.Since : time.GetUtcNow();
            var reached = position is null ? before?.Sequence : position.Sequence < 0 ? null : position.Sequence;
            _states[partition] = new PartitionState(partition, reached, position?.Skipped ?? before?.Skipped ?? 0, fault, since);
        }
    }
}
