using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Edge.Journal;
using Traceability.Messaging;

namespace Traceability.Edge.Uplink;

/// <summary>
/// Brings the journal to the cloud. Owns the gateway's connection to the broker and alone decides what is sent when: a record counts
/// as delivered only when the cloud's mark says so; the broker's acknowledgement is worth no more than a place in line.
/// </summary>
public sealed class UplinkLoop
{
    /// <summary>Enough to keep the line busy, few enough that records gather into batches when it is slow.</summary>
    private const int MaxInFlight = 4;
    private static readonly TimeSpan LightsInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxStallDelay = TimeSpan.FromMinutes(5);

    private readonly UplinkOptions _options;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Topics _topics;
    private readonly Signal _signal = new();
    private readonly SendCursor _cursor;
    private readonly PeerWants _wants = new();
    private readonly Inbox _inbox;
    private readonly long _started;

    private volatile UplinkStatus _status;
    private byte[]? _lights;
    private bool _lightsSent = true;
    private TimeSpan _lightsAt = -LightsInterval;
    private TimeSpan _beatAt;
    private TimeSpan? _waitingSince;
    private TimeSpan _stallDelay;
    private bool _announce;
    private long _sent;
    private long _session;
    private MqttException? _refused;

    public UplinkLoop(UplinkOptions options, IJournal journal, UplinkHandlers handlers, TimeProvider time, ILogger? log = null)
    {
        _options = options;
        _journal = journal;
        _time = time;
        _log = log ?? NullLogger.Instance;
        _topics = new Topics(options.Plant);
        _started = time.GetTimestamp();
        _stallDelay = options.StallDelay;
        _sent = journal.Delivered;
        _cursor = new SendCursor(journal.Delivered + 1);
        _inbox = new Inbox(options, handlers, journal, _cursor, _wants, Now, _signal.Set, _log);
        _status = new UplinkStatus(false, time.GetUtcNow(), "Not started.", _sent, journal.Delivered, journal.Last, false, false);
    }

    public UplinkStatus Status => _status with
    {
        Sent = Math.Max(Interlocked.Read(ref _sent), _journal.Delivered),
        Delivered = _journal.Delivered,
        Last = _journal.Last,
        CloudOnline = _inbox.CloudOnline,
        CloudAhead = _inbox.CloudAhead,
    };

    /// <summary>There is something new in the journal.</summary>
    public void Wake() => _signal.Set();

    /// <summary>What the birth says has changed: it is told now, not with the next heartbeat.</summary>
    public void Announce()
    {
        Volatile.Write(ref _announce, true);
        _signal.Set();
    }

    /// <summary>The newest lights of all stations, {station: {pattern, reason, since}}; of several within 100 ms the newest is sent.</summary>
    public void PublishLights(byte[] payload)
    {
        Volatile.Write(ref _lights, payload);
        Volatile.Write(ref _lightsSent, false);
        _signal.Set();
    }

