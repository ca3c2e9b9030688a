using System.Text;
using Traceability.Cloud.Ingest;
using Traceability.Edge.Journal;
using Traceability.Messaging;
using Traceability.Messaging.Mosquitto;

namespace Traceability.Tests.Delivery;

/// <summary>The whole chain over a real broker: journal, uplink, broker, ingest, store, mark, and back.</summary>
public sealed class DeliveryTests
{
    [BrokerFact]
    public async Task An_event_reaches_the_store_and_its_mark_comes_back()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(100);
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
        Assert.Equal(cloud.Numbers("G1").Order(), cloud.Numbers("G1"));
        // What the store keeps is what was journaled, byte for byte.
        var id = Traceability.Epcis.EventIdentity.Of("G1", gateway.Journal.Epoch, 7);
        Assert.Equal(gateway.Journal.Read(7, 1, 1)!.Records[0].ToArray(), cloud.Store.ReadBytes(id));
    }

    [BrokerFact]
    public async Task A_gateway_without_broker_queues_and_catches_up()
    {
        using var broker = new Broker();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(200);
        await Eventually.TrueAsync(() => gateway.Uplink.Status.Text.Contains("No broker", StringComparison.Ordinal), "the gateway says that there is no broker");
        Assert.Equal(0, gateway.Journal.Delivered);
        broker.Start();
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
    }

    /// <summary>The broker acknowledged and then forgot everything: sessions, queued messages, retained marks.</summary>
    [BrokerFact]
    public async Task A_broker_that_forgets_everything_loses_nothing()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(20);
        await gateway.DeliveredAsync();
        await cloud.StopAsync();
        gateway.Scan(50);
        await Eventually.TrueAsync(() => gateway.Uplink.Status.Sent == 70, "the broker has acknowledged all");
        broker.Kill();
        broker.Start();
        cloud.Start();
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
    }

    /// <summary>What was published before the cloud ever subscribed went nowhere, though the broker acknowledged it.</summary>
    [BrokerFact]
    public async Task A_cloud_that_comes_late_gets_everything()
    {
        using var broker = new Broker().Start();
        await using var gateway = new TestGateway("G1", broker.Port, stallDelay: TimeSpan.FromMinutes(5)).Start();
        gateway.Scan(30);
        await Eventually.TrueAsync(() => gateway.Uplink.Status.Sent == 30, "the broker has acknowledged all");
        await using var cloud = new TestCloud(broker.Port).Start();
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
    }

    [BrokerFact]
    public async Task A_restarted_cloud_goes_on_where_it_was()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(30);
        await gateway.DeliveredAsync();
        await cloud.StopAsync();
        gateway.Scan(30);
        cloud.Start();
        await gateway.DeliveredAsync();
        await cloud.RestartAsync();
        gateway.Scan(5);
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
    }

    [BrokerFact]
    public async Task A_restarted_gateway_goes_on_where_it_was()
    {
        using var broker = new Broker().Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(40);
        await gateway.RestartAsync();
        gateway.Scan(10);
        await using var cloud = new TestCloud(broker.Port).Start();
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
    }

    /// <summary>The store was lost and made anew: its marks are lower, and the gateway sends again what it still has.</summary>
    [BrokerFact]
    public async Task A_new_incarnation_gets_everything_again()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(150);
        await gateway.DeliveredAsync();
        await cloud.RestartAsync(emptyStore: true);
        await Eventually.TrueAsync(() => cloud.Store.LastCommit == 150, "the new store has everything");
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
    }

    [BrokerFact]
    public async Task What_the_broker_lost_silently_is_sent_again_while_the_cloud_is_online()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port, stallDelay: TimeSpan.FromMilliseconds(200));
        // Another client with the cloud's id swallows what comes in between.
        await cloud.StopAsync();
        await using (await MosquittoLink.ConnectAsync(Client(broker, "lt.T.cloud"), _ => Task.CompletedTask, default))
        {
            gateway.Start();
            gateway.Scan(25);
            await Eventually.TrueAsync(() => gateway.Uplink.Status.Sent == 25, "the broker has acknowledged all");
        }
        cloud.Start();
        await gateway.DeliveredAsync();
        AssertOnce(cloud, gateway);
    }

    [BrokerFact]
    public async Task A_gap_at_the_cloud_is_asked_for()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port, stallDelay: TimeSpan.FromMinutes(5));
        for (var n = 1; n <= 10; n++) gateway.Journal.Commit(new JournalWrite { Records = [Events.Of("G1", gateway.Journal.Epoch, n)] });
        gateway.Journal.Acknowledge(new string('0', 32), 6);
        // The mark is of another store, so only 7 to 10 are sent first; the cloud misses 1 to 6.
        gateway.Start();
        await Eventually.TrueAsync(() => cloud.Store.LastCommit == 10, "the cloud has all ten");
        await gateway.DeliveredAsync();
        Assert.Equal(10, cloud.Numbers("G1").Distinct().Count());
    }

    [BrokerFact]
    public async Task Poison_is_quarantined_and_blocks_nothing()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var stranger = await MosquittoLink.ConnectAsync(Client(broker, "stranger"), _ => Task.CompletedTask, default);
        await Eventually.TrueAsync(() => cloud.Ingest!.Status.Connected, "the cloud listens");
        var zeros = new string('0', 64);
        string[] poison =
        [
            "", "no json", "{}", $$"""{"epoch":"G","from":1,"previous":"{{zeros}}","records":[{}]}""", new string(' ', BatchCodec.MaxPayloadBytes + 1),
            $$"""{"epoch":"{{zeros[..32]}}","from":-1,"previous":"{{zeros}}","records":[{}]}""",
        ];
        foreach (var payload in poison) await stranger.PublishAsync(new MqttMessage("lt/1/T/gateway/G9/events", Encoding.UTF8.GetBytes(payload)));
        await stranger.PublishAsync(new MqttMessage("lt/1/T/gateway/G9/state", "[]"u8.ToArray()));
        await stranger.PublishAsync(new MqttMessage("lt/1/T/gateway/G9/lights", "{\"S\":7}"u8.ToArray()));
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(3);
        gateway.Journal.Commit(new JournalWrite { Records = ["{\"no\":\"event\"}"u8.ToArray()] });
        gateway.Scan(3);
        await gateway.DeliveredAsync();
        Assert.Equal([1, 2, 3, 5, 6, 7], cloud.Numbers("G1"));
        var quarantined = cloud.Store.Quarantined(100);
        Assert.Equal(poison.Length + 3, quarantined.Count);
        Assert.Contains(quarantined, q => q.Gateway == "G1" && q.Number == 4 && q.Reason.Contains("type", StringComparison.Ordinal));
        Assert.All(quarantined, q => Assert.NotEmpty(q.Reason));
    }

    [BrokerFact]
    public async Task Births_wills_and_lights_are_seen_by_the_cloud()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        var gateway = new TestGateway("G1", broker.Port).Start();
        await Eventually.TrueAsync(() => cloud.States.All() is [{ Online: true }], "the gateway is online");
        using var stop = new CancellationTokenSource();
        var changes = new List<LightChange>();
        var watching = WatchAsync(cloud.States, changes, stop.Token);
        for (var i = 0; i <= 500; i++)
            gateway.Uplink.PublishLights(Lights(i == 500 ? "red" : "green", i));
        await Eventually.TrueAsync(() => { lock (changes) return changes.Count > 0 && changes[^1].Light is { Pattern: "red", Reason: "500" }; }, "the newest light has come");
        lock (changes) Assert.InRange(changes.Count, 1, 20);
        await gateway.DisposeAsync();
        await Eventually.TrueAsync(() => cloud.States.All() is [{ Online: false }], "the will says that the gateway is gone");
        await stop.CancelAsync();
        await watching;
    }

    /// <summary>A figure, not a test of speed: from the commit in the journal to the cloud's mark, in batches of one.</summary>
    [BrokerFact]
    public async Task Events_of_one_a_batch_arrive_at_some_rate()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(50);
        await gateway.DeliveredAsync();
        var alone = new List<double>();
        for (var i = 0; i < 200; i++)
        {
            var one = System.Diagnostics.Stopwatch.StartNew();
            gateway.Scan(1);
            while (gateway.Journal.Delivered < gateway.Journal.Last) await Task.Delay(1);
            alone.Add(one.Elapsed.TotalMilliseconds);
        }
        alone.Sort();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        gateway.Scan(3000);
        var committed = 3000 / watch.Elapsed.TotalSeconds;
        await gateway.DeliveredAsync();
        var rate = 3000 / watch.Elapsed.TotalSeconds;
        Console.WriteLine($"Commit to mark, one at a time: p50 {alone[100]:F1} ms, p99 {alone[198]:F1} ms; 3000 commits of one event in a row: {committed:F0}/s into the journal, {rate:F0}/s to the mark.");
        AssertOnce(cloud, gateway);
    }

    /// <summary>
    /// Each number once. Not in order: a cloud that subscribes after a gateway has begun to send again stores the rest first and what it
    /// missed after that.
    /// </summary>
    internal static void AssertOnce(TestCloud cloud, TestGateway gateway)
    {
        Assert.Equal(Enumerable.Range(1, (int)gateway.Journal.Last).Select(n => (long)n), cloud.Numbers(gateway.Code).Order());
        Assert.Empty(cloud.Store.Conflicts(10));
        Assert.Empty(cloud.Store.Quarantined(10));
    }

    internal static MqttOptions Client(Broker broker, string id) => new() { Host = "127.0.0.1", Port = broker.Port, ClientId = id };

    private static byte[] Lights(string pattern, int reason) =>
        Encoding.UTF8.GetBytes("{\"S1\":{\"pattern\":\"" + pattern + "\",\"reason\":\"" + reason + "\",\"since\":\"2026-01-01T06:00:00Z\"}}");

    private static async Task WatchAsync(GatewayStates states, List<LightChange> changes, CancellationToken stop)
    {
        try
        {
            await foreach (var change in states.Watch(stop))
                lock (changes) changes.Add(change);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
