using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Cloud.Store;
using Traceability.Messaging;

namespace Traceability.Cloud.Ingest;

public sealed record IngestOptions
{
    public required string Plant { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }
    public MqttTls? Tls { get; init; }

    /// <summary>Limit of the first reconnect delay; each failure doubles it up to <see cref="MaxDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);
    public int Seed { get; init; }
    public MqttConnect Connect { get; init; } = Links.Default;

    /// <summary>Events come from a log: what the gateways say of themselves, and the marks, still go over the broker.</summary>
    public bool EventsFromLog { get; init; }

    /// <summary>Called when there is a new connection and <see cref="IngestLoop.Link"/> is it.</summary>
    public Action? Connected { get; init; }
}

public sealed record IngestStatus(bool Connected, DateTimeOffset Since, string Text);

/// <summary>
/// Takes in what a plant's gateways send: decode, commit what has gathered in one transaction, publish the marks, and only
/// then let the broker have its acknowledgement. What cannot be read is quarantined and acknowledged, so that it blocks nothing.
/// </summary>
public sealed class IngestLoop
{
    private const int MaxGathered = 64;
    private static readonly string[] Leaves = ["events", "state", "lights", "dead"];

    private readonly IngestOptions _options;
    private readonly SqliteStore _store;
    private readonly GatewayStates _states;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Topics _topics;
    private readonly MarkPublisher _marks;
    private readonly Channel<Work> _work = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private volatile IMqttLink? _link;
    private volatile IngestStatus _status;

    public IngestLoop(IngestOptions options, SqliteStore store, GatewayStates states, TimeProvider time, ILogger? log = null)
    {
        (_options, _store, _states, _time, _log) = (options, store, states, time, log ?? NullLogger.Instance);
        _topics = new Topics(options.Plant);
        _marks = new MarkPublisher(store, _topics, time);
        _status = new IngestStatus(false, time.GetUtcNow(), "Not started.");
    }

    public IngestStatus Status => _status;

    /// <summary>The link as long as there is one: what goes down to the plant goes over it.</summary>
    public IMqttLink? Link => _link;

