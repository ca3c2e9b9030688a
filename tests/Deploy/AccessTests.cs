using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Traceability.Messaging;
using Traceability.Tests.Delivery;
using Xunit.Abstractions;

namespace Traceability.Tests.Deploy;

/// <summary>Who may say and hear what at the plant's broker: the configuration and the access list that ship, asked by real links.</summary>
public sealed class AccessTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20), OutWithin = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Kinds => [.. Links.All.Names];

    [SecuredFact]
    public async Task A_whole_exchange_goes_over_tls()
    {
        using var broker = new SecuredBroker("cloud", "G1", "G2");
        await using var cloud = new TestCloud(broker.Port, broker.Tls("cloud")).Start();
        await using var first = new TestGateway("G1", broker.Port, tls: broker.Tls("G1")).Start();
        await using var second = new TestGateway("G2", broker.Port, tls: broker.Tls("G2")).Start();
        first.Scan(300);
        second.Scan(100);
        await first.DeliveredAsync();
        await second.DeliveredAsync();
        DeliveryTests.AssertOnce(cloud, first);
        DeliveryTests.AssertOnce(cloud, second);
        await first.RestartAsync();
        first.Scan(50);
        await first.DeliveredAsync();
        DeliveryTests.AssertOnce(cloud, first);
    }

    [SecuredTheory, MemberData(nameof(Kinds))]
    public async Task Without_a_certificate_nobody_gets_in(string kind)
    {
        using var broker = new SecuredBroker("G1") { Link = kind };
        var e = await Assert.ThrowsAsync<MqttException>(() => broker.ConnectAsync(tls: null, host: "127.0.0.1"));
        Assert.NotEmpty(e.Message);
        Assert.NotEqual(0, await ShakeHandsAsync(broker, "-CAfile", broker.Tls("G1").AuthorityFile));
        Assert.NotEqual(0, await ShakeHandsAsync(broker, ["-tls1_1", .. Words(broker.Tls("G1"))]));
        Assert.Equal(0, await ShakeHandsAsync(broker, ["-tls1_2", .. Words(broker.Tls("G1"))]));
    }

    [SecuredTheory, MemberData(nameof(Kinds))]
    public async Task A_foreign_authority_is_refused_by_both(string kind)
    {
        using var broker = new SecuredBroker("G1") { Link = kind };
        using var other = new SecuredBroker("G1") { Link = kind };
        var e = await Assert.ThrowsAsync<MqttException>(() => broker.ConnectAsync(other.Tls("G1")));
        Assert.Contains("is not of the authority in", e.Message, StringComparison.Ordinal);
        // A stranger who has the right authority's certificate but none that it issued.
        var own = other.Tls("G1") with { AuthorityFile = broker.Tls("G1").AuthorityFile };
        e = await Assert.ThrowsAsync<MqttException>(() => broker.ConnectAsync(own));
        Assert.Contains("was not issued by the authority", e.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, await ShakeHandsAsync(broker, Words(own)));
    }

    [SecuredTheory, MemberData(nameof(Kinds))]
    public async Task A_foreign_topic_is_refused_and_reaches_nobody(string kind)
    {
        using var broker = new SecuredBroker("cloud", "G1", "G2") { Link = kind };
        var heard = new ConcurrentQueue<string>();
        await using var cloud = await broker.ConnectAsync("cloud", Into(heard));
        foreach (var leaf in (string[])["events", "state", "lights", "dead"]) await cloud.SubscribeAsync(new MqttFilter($"lt/1/T/gateway/+/{leaf}"));
        foreach (var topic in (string[])["lt/1/T/gateway/G2/events", "lt/1/T/gateway/G2/state", "lt/1/T/gateway/G1/mark", "lt/1/T/gateway/G1/config", "lt/1/T/holds", "lt/1/T/face/F1", "lt/1/T/cloud/state", "lt/1/T/cloud/want", "lt/1/U/gateway/G1/events", "elsewhere"])
            foreach (var retain in (bool[])[false, true])
            {
                // Mosquitto 2.0.11 says reason 135 and closes the connection then.
                await using var gateway = await broker.ConnectAsync("G1");
                var e = await Assert.ThrowsAsync<MqttException>(() => gateway.PublishAsync(new MqttMessage(topic, "x"u8.ToArray(), Retain: retain)).WaitAsync(Limit));
                // Each library's words for reason 135.
                Assert.True(e.Message.Replace(" ", "", StringComparison.Ordinal).Contains("notauthorized", StringComparison.OrdinalIgnoreCase), $"{topic} {retain}: {e.Message}");
            }
        await using var allowed = await broker.ConnectAsync("G1");
        await allowed.PublishAsync(Text("lt/1/T/gateway/G1/events", "own")).WaitAsync(Limit);
        await Eventually.TrueAsync(() => !heard.IsEmpty, "the cloud hears the gateway's own topic");
        Assert.Equal(["own"], heard);
    }

    [SecuredTheory, MemberData(nameof(Kinds))]
    public async Task A_will_on_a_foreign_topic_is_never_heard(string kind)
    {
        using var broker = new SecuredBroker("cloud", "G1") { Link = kind };
        var heard = new ConcurrentQueue<string>();
        await using var cloud = await broker.ConnectAsync("cloud", Into(heard));
        await cloud.SubscribeAsync(new MqttFilter("lt/1/T/gateway/+/state"));
        foreach (var topic in (string[])["lt/1/T/gateway/G2/state", "lt/1/T/gateway/G1/state"])
        {
            try
            {
                await (await broker.ConnectAsync("G1", will: new MqttMessage(topic, Encoding.UTF8.GetBytes(topic), Retain: true))).DisposeAsync();
            }
            catch (MqttException)
            {
                // Refused with such a will: as good as unheard.
            }
        }
        await Eventually.TrueAsync(() => !heard.IsEmpty, "the cloud hears the permitted will");
        Assert.Equal(["lt/1/T/gateway/G1/state"], heard);
    }

    [SecuredTheory, MemberData(nameof(Kinds))]
    public async Task Whoever_asks_for_everything_hears_what_is_meant_for_him(string kind)
    {
        using var broker = new SecuredBroker("cloud", "G1", "G2") { Link = kind };
        var heard = new ConcurrentQueue<string>();
        await using var cloud = await broker.ConnectAsync("cloud");
        await cloud.PublishAsync(Text("lt/1/T/gateway/G2/mark", "old mark of G2", retain: true)).WaitAsync(Limit);
        await using var curious = await broker.ConnectAsync("G1", Into(heard));
        foreach (var filter in (string[])["#", "$SYS/#", "lt/1/T/gateway/+/mark", "lt/1/T/gateway/+/lights"])
            await curious.SubscribeAsync(new MqttFilter(filter, Qos: 0)).WaitAsync(Limit).ContinueWith(_ => { }, TaskScheduler.Default);
        await using var other = await broker.ConnectAsync("G2");
        await other.PublishAsync(Text("lt/1/T/gateway/G2/lights", "lights of G2")).WaitAsync(Limit);
        await other.PublishAsync(Text("lt/1/T/gateway/G2/dead", "dead letter of G2")).WaitAsync(Limit);
        await cloud.PublishAsync(Text("lt/1/T/gateway/G2/config", "config of G2")).WaitAsync(Limit);
        await other.PublishAsync(Text("lt/1/T/gateway/G2/events", "events of G2")).WaitAsync(Limit);
        await cloud.PublishAsync(Text("lt/1/T/gateway/G1/mark", "mark of G1")).WaitAsync(Limit);
        await Eventually.TrueAsync(() => heard.Contains("mark of G1"), "its own mark comes");
        Assert.Equal(["events of G2", "mark of G1"], heard.Distinct().Order(StringComparer.Ordinal));
    }

    [SecuredFact]
    public async Task A_forwarder_hears_what_gateways_send_and_says_nothing()
    {
        using var broker = new SecuredBroker("forward-2", "G1");
        var heard = new ConcurrentQueue<string>();
        await using var forwarder = await broker.ConnectAsync("forward-2", Into(heard));
        foreach (var filter in (string[])["$share/forward/lt/1/T/gateway/+/events", "lt/1/T/gateway/+/state"]) await forwarder.SubscribeAsync(new MqttFilter(filter));
        await using var gateway = await broker.ConnectAsync("G1");
        await gateway.PublishAsync(Text("lt/1/T/gateway/G1/state", "state")).WaitAsync(Limit);
        await gateway.PublishAsync(Text("lt/1/T/gateway/G1/events", "events")).WaitAsync(Limit);
        await Eventually.TrueAsync(() => !heard.IsEmpty, "the forwarder hears the gateway");
        Assert.Equal(["events"], heard);
        foreach (var topic in (string[])["lt/1/T/gateway/forward-2/events", "lt/1/T/gateway/G1/events", "lt/1/T/cloud/want"])
        {
            await using var speaks = await broker.ConnectAsync("forward-2");
            await Assert.ThrowsAsync<MqttException>(() => speaks.PublishAsync(Text(topic, "x")).WaitAsync(Limit));
        }
    }

    /// <summary>A list of revoked certificates does not end an open session, so the access list has to (trust.md, fact 4).</summary>
    [SecuredTheory, MemberData(nameof(Kinds))]
    public async Task A_revoked_gateway_is_out_though_its_session_is_open(string kind)
    {
        using var broker = new SecuredBroker("cloud", "G1", "G2") { Link = kind };
        var heard = new ConcurrentQueue<string>();
        await using var cloud = await broker.ConnectAsync("cloud", Into(heard));
        await cloud.SubscribeAsync(new MqttFilter("lt/1/T/gateway/+/events"));
        await using var stolen = await broker.ConnectAsync("G1");
        await stolen.SubscribeAsync(new MqttFilter("lt/1/T/gateway/+/events"));
        await stolen.PublishAsync(Text("lt/1/T/gateway/G1/events", "before")).WaitAsync(Limit);
        await Eventually.TrueAsync(() => heard.Contains("before"), "the gateway is heard before");
        var watch = Stopwatch.StartNew();
        broker.Pki("revoke", "G1");
        // Until the broker refuses; whatever it still lets through in that time is in the queue and counted by the clock.
        await RefusedAsync(stolen, watch);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, OutWithin);
        output.WriteLine($"{kind}: the open session's messages are refused {watch.Elapsed.TotalSeconds:0.00} s after the revocation was asked for");
        heard.Clear();
        await Eventually.TrueAsync(() => TlsLook.FaultAsync("localhost", broker.Port, broker.Tls("G1"), default).Result?.Contains("it was revoked", StringComparison.Ordinal) == true, "the certificate is refused");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, OutWithin);
        output.WriteLine($"{kind}: a new session is refused after {watch.Elapsed.TotalSeconds:0.00} s");
        var e = await Assert.ThrowsAsync<MqttException>(() => broker.ConnectAsync("G1"));
        Assert.Contains("it was revoked", e.Message, StringComparison.Ordinal);
        await using var peer = await broker.ConnectAsync("G2");
        await peer.PublishAsync(Text("lt/1/T/gateway/G2/events", "of another")).WaitAsync(Limit);
        await Eventually.TrueAsync(() => heard.Contains("of another"), "the others go on");
        Assert.Equal(["of another"], heard);
        // With a new certificate it is in again.
        broker.Pki("issue", "G1");
        await using var again = await broker.ConnectAsync("G1");
        await again.PublishAsync(Text("lt/1/T/gateway/G1/events", "again")).WaitAsync(Limit);
    }

    /// <summary>Who was put out may say nothing and stay connected: what it once subscribed to must not reach it any more.</summary>
    [SecuredTheory, MemberData(nameof(Kinds))]
    public async Task A_revoked_gateway_that_only_listens_hears_nothing_more(string kind)
    {
        using var broker = new SecuredBroker("cloud", "G1", "G2") { Link = kind };
        var (overheard, heard) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var cloud = await broker.ConnectAsync("cloud", Into(heard));
        await cloud.SubscribeAsync(new MqttFilter("lt/1/T/gateway/+/events"));
        await using var stolen = await broker.ConnectAsync("G1", Into(overheard));
        await stolen.SubscribeAsync(new MqttFilter("lt/1/T/gateway/+/events"));
        await using var peer = await broker.ConnectAsync("G2");
        async Task SayAsync(string text)
        {
            await peer.PublishAsync(Text("lt/1/T/gateway/G2/events", text)).WaitAsync(Limit);
            await Eventually.TrueAsync(() => heard.Contains(text), "the cloud hears the peer");
        }
        await SayAsync("before");
        await Eventually.TrueAsync(() => overheard.Contains("before"), "the gateway hears its peer before");
        var watch = Stopwatch.StartNew();
        broker.Pki("revoke", "G1");
        // The broker has read its list anew when a message that the cloud has does not come here within a quarter of a second.
        for (var i = 0; watch.Elapsed < OutWithin; i++)
        {
            await SayAsync($"meanwhile {i}");
            await Task.Delay(250);
            if (!overheard.Contains($"meanwhile {i}")) break;
        }
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, OutWithin);
        output.WriteLine($"{kind}: an open session that only listens hears nothing more {watch.Elapsed.TotalSeconds:0.00} s after the revocation was asked for");
        overheard.Clear();
        for (var i = 0; i < 20; i++) await SayAsync($"after {i}");
        await Task.Delay(250);
        Assert.Empty(overheard);
    }

    private static async Task RefusedAsync(IMqttLink link, Stopwatch watch)
    {
        while (watch.Elapsed < Limit)
            try
            {
                await link.PublishAsync(Text("lt/1/T/gateway/G1/events", "meanwhile")).WaitAsync(Limit);
            }
            catch (MqttException)
            {
                return;
            }
    }

    private static Func<MqttMessage, Task> Into(ConcurrentQueue<string> heard) => m =>
    {
        heard.Enqueue(Encoding.UTF8.GetString(m.Payload.Span));
        return Task.CompletedTask;
    };

    private static MqttMessage Text(string topic, string text, bool retain = false) => new(topic, Encoding.UTF8.GetBytes(text), Retain: retain);

    /// <summary>A client that is not ours and obeys nothing of ours. In TLS 1.2 the broker judges its certificate within the handshake.</summary>
    private static async Task<int> ShakeHandsAsync(SecuredBroker broker, params string[] words)
    {
        string[] version = words.Any(w => w.StartsWith("-tls", StringComparison.Ordinal)) ? [] : ["-tls1_2"];
        using var process = Process.Start(new ProcessStartInfo("openssl", ["s_client", "-connect", $"127.0.0.1:{broker.Port}", "-verify_return_error", .. version, .. words])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
        return process.ExitCode;
    }

    private static string[] Words(MqttTls tls) => ["-CAfile", tls.AuthorityFile, "-cert", tls.CertificateFile, "-key", tls.KeyFile];
}
