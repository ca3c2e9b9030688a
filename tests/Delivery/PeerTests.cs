using System.Collections.Concurrent;
using Traceability.Edge.Uplink;
using Traceability.Messaging;
using Traceability.Messaging.Mosquitto;

namespace Traceability.Tests.Delivery;

/// <summary>Gateways among themselves: each gets the others' streams whole and in order, asks for what it missed, and never hears itself.</summary>
public sealed class PeerTests
{
    [BrokerFact]
    public async Task A_peer_gets_the_stream_in_order()
    {
        using var broker = new Broker().Start();
        var follower = new Follower();
        await using var second = new TestGateway("G2", broker.Port, follower.Handlers).Start();
        await Eventually.TrueAsync(() => second.Uplink.Status.Connected, "the follower listens");
        await using var first = new TestGateway("G1", broker.Port).Start();
        second.Scan(5);
        first.Scan(100);
        await follower.HasAsync("G1", 100);
        Assert.DoesNotContain("G2", follower.Next.Keys.Select(k => k.Gateway));
    }

    /// <summary>A gateway that comes later, without a session at the broker, finds from the births what it lacks and asks for it.</summary>
    [BrokerFact]
    public async Task A_new_peer_catches_up_from_the_start()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var first = new TestGateway("G1", broker.Port).Start();
        first.Scan(200);
        await first.DeliveredAsync();
        await first.RestartAsync();
        var follower = new Follower();
        await using var second = new TestGateway("G2", broker.Port, follower.Handlers).Start();
        await follower.HasAsync("G1", 200);
        DeliveryTests.AssertOnce(cloud, first);
    }

    [BrokerFact]
    public async Task A_gap_is_asked_for_once_and_filled()
    {
        using var broker = new Broker().Start();
        var wants = new ConcurrentQueue<Want>();
        await using var listener = await MosquittoLink.ConnectAsync(DeliveryTests.Client(broker, "listener"), m => { wants.Enqueue(MarkCodec.DecodeWant(m.Payload.Span)); return Task.CompletedTask; }, default);
        await listener.SubscribeAsync(new MqttFilter("lt/1/T/gateway/+/want"));
        var follower = new Follower();
        await using var second = new TestGateway("G2", broker.Port, follower.Handlers).Start();
        await Eventually.TrueAsync(() => second.Uplink.Status.Connected, "the follower listens");
        await using var first = new TestGateway("G1", broker.Port);
        for (var n = 1; n <= 20; n++) first.Scan(1);
        first.Journal.Acknowledge(new string('0', 32), 15);
        // 16 to 20 go out first: the follower lacks 1 to 15.
        await first.RestartAsync();
        await follower.HasAsync("G1", 20);
        Assert.Equal(new Want("G1", first.Journal.Epoch, 1), Assert.Single(wants));
    }

    /// <summary>A called side that fails gets the message again: nothing is lost between the broker and a directory that could not be written.</summary>
    [BrokerFact]
    public async Task A_failing_directory_gets_the_batch_again()
    {
        using var broker = new Broker().Start();
        var follower = new Follower { FailOnce = true };
        await using var second = new TestGateway("G2", broker.Port, follower.Handlers).Start();
        await Eventually.TrueAsync(() => second.Uplink.Status.Connected, "the follower listens");
        await using var first = new TestGateway("G1", broker.Port).Start();
        first.Scan(10);
        await follower.HasAsync("G1", 10);
        Assert.False(follower.FailOnce);
    }

    /// <summary>A directory's cursor per peer and epoch, as the stations keep it.</summary>
    private sealed class Follower
    {
        public ConcurrentDictionary<(string Gateway, string Epoch), long> Next { get; } = new();

        public bool FailOnce { get; set; }

        public UplinkHandlers Handlers => new() { PeerBatch = TakeAsync, PeerNext = (gateway, epoch) => Next.GetValueOrDefault((gateway, epoch), 1) };

        public Task HasAsync(string gateway, long last) =>
            Eventually.TrueAsync(() => Next.Any(n => n.Key.Gateway == gateway && n.Value == last + 1), $"the follower has {last} of {gateway}");

        private async Task<PeerAnswer> TakeAsync(string gateway, Batch batch)
        {
            await Task.Yield();
            if (FailOnce)
            {
                FailOnce = false;
                throw new IOException("disk full");
            }
            var next = Next.GetValueOrDefault((gateway, batch.Epoch), 1);
            if (batch.From > next) return PeerAnswer.Gap(next);
            if (batch.Last < next) return PeerAnswer.Duplicate;
            Next[(gateway, batch.Epoch)] = batch.Last + 1;
            return PeerAnswer.Applied;
        }
    }
}
