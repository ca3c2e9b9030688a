using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Cloud;
using Traceability.Cloud.Downlink;
using Traceability.Edge;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Messaging;
using Traceability.Messaging.Mosquitto;
using Traceability.Plant;
using Traceability.Tests.Stations;
using Xunit.Abstractions;

namespace Traceability.Tests.Delivery;

/// <summary>The whole way of a hold: from the API through the store and a real broker to a gateway's light, and a gateway that knows nothing yet.</summary>
public sealed class HoldReachTests(ITestOutputHelper output)
{
    private static readonly PlantModel s_plant = SmallPlant.Model();

    [BrokerFact]
    public async Task A_hold_in_the_cloud_makes_the_next_scan_red_and_a_release_makes_it_green_again()
    {
        using var broker = new Broker().Start();
        await using var cloud = new Serving(broker.Port);
        await using var dock = new RunningGateway("g1", broker.Port, "dock", "store");
        await using var face = new RunningGateway("g2", broker.Port, "face");
        await dock.ReadyAsync();
        await face.ReadyAsync();
        foreach (var (station, text) in new[] { ("dock", "KPO1"), ("dock", SmallPlant.Glass("G1")), ("store", SmallPlant.Glass("G1")), ("store", "LFACE") }) await dock.ScanAsync(station, text);
        await Eventually.TrueAsync(() => face.Gateway.Directory.StockAt(s_plant.Locations["FACE"].Uri, Lot("G1")) == 10, "the face knows of the lot");
        await Eventually.TrueAsync(() => cloud.Directory.Commit >= 2, "the cloud has the events");
        await face.ScanAsync("face", "WWO1");
        await face.RightAsync("face", SmallPlant.Glass("G1"));

        for (var round = 0; round < 5; round++)
        {
            // Another read between two of one label: twice the same within half a second is one read.
            await face.ScanAsync("face", "Q1");
            var asked = Stopwatch.GetTimestamp();
            var id = await cloud.HoldAsync("GLASS/G1");
            var answered = Stopwatch.GetElapsedTime(asked);
            await Eventually.TrueAsync(() => face.Gateway.Directory.Lot(Lot("G1"))!.Holds.Count == 1, "the gateway knows of the hold");
            var known = Stopwatch.GetElapsedTime(asked);
            await face.LitAsync("face", SmallPlant.Glass("G1"), "held");
            output.WriteLine($"hold asked for → answered {answered.TotalMilliseconds:0.0} ms, known at the gateway {known.TotalMilliseconds:0.0} ms, scanned and red {Stopwatch.GetElapsedTime(asked).TotalMilliseconds:0.0} ms");
            await cloud.ReleaseAsync(id);
            await Eventually.TrueAsync(() => face.Gateway.Directory.Lot(Lot("G1"))!.Holds.Count == 0, "the gateway knows of the release");
            await face.ScanAsync("face", "Q1");
            await face.LitAsync("face", SmallPlant.Glass("G1"), "right");
        }
    }

