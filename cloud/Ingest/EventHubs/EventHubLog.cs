using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Azure;
using Azure.Identity;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;

namespace Traceability.Cloud.Ingest;

/// <summary>
/// Azure Event Hubs. Written with what version 5.1 and today's have in common: positions are sequence numbers, since offsets have changed their
/// type; bodies are bytes. Its own retries are few and short, because the loops that use it retry by themselves and say why.
/// </summary>
public sealed class EventHubLog : IEventLog
{
    /// <summary>The gateway's topic travels beside the payload, which stays as it was sent.</summary>
    private const string TopicProperty = "topic";
    private const int MostEntries = 64;

    /// <summary>Of the service. What no gateway sent goes by its topic, which may be longer; its beginning gives one partition as well.</summary>
    private const int MostKeyCharacters = 128;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    private readonly EventLogSettings _settings;
    private readonly EventHubConnection _connection;
    private readonly EventHubConsumerClient _consumer;
    private readonly EventHubProducerClient _producer;

    private EventHubLog(EventLogSettings settings, EventHubConnection connection)
    {
        (_settings, _connection) = (settings, connection);
        _consumer = new EventHubConsumerClient(settings.ConsumerGroup, connection, new EventHubConsumerClientOptions { RetryOptions = Retries() });
        _producer = new EventHubProducerClient(connection, new EventHubProducerClientOptions { RetryOptions = Retries() });
        Place = $"hub {connection.EventHubName} at {connection.FullyQualifiedNamespace}";
    }

    public string Place { get; }

    public static IEventLog Open(EventLogSettings settings)
    {
        try
        {
            return new EventHubLog(settings, settings.ConnectionString is { } secret ? Connection(secret, settings.Hub)
                : new EventHubConnection(settings.Host, settings.Hub, new DefaultAzureCredential()));
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Its own sentences may quote what they were given, and that is the secret.
            throw new LogException("The connection string of the hub cannot be used: Endpoint=sb://HOST/;SharedAccessKeyName=NAME;SharedAccessKey=KEY is expected, "
                + "with EntityPath=HUB or EVENT_HUBS_HUB, not two different ones; UseDevelopmentEmulator=true for the emulator.");
        }
    }

    public Task<string> IdentityAsync(CancellationToken stop) => Said(async () =>
    {
        var properties = await _consumer.GetEventHubPropertiesAsync(stop).ConfigureAwait(false);
        return $"{_connection.FullyQualifiedNamespace}/{properties.Name}@{properties.CreatedOn.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}";
    }, stop);

    public Task<IReadOnlyList<string>> PartitionsAsync(CancellationToken stop) =>
        Said<IReadOnlyList<string>>(async () => await _consumer.GetPartitionIdsAsync(stop).ConfigureAwait(false), stop);

    public Task<LogPartition> LookAsync(string partition, CancellationToken stop) => Said(async () =>
    {
        var properties = await _consumer.GetPartitionPropertiesAsync(partition, stop).ConfigureAwait(false);
        var last = properties.LastEnqueuedSequenceNumber;
        return new LogPartition(properties.IsEmpty ? last + 1 : properties.BeginningSequenceNumber, last);
    }, stop);

    public async IAsyncEnumerable<IReadOnlyList<LogEntry>> ReadAsync(string partition, long after, [EnumeratorCancellation] CancellationToken stop)
    {
        var start = after < 0 ? EventPosition.Earliest : EventPosition.FromSequenceNumber(after, isInclusive: false);
        var receiver = new PartitionReceiver(_settings.ConsumerGroup, partition, start, _connection, new PartitionReceiverOptions { RetryOptions = Retries() });
        await using (receiver.ConfigureAwait(false))
            while (true)
            {
                var since = Stopwatch.GetTimestamp();
                var received = await Said(() => receiver.ReceiveBatchAsync(MostEntries, Wait, stop), stop).ConfigureAwait(false);
                var entries = received.Select(Entry).ToList();
                if (entries.Count > 0) yield return entries;
                // The client keeps to itself that the service closed the link, and would open it again and again without a pause.
                else if (Stopwatch.GetElapsedTime(since) < Wait / 2) throw new LogException($"{Place}: the service has closed the reader of partition {partition}.");
            }
    }

    public Task SendAsync(string key, IReadOnlyList<LogMessage> messages, CancellationToken stop) => Said(async () =>
    {
        var options = new CreateBatchOptions { PartitionKey = key[..Math.Min(key.Length, MostKeyCharacters)] };
        for (var next = 0; next < messages.Count;)
        {
            using var batch = await _producer.CreateBatchAsync(options, stop).ConfigureAwait(false);
            var first = next;
            while (next < messages.Count && batch.TryAdd(Event(messages[next]))) next++;
            if (next == first) throw new LogException($"{Place} takes no message of {messages[next].Payload.Length} bytes; a tier that takes 1 MB is needed.");
            await _producer.SendAsync(batch, stop).ConfigureAwait(false);
        }
        return true;
    }, stop);

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync().ConfigureAwait(false);
        await _consumer.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    // A string that names the hub itself is taken as it is; the client refuses two names, even where they are the same.
    private static EventHubConnection Connection(string secret, string hub) =>
        secret.Contains("EntityPath=", StringComparison.OrdinalIgnoreCase) ? new EventHubConnection(secret) : new EventHubConnection(secret, hub);

    private static LogEntry Entry(EventData data) =>
        new(data.SequenceNumber, data.Properties.TryGetValue(TopicProperty, out var topic) ? topic as string : null, data.Body);

    private static EventData Event(LogMessage message)
    {
        var data = new EventData(message.Payload);
        data.Properties[TopicProperty] = message.Topic;
        return data;
    }

    private static EventHubsRetryOptions Retries() => new() { MaximumRetries = 2, MaximumDelay = TimeSpan.FromSeconds(5), TryTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>
    /// What goes wrong outside becomes one kind of exception; all else is a bug and stays what it is. The client makes exceptions for callers' mistakes
    /// of some of the service's refusals. It may see that it is cancelled only when a wait for entries is over, so that is not waited for.
    /// </summary>
    private async Task<T> Said<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        try
        {
            return await ask().WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is EventHubsException or AuthenticationFailedException or RequestFailedException or UnauthorizedAccessException
            or AuthenticationException or SocketException or IOException or TimeoutException or OperationCanceledException
            or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new LogException($"{Place}: {e.Message}");
        }
    }
}

public static partial class EventLogs
{
    static partial void AddEventHubs(Adapters<OpenEventLog> all) => all.Add("eventhubs", EventHubLog.Open);
}
