using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;

namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>Gateways, a real broker, forwarders, the real Event Hubs client on both sides of a hub, and the store: with the hub killed in between.</summary>
public sealed class EventHubWayTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrokerFact]
    public async Task A_hub_that_dies_and_a_store_from_a_backup_cost_no_event_and_double_none()
    {
        using var broker = new Broker().Start();
        using var hub = new TestHub(3).Start();
        await using var filled = EventHubLogTests.Open(hub);
        await using var read = EventHubLogTests.Open(hub);
        using var store = SqliteStore.Open(_folder["store.db"], TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var options = new IngestOptions { Plant = "T", Host = "127.0.0.1", Port = broker.Port, EventsFromLog = true, FirstDelay = TimeSpan.FromMilliseconds(20) };
        var ingest = new IngestLoop(options, store, new GatewayStates(TimeProvider.System), TimeProvider.System);
        Task[] running = [ingest.RunAsync(stop.Token), Reader(read, store, ingest).RunAsync(stop.Token),
            ForwardTests.Forwarder(broker, filled, "forward-1").RunAsync(stop.Token), ForwardTests.Forwarder(broker, filled, "forward-2").RunAsync(stop.Token)];
        await using (var first = new TestGateway("G1", broker.Port, stallDelay: TimeSpan.FromSeconds(2)).Start())
        await using (var second = new TestGateway("G2", broker.Port, stallDelay: TimeSpan.FromSeconds(2)).Start())
        {
            first.Scan(300);
            second.Scan(200);
            await Eventually.TrueAsync(() => store.LastCommit > 0, "the first events are in the store");
            hub.Kill();
            first.Scan(50);
            second.Scan(50);
            await Task.Delay(300);
            hub.Start();
            await first.DeliveredAsync();
            await second.DeliveredAsync();
        }
        await stop.CancelAsync();
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(30));
        Whole(store);

        // The store comes from a backup, as it were: every partition is read again from an older position.
        var identity = await read.IdentityAsync(default);
        foreach (var id in hub.Entries.Ids)
            if (store.Position(identity, id) is { } position) store.Append([], [], position with { Sequence = position.Sequence / 2 - 1 });
        using var again = new CancellationTokenSource();
        var reading = Reader(read, store, ingest).RunAsync(again.Token);
        await Eventually.TrueAsync(() => hub.Entries.Ids.All(id => (store.Position(identity, id)?.Sequence ?? -1) == Last(hub, id)), "all is read again");
        await again.CancelAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(10));
        Whole(store);
    }

    private static LogLoop Reader(IEventLog log, SqliteStore store, IngestLoop ingest) =>
        new(new LogOptions { Plant = "T", MaxDelay = TimeSpan.FromMilliseconds(500) }, log, store, ingest.Tell, TimeProvider.System);

    private static long Last(TestHub hub, string id) => hub.Entries.Look(Array.IndexOf(hub.Entries.Ids, id)) is var (first, entries) ? first + entries.Count - 1 : -1;

    private static void Whole(SqliteStore store)
    {
        var events = store.ReadAfter(0).Select(e => (e.Gateway, e.Number)).ToList();
        Assert.Equal(600, events.Count);
        Assert.Equal(600, events.Distinct().Count());
        Assert.Empty(store.Conflicts(1));
        Assert.Empty(store.Quarantined(1));
    }
}
