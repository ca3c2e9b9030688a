using System.Reflection;
using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Edge.Health;
using Traceability.Edge.Journal;
using Traceability.Edge.Lights;
using Traceability.Edge.Replay;
using Traceability.Edge.Screen;
using Traceability.Edge.Stations;
using Traceability.Edge.Uplink;
using Traceability.Epcis;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge;

/// <summary>Where a gateway is and what it talks to.</summary>
public sealed record GatewayOptions
{
    public required PlantModel Plant { get; init; }
    public required string Gateway { get; init; }
    public required string DataFolder { get; init; }
    public required string BrokerHost { get; init; }
    public required int BrokerPort { get; init; }
    public MqttTls? BrokerTls { get; init; }

    /// <summary>The kind of journal, and of link to the broker; auto is the first in this build.</summary>
    public string Journal { get; init; } = "auto";
    public string Mqtt { get; init; } = "auto";

    /// <summary>The plant file's bytes, where the gateway takes its configuration from the cloud; null where it runs with a file of its own.</summary>
    public byte[]? CloudConfig { get; init; }

    /// <summary>The replay's socket; null is a gateway on real time.</summary>
    public string? ReplaySocket { get; init; }
}

/// <summary>
/// One gateway put together in the order of the data's way: readers, the stations' loop over the journal, the uplink.
/// Everything that reads or changes the stations' state passes one gate, frame by frame and batch by batch.
/// </summary>
public sealed partial class Gateway : IReplayedGateway, IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookPatience = TimeSpan.FromMilliseconds(200);

    private readonly GatewayOptions _options;
    private readonly IJournal _journal;
    private readonly StationLoop _loop;
    private readonly Lock _gate = new();
    private readonly Freshness _freshness;
    private readonly Topics _topics;
    private readonly ReplayLink? _replay;
    private readonly Lease _lease = new(TimeProvider.System);
    private readonly Dictionary<string, StationLight> _lights;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stopping;

    public Gateway(GatewayOptions options, ILogger log)
    {
        (_options, _log) = (options, log);
        var replayClock = options.ReplaySocket is null ? null : new ReplayClock();
        Clock = replayClock ?? TimeProvider.System;
        var replayed = new TraceClock("replay", 0, null, null);
        _journal = Journals.Open(options.Journal, options.DataFolder, options.Gateway, TimeProvider.System, s => log.LogWarning("gateway {Gateway}: {Change}", options.Gateway, s));
        // Peers are heard in real time, whatever the stations' clock is.
        (_freshness, _topics) = (new Freshness(options.Plant, options.Gateway, TimeProvider.System, isReplay: replayClock is not null), new Topics(options.Plant.Code));
        _loop = new StationLoop(options.Plant, options.Gateway, _journal, replayClock is null ? KernelClock.Read : () => replayed, AfterRefusedWrite, _freshness);
        var stations = options.Plant.Stations.Values.Where(s => s.Gateway == options.Gateway).ToList();
        Lights = new LightBoard(stations.Select(s => s.Id), Clock);
        // What lamps show runs on real time, whatever the stations' clock is.
        _lights = stations.ToDictionary(s => s.Id, _ => new StationLight(_lease, TimeProvider.System), StringComparer.Ordinal);
        Towers = stations.SelectMany(s => s.Towers.Select(t => (Station: s.Id, Tower: t, Driver: TowerDrivers.Open(s.Id, t, options.DataFolder))))
            .Where(t => t.Driver is not null).Select(t => new TowerLoop(t.Station, t.Tower, t.Driver!, _lights[t.Station], TimeProvider.System)).ToList();
        Screens = stations.ToDictionary(s => s.Id, s => new StationScreen(s, Clock, Lights.Changes), StringComparer.Ordinal);
        Readers = stations.SelectMany(s => s.Readers.Select(r => Devices.Readers.Open(s, replayClock is null ? r : Emulators.Wired(r), options.DataFolder, Clock))).ToList();
        Eyes = replayClock is not null ? [] : stations.SelectMany(s => s.Readers.Select(r => Devices.Readers.OpenEye(s, r, Clock)).OfType<IReader>()).ToList();
        Config = ConfigOf(options);
        Uplink = new UplinkLoop(
            new UplinkOptions { Plant = options.Plant.Code, Gateway = options.Gateway, Host = options.BrokerHost, Port = options.BrokerPort, Tls = options.BrokerTls, Version = Version, FirstDelay = TimeSpan.FromMilliseconds(100), MaxDelay = options.ReplaySocket is null ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(1), Heartbeat = Freshness.Heartbeat(options.Plant), Config = () => (options.Plant.Revision, Config?.Refusal), Connect = Links.All[Links.All.Choose(options.Mqtt)] },
            _journal, new UplinkHandlers { PeerBatch = ApplyPeer, PeerNext = PeerNext, PeerHeard = HearPeer, SessionLost = LoseSession, Other = TakeFromCloud }, TimeProvider.System, log);
        if (replayClock is not null) _replay = new ReplayLink(options.ReplaySocket!, replayClock, this);
    }

    public static string Version { get; } = typeof(Gateway).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public string Code => _options.Gateway;
    public PlantModel Plant => _options.Plant;
    public TimeProvider Clock { get; }
    public LightBoard Lights { get; }
    public IReadOnlyList<IReader> Readers { get; }

    /// <summary>Photo-eyes wired to this machine; what they see is a read of their portal.</summary>
    public IReadOnlyList<IReader> Eyes { get; }
    public IReadOnlyDictionary<string, StationScreen> Screens { get; }
    public IReadOnlyList<TowerLoop> Towers { get; }
    public UplinkLoop Uplink { get; }

    /// <summary>Of the loop through which every read goes: it stands still when the loop, the journal, the gate or the thread pool does.</summary>
    public Pulse Pulse { get; } = new(TimeProvider.System);

    public Inventory.Inventory Directory => _loop.Directory;
    public long UnreadableFromPeers => _loop.UnreadableFromPeers;

    /// <summary>Runs until stopped. An exception is a broken world (disk, journal): the process ends and is started again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _stopping = ending.Token;
        var frames = Channel.CreateBounded<Frame>(64);
        var tasks = Readers.Select(r => r.RunAsync(frames.Writer, ending.Token)).ToList();
        tasks.AddRange(Eyes.Select(e => e.RunAsync(frames.Writer, ending.Token)));
        tasks.AddRange(Screens.Values.Select(s => s.Reader.RunAsync(frames.Writer, ending.Token)));
        tasks.AddRange(Towers.Select(t => t.RunAsync(ending.Token)));
        tasks.Add(new BoardLoop(_lights, Lights, () => Uplink.PublishLights(Lights.Payload()), TimeProvider.System).RunAsync(ending.Token));
        tasks.Add(Uplink.RunAsync(ending.Token));
        tasks.Add(TakeAsync(frames.Reader, ending.Token));
        tasks.Add(_ended.Task);
        if (_replay is not null) tasks.Add(ReplayAsync(ending.Token));
        var first = await Task.WhenAny(tasks);
        await ending.CancelAsync();
        _ended.TrySetResult();
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || !first.IsFaulted)
        {
            // Asked to stop.
        }
        // Whoever saw his scanner beep before the gateway ends for its new configuration finds his read taken.
        if (Config?.Next is not null)
            while (frames.Reader.TryRead(out var frame)) Take(frame);
    }

    // Every half second, read or no read, a full round is proved: all that waited is taken, nothing is being written.
    private async Task TakeAsync(ChannelReader<Frame> frames, CancellationToken stop)
    {
        using var beat = new PeriodicTimer(Lease.Renewal);
        Task<bool> tick = beat.WaitForNextTickAsync(stop).AsTask(), more = frames.WaitToReadAsync(stop).AsTask();
        while (true)
        {
            while (frames.TryRead(out var frame))
                if (frame.Reader == ScreenContext.Reader || _replay?.Admits(frame) != false) Take(frame);
            Pass();
            Pulse.Beat();
            if (more.IsCompleted) more = frames.WaitToReadAsync(stop).AsTask();
            await await Task.WhenAny(more, tick);
            if (tick.IsCompleted) tick = beat.WaitForNextTickAsync(stop).AsTask();
        }
    }

    private void Take(Frame frame)
    {
        long n;
        lock (_gate)
        {
            var before = _journal.Last;
            var light = _loop.Take(frame, _lights[frame.Station]);
            _lease.Prove();
            Pulse.Beat();
            n = _loop.LastRead($"{frame.Station}.{frame.Reader}");
            var events = Enumerable.Range(1, (int)(_journal.Last - before)).Select(i => EventIdentity.Of(Code, _journal.Epoch, before + i)).ToList();
            Screens[frame.Station].Took(frame, n, light, events);
        }
        Uplink.Wake();
        // What a person does at the screen is no read of the replay, which goes on awaiting its own.
        if (frame.Reader != ScreenContext.Reader) _replay?.Took(n);
    }

    // In a replay time alone does nothing between two reads: the same recording must lead to the same events.
    private void Pass()
    {
        lock (_gate)
        {
            if (_replay is null)
                foreach (var station in _options.Plant.Stations.Values)
                    if (station.Gateway == Code && _loop.Pass(station, Clock.GetUtcNow(), _lights[station.Id])) Uplink.Wake();
            _lease.Prove();
        }
    }

    /// <summary>A look at the stations between two reads. Null while the disk holds the loop: whoever shows something must not wait for it.</summary>
    public T? Look<T>(Func<StationLoop, T?> look) where T : class
    {
        if (!_gate.TryEnter(LookPatience)) return null;
        try
        {
            return look(_loop);
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>When the oldest event that the cloud has not committed was made; null where it has them all.</summary>
    public DateTimeOffset? OldestWaiting() =>
        _journal.Delivered < _journal.Last && _journal.Read(_journal.Delivered + 1, 1, BatchCodec.MaxPayloadBytes) is { } batch ? EventReader.Read(batch.Records[0]).EventTime : null;

    // False ends the wait and the process; until then the write stays first in line and the lights say that nothing is allowed.
    private bool AfterRefusedWrite(Exception e)
    {
        Pulse.Beat();
        _log.LogError("gateway {Gateway}: the journal refuses a write, it is tried again: {Reason}", Code, e.Message);
        return !_stopping.WaitHandle.WaitOne(RetryDelay);
    }

    // The replay is told hello only when every device can take its reads: what is sent before would be lost.
    private async Task ReplayAsync(CancellationToken stop)
    {
        while (Readers.Any(r => r.Status.State != DeviceState.Ready)) await Task.Delay(5, stop);
        await _replay!.RunAsync(stop);
    }

    private Task<PeerAnswer> ApplyPeer(string gateway, Batch batch)
    {
        lock (_gate) return Task.FromResult(_loop.ApplyPeer(gateway, batch));
    }

    private long PeerNext(string gateway, string epoch)
    {
        lock (_gate) return _loop.Next(gateway, epoch);
    }

    private void HearPeer(string gateway, string epoch, long last, bool isGap)
    {
        lock (_gate) _freshness.Heard(gateway, epoch, last, _loop.Next(gateway, epoch) - 1, isGap);
    }

    private void LoseSession()
    {
        lock (_gate) _freshness.SessionLost();
    }

    // Faces and holds. Read outside the gate: the stations need not wait for the parsing.
    private Task TakeFromCloud(MqttMessage message)
    {
        if (message.Topic == _topics.Of(Code, "config")) TakeConfig(message);
        else if (message.Topic == _topics.Holds)
        {
            var list = FaceCodec.DecodeHolds(message.Payload.Span);
            lock (_gate) Say(message.Topic, _loop.Take(list));
        }
        else if (_topics.LocationOf(message.Topic) is { } location)
        {
            var snapshot = FaceCodec.DecodeFace(message.Payload.Span);
            lock (_gate) Say(message.Topic, _loop.Take(location, snapshot));
        }
        return Task.CompletedTask;
    }

    private void Say(string topic, string? refused)
    {
        if (refused is not null) _log.LogInformation("gateway {Gateway}: {Topic} changes nothing: {Reason}", Code, topic, refused);
    }

    long IReplayedGateway.LastNumber => _journal.Last;

    IReadOnlyDictionary<string, long> IReplayedGateway.ReadNumbers
    {
        get
        {
            lock (_gate) return Readers.ToDictionary(r => $"{r.Station}.{r.Id}", r => _loop.LastRead($"{r.Station}.{r.Id}"), StringComparer.Ordinal);
        }
    }

    bool IReplayedGateway.HasApplied(string gateway, long number)
    {
        lock (_gate) return _loop.Applied(gateway) >= number;
    }

    bool IReplayedGateway.IsMarked => _journal.Delivered >= _journal.Last;

    public void Dispose() => _journal.Dispose();
}
