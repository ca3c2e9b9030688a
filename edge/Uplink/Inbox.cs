using Traceability.Edge.Journal;
using Traceability.Messaging;

namespace Traceability.Edge.Uplink;

/// <summary>
/// What comes down to a gateway: its mark, peers' batches and wishes, births, and what stations want to know. One message
/// after the other, whatever the link does, because the called sides keep order.
/// </summary>
internal sealed class Inbox(UplinkOptions options, UplinkHandlers handlers, IJournal journal, SendCursor cursor, PeerWants wants, Func<TimeSpan> clock, Action changed, ILogger log)
{
    /// <summary>A peer that just came back sends its newest records anyway; only what is missing after this is asked for.</summary>
    private static readonly TimeSpan BirthGrace = TimeSpan.FromSeconds(2);

    private readonly Topics _topics = new(options.Plant);
    private readonly HashSet<string> _askedSinceLoss = new(StringComparer.Ordinal);
    private Task _previous = Task.CompletedTask;
    private bool _sessionLost;
    private string? _cloudSession;

    public bool CloudOnline { get; private set; }

    public bool CloudAhead { get; private set; }

    /// <summary>When the mark last moved, on the loop's clock.</summary>
    public TimeSpan MarkMoved { get; private set; }

    /// <summary>Before a new connection: the old one's messages must be dealt with, they were not acknowledged and come again.</summary>
    public async Task SettleAsync()
    {
        await _previous.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        _previous = Task.CompletedTask;
    }

    /// <summary>The broker has forgotten our session: every peer is asked once for what follows the newest we have of it.</summary>
    public void SessionLost()
    {
        lock (_askedSinceLoss)
        {
            _askedSinceLoss.Clear();
            _sessionLost = true;
        }
        handlers.SessionLost?.Invoke();
    }

    public Task HandleAsync(MqttMessage message) => _previous = AfterAsync(_previous, message);

    private async Task AfterAsync(Task previous, MqttMessage message)
    {
        await previous.ConfigureAwait(false);
        try
        {
            await DispatchAsync(message).ConfigureAwait(false);
        }
        catch (MessageFormatException e)
        {
            // Not ours to keep: the cloud gets the same message and quarantines it. Acknowledged, or it would come for ever.
            log.LogWarning("A message on {Topic} is left aside: {Reason}", message.Topic, e.Message);
        }
        changed();
    }

    private async Task DispatchAsync(MqttMessage message)
    {
        if (message.Topic == _topics.CloudState) TakeCloudBirth(MarkCodec.DecodeCloudBirth(message.Payload.Span), message.Retain);
        else if (message.Topic == _topics.CloudWant) TakeWant(MarkCodec.DecodeWant(message.Payload.Span));
        else if (_topics.Parse(message.Topic) is not { } name) throw new MessageFormatException("It is no topic of this plant.");
        else if (name.Gateway is null) await OtherAsync(message).ConfigureAwait(false);
        else if (name.Gateway == options.Gateway && name.Leaf == "mark") TakeMark(MarkCodec.DecodeMark(message.Payload.Span));
        else if (name.Gateway == options.Gateway && name.Leaf == "config") await OtherAsync(message).ConfigureAwait(false);
        else if (name.Gateway == options.Gateway) return;
        else if (name.Leaf == "events") await TakePeerBatchAsync(name.Gateway, BatchCodec.Decode(message.Payload)).ConfigureAwait(false);
        else if (name.Leaf == "want") TakeWant(MarkCodec.DecodeWant(message.Payload.Span));
        else if (name.Leaf == "state" && message.Payload.Length > 0) TakePeerBirth(name.Gateway, MarkCodec.DecodeBirth(message.Payload.Span));
    }

    private Task OtherAsync(MqttMessage message) => handlers.Other?.Invoke(message) ?? Task.CompletedTask;

    private void TakeMark(Mark mark)
    {
        foreach (var one in mark.Marks)
        {
            if (one.Epoch != journal.Epoch) continue;
            var before = journal.Delivered;
            CloudAhead = one.Number > journal.Last;
            journal.Acknowledge(mark.Incarnation, one.Number);
            if (journal.Delivered < before) cursor.BackTo(journal.Delivered + 1);
            if (journal.Delivered != before) MarkMoved = clock();
        }
    }

    private void TakeWant(Want want)
    {
        if (want.Of == options.Gateway && want.Epoch == journal.Epoch) cursor.Wish(want.From, clock());
    }

    private void TakeCloudBirth(CloudBirth birth, bool retained)
    {
        CloudOnline = birth.Online;
        if (!birth.Online || birth.Session == _cloudSession) return;
        // A retained birth at our first connection is older than anything we have sent in it.
        var nothingSentBefore = retained && _cloudSession is null;
        if (birth.Fresh && !nothingSentBefore) cursor.BackTo(journal.Delivered + 1);
        _cloudSession = birth.Session;
    }

    private async Task TakePeerBatchAsync(string gateway, Batch batch)
    {
        if (handlers.PeerBatch is null) return;
        var answer = await handlers.PeerBatch(gateway, batch).ConfigureAwait(false);
        if (answer.Outcome == PeerOutcome.Gap) wants.Missing(gateway, batch.Epoch, answer.From, batch.Last, clock(), TimeSpan.Zero);
        if (answer.Outcome == PeerOutcome.Applied) wants.Applied(gateway, batch, clock());
        handlers.PeerHeard?.Invoke(gateway, batch.Epoch, batch.Last, answer.Outcome == PeerOutcome.Gap);
    }

    private void TakePeerBirth(string gateway, GatewayBirth birth)
    {
        // A will was written when its connection began and knows less than the peer; only what a peer says while it lives is final.
        if (handlers.PeerNext is null || !birth.Online) return;
        handlers.PeerHeard?.Invoke(gateway, birth.Epoch, birth.Last, false);
        // Compared every time: a broker that restarts may bring an old session back and still have forgotten what it acknowledged.
        var next = handlers.PeerNext(gateway, birth.Epoch);
        if (birth.Last >= next) wants.Missing(gateway, birth.Epoch, next, birth.Last, clock(), BirthGrace);
        else if (IsFirstSinceLoss(gateway)) wants.Once(gateway, birth.Epoch, next, clock(), BirthGrace);
    }

    // What the peer sent between its birth and our subscription is in neither.
    private bool IsFirstSinceLoss(string gateway)
    {
        lock (_askedSinceLoss) return _sessionLost && _askedSinceLoss.Add(gateway);
    }
}