    /// <summary>A gateway that was never told of a lot gets it from the snapshot; a hold on what it never heard of is kept, and a cleared message changes nothing.</summary>
    [BrokerFact]
    public async Task A_new_gateway_learns_faces_and_holds_from_the_cloud_alone()
    {
        using var broker = new Broker().Start();
        await using var cloud = new Serving(broker.Port);
        await using (var dock = new RunningGateway("g1", broker.Port, "dock", "store"))
        {
            await dock.ReadyAsync();
            foreach (var (station, text) in new[] { ("dock", "KPO1"), ("dock", SmallPlant.Glass("G1")), ("store", SmallPlant.Glass("G1")), ("store", "LFACE"), ("dock", SmallPlant.Glass("G2")) }) await dock.ScanAsync(station, text);
            await Eventually.TrueAsync(() => cloud.Directory.Commit >= 3, "the cloud has the events");
        }
        await cloud.HoldAsync("GLASS/G2");
        await using var face = new RunningGateway("g2", broker.Port, "face");
        await face.ReadyAsync();
        await Eventually.TrueAsync(() => face.Gateway.Directory.Lot(Lot("G2"))?.Holds.Count == 1, "the hold came before the lot");
        await Eventually.TrueAsync(() => face.Gateway.Directory.StockAt(s_plant.Locations["FACE"].Uri, Lot("G1")) == 10, "the face's lots came with the snapshot");
        await using var anyone = await MosquittoLink.ConnectAsync(new MqttOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "anyone" }, _ => Task.CompletedTask, default);
        await anyone.PublishAsync(new MqttMessage($"lt/1/{s_plant.Code}/holds", Array.Empty<byte>(), Retain: true));
        await anyone.PublishAsync(new MqttMessage($"lt/1/{s_plant.Code}/face/FACE", Array.Empty<byte>(), Retain: true));
        await face.ScanAsync("face", "WWO1");
        await face.LitAsync("face", SmallPlant.Glass("G1"), "has not been heard yet");
        Assert.Equal("blue", face.Gateway.Lights.Lights["face"].Pattern);
        // What nobody may pick while the dock's gateway is unheard is red when it is held, and says so.
        await face.LitAsync("face", SmallPlant.Glass("G2"), "held");
        Assert.Single(face.Gateway.Directory.Lot(Lot("G2"))!.Holds);
    }

    private static string Lot(string lot) => $"https://id.gs1.org/01/09521300000015/10/{lot}";

    /// <summary>The cloud service as Composition puts it together, with its API on a free port.</summary>
    private sealed class Serving : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly Service _service;
        private readonly Microsoft.AspNetCore.Builder.WebApplication _app;
        private readonly HttpClient _client;

        public Serving(int broker)
        {
            _service = Composition.OpenAsync(new ServeCommand("", _folder["data"], 0, $"127.0.0.1:{broker}"), s_plant, _stop.Token).GetAwaiter().GetResult();
            _app = Host.Build(s_plant, _service.Store, 0, states: _service.States, recalls: _service.Recalls, drills: _service.Drills, records: _service.Records, directory: _service.Directory);
            _app.StartAsync().GetAwaiter().GetResult();
            _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        }

        public PlantDirectory Directory => _service.Directory;

        public async Task<string> HoldAsync(string target)
        {
            using var response = await _client.PostAsJsonAsync("/api/v1/holds", new { target, reason = "burst seal" });
            return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetString()!;
        }

        public async Task ReleaseAsync(string id)
        {
            using var response = await _client.DeleteAsync(new Uri($"/api/v1/holds/{id}", UriKind.Relative));
            response.EnsureSuccessStatusCode();
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _client.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
            (_service.Store as IDisposable)?.Dispose();
            _stop.Dispose();
            _folder.Dispose();
        }
    }

    /// <summary>A gateway as it runs at a plant, its scanners pseudo-terminals.</summary>
    private sealed class RunningGateway : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly CancellationTokenSource _stop = new();
        private readonly Dictionary<string, PseudoTerminal> _scanners = new(StringComparer.Ordinal);
        private readonly Task _running;

        public RunningGateway(string code, int broker, params string[] stations)
        {
            System.IO.Directory.CreateDirectory(_folder["devices"]);
            foreach (var station in stations) _scanners[station] = new PseudoTerminal(DevicePlace.Of(station, "scanner", _folder.Path));
            Gateway = new Gateway(new GatewayOptions { Plant = s_plant, Gateway = code, DataFolder = _folder.Path, BrokerHost = "127.0.0.1", BrokerPort = broker }, NullLogger.Instance);
            _running = Gateway.RunAsync(_stop.Token);
        }

        public Gateway Gateway { get; }

        public Task ReadyAsync() => Eventually.TrueAsync(() => Gateway.Uplink.Status.Connected && Gateway.Readers.All(r => r.Status.State == DeviceState.Ready), "the gateway is ready");

        /// <summary>Scans, and waits until the board says something new.</summary>
        public async Task ScanAsync(string station, string text)
        {
            var before = Gateway.Lights.Lights[station].Reason;
            await SendAsync(station, text);
            await Eventually.TrueAsync(() => Gateway.Lights.Lights[station].Reason != before, $"{station} answers {text}");
        }

        public async Task LitAsync(string station, string text, string saying)
        {
            await SendAsync(station, text);
            await Eventually.TrueAsync(() => Gateway.Lights.Lights[station].Reason.Contains(saying, StringComparison.Ordinal), $"{station} says '{saying}' to {text}");
        }

        /// <summary>A gateway that has just come closes its faces for some seconds: whoever stands there scans again.</summary>
        public async Task RightAsync(string station, string text)
        {
            for (var tries = 0; tries < 40; tries++)
            {
                await ScanAsync(station, "Q1");
                await ScanAsync(station, text);
                if (Gateway.Lights.Lights[station].Reason.Contains("right", StringComparison.Ordinal)) return;
                await Task.Delay(500);
            }
            Assert.Fail($"{station} does not open: {Gateway.Lights.Lights[station].Reason}");
        }

        private Task SendAsync(string station, string text) =>
            _scanners[station].SendAsync(Encoding.Latin1.GetBytes(text.Replace('|', '\u001d')), null, default);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            Gateway.Dispose();
            foreach (var scanner in _scanners.Values) scanner.Dispose();
            _stop.Dispose();
            _folder.Dispose();
        }
    }
}
