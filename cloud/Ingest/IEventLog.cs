namespace Traceability.Cloud.Ingest;

/// <summary>A payload as a gateway published it, with the topic that says whose it is.</summary>
public readonly record struct LogMessage(string Topic, ReadOnlyMemory<byte> Payload);

/// <summary>A message at its place in a partition. Topic is null where whoever wrote it did not say one.</summary>
public readonly record struct LogEntry(long Sequence, string? Topic, ReadOnlyMemory<byte> Payload);

/// <summary>The oldest entry that a partition still keeps, and the newest that it ever had; First is Last + 1 where it keeps none.</summary>
public sealed record LogPartition(long First, long Last);

/// <summary>The log is not there, refuses, or went away. A sentence for people, without secrets; retry with back-off.</summary>
public sealed class LogException(string message) : Exception(message);

/// <summary>
/// A log of partitions between broker and ingest: numbered gapless in each, kept for a while, read by anyone any number of times. It never
/// forgets what it has confirmed before its time is over, and remembers nothing of its readers: where they stand is their own business.
/// </summary>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Place { get; }

    /// <summary>Which log this is. Another one of the same name, made after the first was deleted, has another identity: its numbers mean other entries.</summary>
    Task<string> IdentityAsync(CancellationToken stop);

    Task<IReadOnlyList<string>> PartitionsAsync(CancellationToken stop);

    Task<LogPartition> LookAsync(string partition, CancellationToken stop);

    /// <summary>
    /// Entries after a number, in order and as they come, never an empty list; after -1 means from the oldest on. Ends only by an exception. Where
    /// what follows the number is no longer kept it begins with what is, and who reads sees that by the numbers.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<LogEntry>> ReadAsync(string partition, long after, CancellationToken stop);

    /// <summary>Completes when the log has confirmed all of it. One key always lands in the same partition, in the order of the calls.</summary>
    Task SendAsync(string key, IReadOnlyList<LogMessage> messages, CancellationToken stop);
}

/// <summary>Opens a log; null where events come straight from the broker. Connects with the first question, not before.</summary>
/// <exception cref="LogException">The settings do not fit this log.</exception>
public delegate IEventLog? OpenEventLog(EventLogSettings settings);

/// <summary>Where events may come from in this build.</summary>
public static partial class EventLogs
{
    public static Adapters<OpenEventLog> All { get; } = InBuild();

    private static Adapters<OpenEventLog> InBuild()
    {
        var all = new Adapters<OpenEventLog>("--events").Add("broker", _ => null);
        AddEventHubs(all);
        return all.Expect("eventhubs", "Azure.Messaging.EventHubs");
    }

    static partial void AddEventHubs(Adapters<OpenEventLog> all);
}