    /// <summary>One payload on its way into the store: a batch, or what is to be quarantined with its reason.</summary>
    private sealed record Work(GatewayBatch? Batch, MqttMessage Message, string? Reason)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var committing = CommitAsync();
        var backoff = new Backoff(_options.FirstDelay, _options.MaxDelay, _options.Seed);
        while (!stop.IsCancellationRequested)
        {
            var lasted = TimeSpan.Zero;
            try
            {
                var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
                var link = await _options.Connect(Connection(session), TakeAsync, stop).ConfigureAwait(false);
                var since = _time.GetTimestamp();
                await using (link.ConfigureAwait(false))
                    try
                    {
                        await ServeAsync(link, session, stop).ConfigureAwait(false);
                    }
                    finally
                    {
                        _link = null;
                        lasted = _time.GetElapsedTime(since);
                    }
            }
            catch (MqttException e)
            {
                Say(connected: false, e.Message);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            await Task.Delay(backoff.Next(lasted), _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        Say(connected: false, "Stopped.");
        _work.Writer.TryComplete();
        await committing.ConfigureAwait(false);
    }

    private MqttOptions Connection(string session) => new()
    {
        Host = _options.Host,
        Port = _options.Port,
        Tls = _options.Tls,
        ClientId = $"lt.{_options.Plant}.cloud",
        Will = Birth(new CloudBirth(false, false, session)),
    };

    private async Task ServeAsync(IMqttLink link, string session, CancellationToken stop)
    {
        _link = link;
        var leaves = Leaves.Where(leaf => leaf != "events" || !_options.EventsFromLog);
        await Task.WhenAll(leaves.Select(leaf => link.SubscribeAsync(new MqttFilter(_topics.All(leaf), leaf == "lights" ? 0 : 1)))).ConfigureAwait(false);
        // After the subscriptions: whoever sends again because of this birth is heard.
        await link.PublishAsync(Birth(new CloudBirth(true, !link.SessionPresent, session))).ConfigureAwait(false);
        _marks.PublishAll(link);
        _options.Connected?.Invoke();
        Say(connected: true, $"Connected to {_options.Host}:{_options.Port}.");
        throw new MqttException(await link.Closed.WaitAsync(stop).ConfigureAwait(false));
    }

    private MqttMessage Birth(CloudBirth birth) => new(_topics.CloudState, MarkCodec.Encode(birth), Retain: true);

    private Task TakeAsync(MqttMessage message)
    {
        try
        {
            if (message.Payload.Length > BatchCodec.MaxPayloadBytes) throw new MessageFormatException($"The payload has {message.Payload.Length} bytes, more than {BatchCodec.MaxPayloadBytes}.");
            if (_topics.Parse(message.Topic) is not { Gateway: { } gateway } name) throw new MessageFormatException("It is no topic of a gateway of this plant.");
            switch (name.Leaf)
            {
                case "events": return Queue(new Work(new GatewayBatch(gateway, BatchCodec.Decode(message.Payload)), message, null));
                case "state": TakeState(gateway, message.Payload); return Task.CompletedTask;
                case "lights": _states.TakeLights(gateway, message.Payload); return Task.CompletedTask;
                case "dead": throw new MessageFormatException("The gateway could not send this as an event.");
                default: throw new MessageFormatException($"'{name.Leaf}' is nothing a gateway sends.");
            }
        }
        catch (MessageFormatException e)
        {
            return Queue(new Work(null, message, e.Message));
        }
    }

    private void TakeState(string gateway, ReadOnlyMemory<byte> payload)
    {
        if (payload.Length == 0)
        {
            _states.Forget(gateway);
            return;
        }
        var birth = MarkCodec.DecodeBirth(payload.Span);
        _states.TakeBirth(gateway, birth);
        if (!birth.Online) return;
        _marks.Born(gateway, birth.Epoch);
        if (_link is { } link) _marks.Publish(link, gateway);
    }

    private Task Queue(Work work) =>
        _work.Writer.TryWrite(work) ? work.Done.Task : Task.FromException(new MqttException("The ingest has stopped."));

    private async Task CommitAsync()
    {
        var gathered = new List<Work>();
        while (await _work.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (gathered.Count < MaxGathered && _work.Reader.TryRead(out var work)) gathered.Add(work);
            try
            {
                Commit(gathered);
                foreach (var work in gathered) work.Done.SetResult();
            }
            catch (Exception e)
            {
                // A broken store: the messages stay with the broker, the link closes and comes back after its delay.
                _log.LogError(e, "The store does not take events.");
                foreach (var work in gathered) work.Done.TrySetException(e);
            }
            gathered.Clear();
        }
    }

    private void Commit(List<Work> gathered)
    {
        foreach (var work in gathered)
            if (work.Reason is { } reason)
            {
                _log.LogWarning("Quarantined a message on {Topic}: {Reason}", work.Message.Topic, reason);
                _store.Quarantine(work.Message.Topic, work.Message.Payload, reason);
            }
        var batches = gathered.Where(w => w.Batch is not null).Select(w => w.Batch!).ToList();
        if (batches.Count == 0) return;
        Tell(_store.Append(batches));
    }

    /// <summary>After a commit: contradictions are said, marks go out, and gateways are asked for what is missing.</summary>
    public void Tell(IReadOnlyList<AppendResult> results)
    {
        foreach (var result in results)
            if (result.Conflicts > 0)
                _log.LogCritical("{Count} records of {Gateway} contradict what is committed of it: kept as conflicts, the mark stays at {Number}.", result.Conflicts, result.Gateway, result.Committed);
        if (_link is not { } link) return;
        foreach (var gateway in results.Select(r => r.Gateway).Distinct()) _marks.Publish(link, gateway);
        foreach (var result in results.GroupBy(r => (r.Gateway, r.Epoch)).Select(g => g.Last())) _marks.Ask(link, result);
    }

    private void Say(bool connected, string text)
    {
        if (_status.Connected != connected || _status.Text != text) _log.LogInformation("Ingest: {Text}", text);
        _status = new IngestStatus(connected, _status.Connected == connected ? _status.Since : _time.GetUtcNow(), text);
    }
}
