using System.Runtime.CompilerServices;
using Traceability.Cloud.Ingest;

namespace Traceability.Tests.Delivery;

/// <summary>A log in memory with what a real one does to its readers: it delivers again, breaks off, forgets the old, and is made anew.</summary>
public sealed class TestLog(int partitions) : IEventLog
{
    private readonly Lock _gate = new();
    private readonly List<(long First, List<LogEntry> Entries)> _partitions = [.. Enumerable.Range(0, partitions).Select(_ => (0L, new List<LogEntry>()))];
    private TaskCompletionSource _bell = NewBell();

    public string Place => "the test's log";
    public string Identity { get; set; } = "one";

    /// <summary>How many entries a reader gets at once, and what is thrown before it gets them.</summary>
    public Func<int> Most { get; init; } = () => 8;
    public Func<bool> BreaksOff { get; init; } = () => false;
    public Func<string, bool> Refuses { get; set; } = _ => false;

    /// <summary>Every read asked for, as (partition, after).</summary>
    public List<(string Partition, long After)> Asked { get; } = [];

    public IReadOnlyList<LogEntry> Entries(int partition)
    {
        lock (_gate) return [.. _partitions[partition].Entries];
    }

    public void Add(int partition, string? topic, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            var (first, entries) = _partitions[partition];
            entries.Add(new LogEntry(first + entries.Count, topic, payload));
            _bell.SetResult();
            _bell = NewBell();
        }
    }

    /// <summary>Retention: the oldest entries are no more.</summary>
    public void Forget(int partition, int count)
    {
        lock (_gate)
        {
            var (first, entries) = _partitions[partition];
            entries.RemoveRange(0, count);
            _partitions[partition] = (first + count, entries);
        }
    }

    public Task<string> IdentityAsync(CancellationToken stop) => Task.FromResult(Identity);

    public Task<IReadOnlyList<string>> PartitionsAsync(CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<string>>([.. Enumerable.Range(0, partitions).Select(Name)]);

    public Task<LogPartition> LookAsync(string partition, CancellationToken stop)
    {
        lock (_gate)
        {
            var (first, entries) = _partitions[int.Parse(partition, null)];
            return Task.FromResult(new LogPartition(first, first + entries.Count - 1));
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogEntry>> ReadAsync(string partition, long after, [EnumeratorCancellation] CancellationToken stop)
    {
        lock (_gate) Asked.Add((partition, after));
        while (true)
        {
            if (BreaksOff()) throw new LogException("The log broke off.");
            List<LogEntry> page;
            Task bell;
            lock (_gate)
            {
                page = [.. _partitions[int.Parse(partition, null)].Entries.Where(e => e.Sequence > after).Take(Most())];
                bell = _bell.Task;
            }
            if (page.Count == 0)
            {
                await bell.WaitAsync(stop);
                continue;
            }
            await Task.Yield();
            after = page[^1].Sequence;
            yield return page;
        }
    }

    public Task SendAsync(string key, IReadOnlyList<LogMessage> messages, CancellationToken stop)
    {
        if (Refuses(key)) return Task.FromException(new LogException("The log refuses."));
        // Any function of the key will do, as long as it is the same in every process.
        foreach (var message in messages) Add(key.Sum(c => c) % partitions, message.Topic, message.Payload.ToArray());
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Name(int partition) => partition.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
