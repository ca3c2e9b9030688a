using System.Text;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Edge.Journal;
using Traceability.Edge.Uplink;
using Traceability.Epcis;
using Traceability.Messaging;

namespace Traceability.Tests.Delivery;

/// <summary>A gateway of a test: a journal and its running uplink, started and stopped as the test wants.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port;
    private readonly UplinkHandlers _handlers;
    private readonly TimeSpan _stallDelay;
    private readonly MqttTls? _tls;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public TestGateway(string code, int port, UplinkHandlers? handlers = null, TimeSpan? stallDelay = null, MqttTls? tls = null)
    {
        (Code, _port, _handlers, _stallDelay, _tls) = (code, port, handlers ?? new UplinkHandlers(), stallDelay ?? TimeSpan.FromSeconds(5), tls);
        (Journal, Uplink) = Open();
    }

    public string Code { get; }
    public IJournal Journal { get; private set; }
    public UplinkLoop Uplink { get; private set; }

    public TestGateway Start()
    {
        _stop = new CancellationTokenSource();
        _running = Uplink.RunAsync(_stop.Token);
        return this;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>As a new process would begin: journal and uplink from the disk.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Journal.Dispose();
        (Journal, Uplink) = Open();
        Start();
    }

    /// <summary>Journals so many events, one commit each.</summary>
    public void Scan(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Journal.Commit(new JournalWrite { Records = [Events.Of(Code, Journal.Epoch, Journal.Last + 1)] });
            Uplink.Wake();
        }
    }

    public Task DeliveredAsync() => Eventually.TrueAsync(() => Journal.Delivered == Journal.Last, $"{Code} has everything delivered ({Uplink.Status})");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Journal.Dispose();
        _folder.Dispose();
    }

    private (IJournal, UplinkLoop) Open()
    {
        var journal = Journals.Default.Open(_folder["journal.db"], TimeProvider.System);
        var options = new UplinkOptions
        {
            Plant = "T",
            Gateway = Code,
            Host = "127.0.0.1",
            Port = _port,
            Tls = _tls,
            Seed = 1,
            StallDelay = _stallDelay,
            FirstDelay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(200),
        };
        return (journal, new UplinkLoop(options, journal, _handlers, TimeProvider.System));
    }
}

/// <summary>The cloud's side of a test: a store and its running ingest.</summary>
public sealed class TestCloud : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private readonly MqttTls? _tls;
    private int _stores = 1;

    public TestCloud(int port, MqttTls? tls = null)
    {
        (_port, _tls) = (port, tls);
        Store = Open();
    }

    public SqliteStore Store { get; private set; }
    public GatewayStates States { get; private set; } = new(TimeProvider.System);
    public IngestLoop? Ingest { get; private set; }

    public TestCloud Start()
    {
        _stop = new CancellationTokenSource();
        States = new GatewayStates(TimeProvider.System);
        Ingest = new IngestLoop(new IngestOptions
        {
            Plant = "T",
            Host = "127.0.0.1",
            Port = _port,
            Tls = _tls,
            Seed = 2,
            FirstDelay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(200),
        }, Store, States, TimeProvider.System);
        _running = Ingest.RunAsync(_stop.Token);
        return this;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    public async Task RestartAsync(bool emptyStore = false)
    {
        await StopAsync();
        Store.Dispose();
        if (emptyStore) _stores++;
        Store = Open();
        Start();
    }

    /// <summary>The committed numbers of a gateway, in the order of their commits.</summary>
    public List<long> Numbers(string gateway) => [.. Store.ReadAfter(0).Where(e => e.Gateway == gateway).Select(e => e.Number!.Value)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        Store.Dispose();
        _folder.Dispose();
    }

    private SqliteStore Open() => SqliteStore.Open(_folder[$"store-{_stores}.db"], TimeProvider.System);
}

/// <summary>Small readable events.</summary>
public static class Events
{
    public static byte[] Of(string gateway, string epoch, long number, string step = "storing") => EventWriter.Write(new EpcisEvent
    {
        Type = EventType.ObjectEvent,
        EventId = EventIdentity.Of(gateway, epoch, number),
        EventTime = new DateTimeOffset(2026, 1, 1, 6, 0, 0, TimeSpan.Zero).AddSeconds(number),
        Action = EventAction.OBSERVE,
        BizStep = step,
        EpcList = [],
        Trace = new TraceFields { Gateway = gateway, Station = "S1" },
    });

    public static byte[] Text(string json) => Encoding.UTF8.GetBytes(json);

    /// <summary>The batch of a whole stream from a number on, chained from the start.</summary>
    public static Batch Batch(string epoch, IReadOnlyList<byte[]> stream, long from, int count)
    {
        var previous = Chain.Start();
        for (var i = 0; i < from - 1; i++) previous = Chain.Next(previous, stream[i]);
        return new Batch(epoch, from, previous, [.. stream.Skip((int)from - 1).Take(count).Select(r => (ReadOnlyMemory<byte>)r)]);
    }
}
