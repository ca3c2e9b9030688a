using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Messaging;

namespace Traceability.Tests.Delivery;

/// <summary>Gateways, a real broker, forwarders, a log, and the ingest that reads it: the whole way with the log between.</summary>
public sealed class ForwardTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrokerFact]
    public async Task Through_the_log_everything_arrives_once_and_the_marks_come_back()
    {
        using var broker = new Broker().Start();
        var log = new TestLog(4);
        using var stop = new CancellationTokenSource();
        using var store = SqliteStore.Open(_folder["store.db"], TimeProvider.System);
        var options = new IngestOptions { Plant = "T", Host = "127.0.0.1", Port = broker.Port, EventsFromLog = true, FirstDelay = TimeSpan.FromMilliseconds(20) };
        var ingest = new IngestLoop(options, store, new GatewayStates(TimeProvider.System), TimeProvider.System);
        var reader = new LogLoop(new LogOptions { Plant = "T" }, log, store, ingest.Tell, TimeProvider.System);
        Task[] running = [ingest.RunAsync(stop.Token), reader.RunAsync(stop.Token),
            Forwarder(broker, log, "forward-1").RunAsync(stop.Token), Forwarder(broker, log, "forward-2").RunAsync(stop.Token)];
        await using (var first = new TestGateway("G1", broker.Port, stallDelay: TimeSpan.FromMilliseconds(500)).Start())
        await using (var second = new TestGateway("G2", broker.Port, stallDelay: TimeSpan.FromMilliseconds(500)).Start())
        {
            first.Scan(300);
            second.Scan(200);
            await first.DeliveredAsync();
            await second.DeliveredAsync();
            // The log is full for a while: nothing is acknowledged, the broker keeps it and delivers again.
            log.Refuses = _ => true;
            first.Scan(50);
            await Task.Delay(300);
            Assert.Equal(500, store.LastCommit);
            log.Refuses = _ => false;
            await first.DeliveredAsync();
            Assert.Equal(550, store.LastCommit);
        }
        await stop.CancelAsync();
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(550, store.ReadAfter(0).Select(e => (e.Gateway, e.Number)).Distinct().Count());
        Assert.Empty(store.Conflicts(1));
        Assert.Empty(store.Quarantined(1));
    }

    internal static ForwardLoop Forwarder(Broker broker, IEventLog log, string name) => new(new ForwardOptions
    {
        Plant = "T",
        Connect = Links.Default,
        Broker = new MqttOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = $"lt.T.{name}" },
        FirstDelay = TimeSpan.FromMilliseconds(20),
        MaxDelay = TimeSpan.FromMilliseconds(100),
        Seed = name.Length,
    }, log, TimeProvider.System);
}