    /// <summary>Runs until stopped. An exception is a broken journal: the process has to restart.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = new Backoff(_options.FirstDelay, _options.MaxDelay, _options.Seed);
        while (true)
        {
            var lasted = TimeSpan.Zero;
            try
            {
                await _inbox.SettleAsync().ConfigureAwait(false);
                var link = await _options.Connect(Connection(), _inbox.HandleAsync, stop).ConfigureAwait(false);
                var since = Now();
                await using (link.ConfigureAwait(false))
                    try
                    {
                        await ServeAsync(link, stop).ConfigureAwait(false);
                    }
                    finally
                    {
                        lasted = Now() - since;
                        _cursor.ConnectionLost(_session + 1);
                    }
            }
            catch (MqttException e)
            {
                Say(connected: false, e.Message);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                Say(connected: false, "Stopped.");
                return;
            }
            await Task.Delay(backoff.Next(lasted), _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private MqttOptions Connection() => new()
    {
        Host = _options.Host,
        Port = _options.Port,
        Tls = _options.Tls,
        ClientId = $"lt.{_options.Plant}.gateway.{_options.Gateway}",
        Will = Birth(online: false),
    };

    private async Task ServeAsync(IMqttLink link, CancellationToken stop)
    {
        _session++;
        _refused = null;
        if (!link.SessionPresent)
        {
            _cursor.BackTo(_journal.Delivered + 1);
            _inbox.SessionLost();
        }
        _ = link.Closed.ContinueWith(_ => _signal.Set(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await SubscribeAsync(link).ConfigureAwait(false);
        await link.PublishAsync(Birth(online: true)).ConfigureAwait(false);
        _beatAt = Now();
        Volatile.Write(ref _lightsSent, _lights is null);
        _waitingSince = null;
        Say(connected: true, $"Connected to {_options.Host}:{_options.Port}.");
        while (!link.Closed.IsCompleted)
        {
            if (_refused is { } refused) throw refused;
            var now = Now();
            var due = Earliest(SendBatches(link, now), SendWants(link, now), SendLights(link, now), WatchStall(now), SendBeat(link, now));
            await _signal.WaitAsync(due is { } at ? Positive(at - Now()) : Timeout.InfiniteTimeSpan, _time, stop).ConfigureAwait(false);
        }
        throw new MqttException(await link.Closed.ConfigureAwait(false));
    }

    private async Task SubscribeAsync(IMqttLink link)
    {
        MqttFilter[] filters =
        [
            new(_topics.Of(_options.Gateway, "mark")), new(_topics.Of(_options.Gateway, "config")), new(_topics.CloudState), new(_topics.CloudWant),
            new(_topics.All("want"), NoLocal: true), new(_topics.All("events"), NoLocal: true), new(_topics.All("state"), NoLocal: true),
            new(_topics.AllFaces), new(_topics.Holds),
        ];
        // All at once: one round trip instead of nine.
        await Task.WhenAll(filters.Select(link.SubscribeAsync)).ConfigureAwait(false);
    }

    private TimeSpan? SendBatches(IMqttLink link, TimeSpan now)
    {
        while (_cursor.InFlight < MaxInFlight)
        {
            var (next, lookAgain) = _cursor.Next(now);
            var batch = _journal.Read(next, BatchCodec.MaxRecords, BatchCodec.SoftBytes);
            if (batch is null) return lookAgain;
            _waitingSince ??= now;
            _cursor.Sent(next, batch.Last);
            _ = AfterAsync(link.PublishAsync(new MqttMessage(_topics.Of(_options.Gateway, "events"), BatchCodec.Encode(batch))), batch.Last, _session, link);
        }
        return null;
    }

    private async Task AfterAsync(Task published, long last, long session, IMqttLink link)
    {
        try
        {
            await published.ConfigureAwait(false);
            _cursor.Acknowledged(session);
            if (last > Interlocked.Read(ref _sent)) Interlocked.Exchange(ref _sent, last);
        }
        catch (MqttException e)
        {
            // A broker that refuses while the connection stands (not authorised, over quota) is asked again after the back-off.
            if (!link.Closed.IsCompleted) _refused = e;
        }
        _signal.Set();
    }

    private TimeSpan? SendWants(IMqttLink link, TimeSpan now)
    {
        var (wants, lookAgain) = _wants.Due(now);
        foreach (var want in wants)
            _ = link.PublishAsync(new MqttMessage(_topics.Of(_options.Gateway, "want"), MarkCodec.Encode(want)));
        return lookAgain;
    }

    private TimeSpan? SendLights(IMqttLink link, TimeSpan now)
    {
        if (Volatile.Read(ref _lightsSent)) return null;
        if (now - _lightsAt < LightsInterval) return _lightsAt + LightsInterval;
        // Marked before it is read: newer lights that come meanwhile mark it open again.
        Volatile.Write(ref _lightsSent, true);
        _lightsAt = now;
        _ = link.PublishAsync(new MqttMessage(_topics.Of(_options.Gateway, "lights"), Volatile.Read(ref _lights), Qos: 0, Retain: true));
        return null;
    }

    private TimeSpan? SendBeat(IMqttLink link, TimeSpan now)
    {
        if (!Volatile.Read(ref _announce) && now - _beatAt < _options.Heartbeat) return _beatAt + _options.Heartbeat;
        Volatile.Write(ref _announce, false);
        _beatAt = now;
        _ = link.PublishAsync(Birth(online: true));
        return now + _options.Heartbeat;
    }

    private TimeSpan? WatchStall(TimeSpan now)
    {
        if (_journal.Delivered >= _journal.Last || !_inbox.CloudOnline || _waitingSince is not { } since)
        {
            var waiting = _journal.Delivered < _journal.Last && _inbox.CloudOnline;
            _waitingSince = waiting ? now : null;
            return waiting ? now + _stallDelay : null;
        }
        if (_inbox.MarkMoved > since)
        {
            _waitingSince = since = _inbox.MarkMoved;
            _stallDelay = _options.StallDelay;
        }
        if (now - since < _stallDelay) return since + _stallDelay;
        _log.LogWarning("No mark for {Delay} while the cloud is online: sending again from {Number}.", _stallDelay, _journal.Delivered + 1);
        _cursor.BackTo(_journal.Delivered + 1);
        _waitingSince = now;
        _stallDelay = _stallDelay * 2 < MaxStallDelay ? _stallDelay * 2 : MaxStallDelay;
        return now;
    }

    private MqttMessage Birth(bool online) => new(_topics.Of(_options.Gateway, "state"),
        MarkCodec.Encode(new GatewayBirth(online, _journal.Epoch, _session, _journal.Last, _options.Version, _options.Config().Revision, _options.Config().Refused)), Retain: true);

    private void Say(bool connected, string text)
    {
        if (_status.Connected != connected || _status.Text != text) _log.LogInformation("{Gateway}: {Text}", _options.Gateway, text);
        _status = _status with { Connected = connected, Text = text, Since = _status.Connected == connected ? _status.Since : _time.GetUtcNow() };
    }

    /// <summary>Time since the loop was made, on the monotonic clock.</summary>
    private TimeSpan Now() => _time.GetElapsedTime(_started);

    private static TimeSpan? Earliest(params ReadOnlySpan<TimeSpan?> times)
    {
        TimeSpan? earliest = null;
        foreach (var time in times)
            if (time is not null && (earliest is null || time < earliest)) earliest = time;
        return earliest;
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
