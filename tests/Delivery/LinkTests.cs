using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Traceability.Messaging;

namespace Traceability.Tests.Delivery;

/// <summary>What a link promises, asked of every kind in this build against a real broker.</summary>
public sealed class LinkTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Kinds => [.. Links.All.Names];

    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task No_broker_is_a_sentence(string kind)
    {
        var port = Broker.FreePort();
        var e = await Assert.ThrowsAsync<MqttException>(() => ConnectAsync(kind, port, "a", _ => Task.CompletedTask));
        Assert.Contains($"No broker at 127.0.0.1:{port}", e.Message, StringComparison.Ordinal);
    }

    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task A_mute_broker_is_given_up(string kind)
    {
        using var mute = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        mute.Start();
        var options = Options(((System.Net.IPEndPoint)mute.LocalEndpoint).Port, "a") with { ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        var e = await Assert.ThrowsAsync<MqttException>(() => Links.All[kind](options, _ => Task.CompletedTask, default));
        Assert.Contains("gave no answer", e.Message, StringComparison.Ordinal);
    }

    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task An_open_network_is_refused_without_tls(string kind)
    {
        var e = await Assert.ThrowsAsync<MqttException>(() => Links.All[kind](Options(1883, "a") with { Host = "192.0.2.1" }, _ => Task.CompletedTask, default));
        Assert.Contains("without TLS", e.Message, StringComparison.Ordinal);
    }

    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task Thousands_of_messages_keep_their_order(string kind)
    {
        using var broker = new Broker().Start();
        var got = new ConcurrentQueue<int>();
        await using var to = await ConnectAsync(kind, broker.Port, "to", m => { got.Enqueue(Number(m)); return Task.CompletedTask; });
        await to.SubscribeAsync(new MqttFilter("t"));
        await using var from = await ConnectAsync(kind, broker.Port, "from", _ => Task.CompletedTask);
        var published = new List<Task>();
        for (var i = 0; i < 3000; i++)
        {
            published.Add(from.PublishAsync(Message(i)));
            if (published.Count % 500 == 0) await Task.WhenAll(published).WaitAsync(Limit);
        }
        await Task.WhenAll(published).WaitAsync(Limit);
        await Eventually.TrueAsync(() => got.Count == 3000, "all have come");
        Assert.Equal(Enumerable.Range(0, 3000), got);
    }

    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task What_is_not_dealt_with_comes_again_in_order(string kind)
    {
        using var broker = new Broker().Start();
        var never = new TaskCompletionSource();
        var seen = new ConcurrentQueue<int>();
        await using var from = await ConnectAsync(kind, broker.Port, "from", _ => Task.CompletedTask);
        var to = await ConnectAsync(kind, broker.Port, "to", m => { seen.Enqueue(Number(m)); return never.Task; });
        await to.SubscribeAsync(new MqttFilter("t"));
        for (var i = 0; i < 5; i++) await from.PublishAsync(Message(i)).WaitAsync(Limit);
        await Eventually.TrueAsync(() => !seen.IsEmpty, "the handler has the first");
        // The handler fails: nothing was acknowledged, everything comes again.
        never.SetException(new InvalidOperationException("disk full"));
        Assert.Contains("disk full", await to.Closed.WaitAsync(Limit), StringComparison.Ordinal);
        await to.DisposeAsync();
        var again = new ConcurrentQueue<int>();
        await using var second = await ConnectAsync(kind, broker.Port, "to", m => { again.Enqueue(Number(m)); return Task.CompletedTask; });
        Assert.True(second.SessionPresent);
        await Eventually.TrueAsync(() => again.Count == 5, "all five have come again");
        Assert.Equal(Enumerable.Range(0, 5), again);
    }

    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task A_killed_broker_closes_the_link_and_fails_what_waits(string kind)
    {
        using var broker = new Broker().Start();
        await using var link = await ConnectAsync(kind, broker.Port, "a", _ => Task.CompletedTask);
        broker.Kill();
        await link.Closed.WaitAsync(Limit);
        await Assert.ThrowsAsync<MqttException>(() => link.PublishAsync(Message(1)));
    }

    /// <summary>Mosquitto 2.0.11 closes the first without a word of the reason, so the text cannot tell a take-over.</summary>
    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task A_second_client_of_the_same_id_ends_the_first(string kind)
    {
        using var broker = new Broker().Start();
        await using var first = await ConnectAsync(kind, broker.Port, "same", _ => Task.CompletedTask);
        await using var second = await ConnectAsync(kind, broker.Port, "same", _ => Task.CompletedTask);
        Assert.Contains("lost", await first.Closed.WaitAsync(Limit), StringComparison.Ordinal);
        Assert.False(second.Closed.IsCompleted);
    }

    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task The_will_is_published_on_every_end(string kind)
    {
        using var broker = new Broker().Start();
        var wills = new ConcurrentQueue<string>();
        await using var watcher = await ConnectAsync(kind, broker.Port, "watcher", m => { wills.Enqueue(Encoding.UTF8.GetString(m.Payload.Span)); return Task.CompletedTask; });
        await watcher.SubscribeAsync(new MqttFilter("will"));
        var link = await Links.All[kind](Options(broker.Port, "mortal") with { Will = new MqttMessage("will", "gone"u8.ToArray()) }, _ => Task.CompletedTask, default);
        await link.DisposeAsync();
        await Eventually.TrueAsync(() => wills.SequenceEqual(["gone"]), "the will has come after an orderly end");
    }

    /// <summary>Handles, threads and memory must not grow with the number of connections: a gateway may reconnect for years.</summary>
    [BrokerTheory, MemberData(nameof(Kinds))]
    public async Task Two_hundred_connections_leave_nothing_behind(string kind)
    {
        using var broker = new Broker().Start();
        await ConnectOftenAsync(kind, broker.Port, 20);
        var before = Directory.GetFiles("/proc/self/fd").Length;
        await ConnectOftenAsync(kind, broker.Port, 200);
        // Other tests open and close beside this one: what a connection left behind would stay.
        await Eventually.TrueAsync(() => Directory.GetFiles("/proc/self/fd").Length <= before + 10, "no more handles are open than before");
    }

    private static async Task ConnectOftenAsync(string kind, int port, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var link = await ConnectAsync(kind, port, "often", _ => Task.CompletedTask);
            await link.PublishAsync(Message(i)).WaitAsync(Limit);
            await link.DisposeAsync();
        }
    }

    private static int Number(MqttMessage message) => int.Parse(Encoding.UTF8.GetString(message.Payload.Span), CultureInfo.InvariantCulture);

    private static MqttMessage Message(int number) => new("t", Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    private static MqttOptions Options(int port, string id) => new() { Host = "127.0.0.1", Port = port, ClientId = id };

    private static Task<IMqttLink> ConnectAsync(string kind, int port, string id, Func<MqttMessage, Task> handler) => Links.All[kind](Options(port, id), handler, default);
}
