using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Messaging;

namespace Traceability.Cloud.Ingest;

public sealed record ForwardOptions
{
    public required string Plant { get; init; }

    /// <summary>How to reach the broker. Each forwarder needs a client id of its own; what they share is the subscription.</summary>
    public required MqttOptions Broker { get; init; }
    public required MqttConnect Connect { get; init; }
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);
    public int Seed { get; init; }
}

/// <summary>
/// Carries the gateways' batches from the broker into the log, as they are, and lets the broker have its acknowledgement only after the log's. What
/// fails between the two comes again; that it may then be in the log twice is the reader's to sort out. Any number of these share the work.
/// </summary>
public sealed class ForwardLoop(ForwardOptions options, IEventLog log, TimeProvider time, ILogger? logger = null)
{
    private const int MaxGathered = 64;

    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly Topics _topics = new(options.Plant);
    private readonly Channel<Work> _work = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Messages that both sides have confirmed.</summary>
    public long Forwarded { get; private set; }

    private sealed record Work(string Key, LogMessage Message)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var sending = SendAsync(stop);
        var backoff = new Backoff(options.FirstDelay, options.MaxDelay, options.Seed);
        while (!stop.IsCancellationRequested)
        {
            var since = time.GetTimestamp();
            try
            {
                var link = await options.Connect(options.Broker, TakeAsync, stop).ConfigureAwait(false);
                await using (link.ConfigureAwait(false))
                {
                    await link.SubscribeAsync(new MqttFilter($"$share/forward/{_topics.All("events")}")).ConfigureAwait(false);
                    _logger.LogWarning("Forwarding from {Host}:{Port} to {Place}.", options.Broker.Host, options.Broker.Port, log.Place);
                    _logger.LogError("{Reason}", await link.Closed.WaitAsync(stop).ConfigureAwait(false));
                }
            }
            catch (MqttException e)
            {
                _logger.LogError("{Reason}", e.Message);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            await Task.Delay(backoff.Next(time.GetElapsedTime(since)), time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _work.Writer.TryComplete();
        await sending.ConfigureAwait(false);
    }

    private Task TakeAsync(MqttMessage message)
    {
        // What no gateway may send goes along under its topic, to be quarantined by the reader; too much of it is cut where the reader sees that it was.
        var key = _topics.Parse(message.Topic)?.Gateway ?? message.Topic;
        var work = new Work(key, new LogMessage(message.Topic, message.Payload[..Math.Min(message.Payload.Length, BatchCodec.MaxPayloadBytes + 1)]));
        return _work.Writer.TryWrite(work) ? work.Done.Task : Task.FromException(new MqttException("The forwarder has stopped."));
    }

    private async Task SendAsync(CancellationToken stop)
    {
        var gathered = new List<Work>();
        while (await _work.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (gathered.Count < MaxGathered && _work.Reader.TryRead(out var work)) gathered.Add(work);
            await Task.WhenAll(gathered.GroupBy(w => w.Key, StringComparer.Ordinal).Select(g => SendAsync(g.Key, [.. g], stop))).ConfigureAwait(false);
            Forwarded += gathered.Count(w => w.Done.Task.IsCompletedSuccessfully);
            gathered.Clear();
        }
    }

    private async Task SendAsync(string key, IReadOnlyList<Work> works, CancellationToken stop)
    {
        try
        {
            await log.SendAsync(key, [.. works.Select(w => w.Message)], stop).ConfigureAwait(false);
            foreach (var work in works) work.Done.SetResult();
        }
        catch (Exception e)
        {
            // Not confirmed: the link closes without an acknowledgement, and the broker delivers again after the delay.
            if (!stop.IsCancellationRequested) _logger.LogError("{Place} does not take what {Key} sent: {Reason}", log.Place, key, e.Message);
            foreach (var work in works) work.Done.TrySetException(e);
        }
    }
}
