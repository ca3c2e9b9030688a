using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Cloud;
using Traceability.Edge;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Messaging;
using Traceability.Messaging.Mosquitto;
using Traceability.Plant;
using Traceability.Tests.Delivery;
using Traceability.Tests.Stations;

namespace Traceability.Tests.Configuration;

/// <summary>The whole way of a configuration, over a real broker: from what the cloud serves to a gateway that ends and comes back with it.</summary>
public sealed class ConfigReachTests : IDisposable
{
    private const string Topic = "lt/1/small/gateway/g1/config";
    private readonly TempFolder _folder = new();
    private readonly Broker _broker = new();

    public void Dispose()
    {
        _broker.Dispose();
        _folder.Dispose();
    }

    [BrokerFact]
    public async Task A_newer_revision_is_taken_and_everything_else_is_refused_and_said_while_the_old_one_runs()
    {
        _broker.Start();
        await File.WriteAllTextAsync(_folder["plant.json"], SmallPlant.Text(1));
        using var scanner = Scanner();
        await using var gateway = new Process(_folder, _broker.Port);
        var births = new List<GatewayBirth>();
        await using var cloud = await MosquittoLink.ConnectAsync(new MqttOptions { Host = "127.0.0.1", Port = _broker.Port, ClientId = "cloud" }, message =>
        {
            lock (births) births.Add(MarkCodec.DecodeBirth(message.Payload.Span));
            return Task.CompletedTask;
        }, default);
        await cloud.SubscribeAsync(new MqttFilter("lt/1/small/gateway/g1/state"));
        await Said(b => b is { Online: true, Config: 1, Refused: null }, "the first configuration runs");
        await ScanAsync(scanner, gateway, "KPO1");

        foreach (var (payload, why) in new (byte[], string)[]
        {
            (Payload(2, SmallPlant.Text(2).Replace("\"driver\": \"serial\"", "\"driver\": \"carrier pigeon\"", StringComparison.Ordinal)), "unknown driver 'carrier pigeon'"),
            (Payload(2, SmallPlant.Text(2).Replace("\"transfer\"", "\"party\"", StringComparison.Ordinal)), "is not valid"),
            (Payload(2, SmallPlant.Text(2).Replace("\"g1\"", "\"g9\"", StringComparison.Ordinal)), "gateway g1 has no station in it"),
            (new byte[950_000], "more than 900000"),
            ([1, 2, 3], "cannot be read"),
        })
        {
            await cloud.PublishAsync(new MqttMessage(Topic, payload, Retain: true));
            await Said(b => b.Config == 1 && b.Refused?.Contains(why, StringComparison.Ordinal) == true, why);
            Assert.Contains(why, gateway.Gateway.Config!.Refusal, StringComparison.Ordinal);
        }
        await ScanAsync(scanner, gateway, SmallPlant.Glass("G1"));
        await Eventually.TrueAsync(() => gateway.Last > 0, "the label is received");
        var last = gateway.Last;

        await cloud.PublishAsync(new MqttMessage(Topic, Payload(2, SmallPlant.Text(2).Replace("\"readers\"", "\"idleMinutes\": 7, \"readers\"", StringComparison.Ordinal)), Retain: true));
        await Said(b => b is { Online: true, Config: 2, Refused: null }, "the second configuration runs");
        Assert.Equal((1, last), (gateway.Restarts, gateway.Last));
        Assert.Equal(TimeSpan.FromMinutes(7), gateway.Gateway.Plant.Stations["dock"].Idle);
        // The order that was open before goes on; nothing of the journal has changed.
        await ScanAsync(scanner, gateway, SmallPlant.Glass("G2"));
        await Eventually.TrueAsync(() => gateway.Last == last + 1, "the next label is received");

        await cloud.PublishAsync(new MqttMessage(Topic, Payload(1, SmallPlant.Text(1)), Retain: true));
        await Said(b => b.Config == 2 && b.Refused?.Contains("older than revision 2", StringComparison.Ordinal) == true, "the older one is refused");
        Assert.Equal(1, gateway.Restarts);

        async Task Said(Func<GatewayBirth, bool> what, string name)
        {
            await Eventually.TrueAsync(() => { lock (births) return births.Exists(b => what(b)); }, name);
            lock (births) births.Clear();
        }
    }

    /// <summary>The service tells every gateway the plant file it runs with, and its list of gateways shows who does not follow.</summary>
    [BrokerFact]
    public async Task The_cloud_tells_its_plant_file_and_shows_who_refuses_it()
    {
        _broker.Start();
        using var stop = new CancellationTokenSource();
        await File.WriteAllTextAsync(_folder["plant.json"], SmallPlant.Text(3));
        using var scanner = Scanner();
        await using var gateway = new Process(_folder, _broker.Port);
        await ServedAsync(4, expected: 4, refused: null);
        await ServedAsync(2, expected: 4, refused: "revision 2 is refused: it is older than revision 4, which runs");

        async Task ServedAsync(int revision, int expected, string? refused)
        {
            using var ending = new CancellationTokenSource();
            var plant = PlantFile.Read(Encoding.UTF8.GetBytes(SmallPlant.Text(revision)));
            var service = await Composition.OpenAsync(new ServeCommand("", _folder[$"cloud-{revision}"], 0, new HostPort("127.0.0.1", _broker.Port)) { PlantBytes = Encoding.UTF8.GetBytes(SmallPlant.Text(revision)) }, plant, ending.Token);
            await using var app = Host.Build(plant, service.Store, 0, states: service.States, recalls: service.Recalls, drills: service.Drills, records: service.Records, directory: service.Directory);
            await app.StartAsync();
            await Eventually.TrueAsync(() => service.States.All().FirstOrDefault(s => s.Gateway == "g1") is { } said && said.Config == expected && said.ConfigRefused == refused, $"g1 has taken or refused revision {revision}");
            using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            var gateways = await client.GetFromJsonAsync<JsonElement>(new Uri("/api/v1/gateways", UriKind.Relative));
            var g1 = gateways.GetProperty("items").EnumerateArray().First(g => g.GetProperty("gateway").GetString() == "g1");
            Assert.Equal(expected, g1.GetProperty("configRevision").GetInt32());
            Assert.Equal(refused, g1.TryGetProperty("configRefused", out var why) ? why.GetString() : null);
            await ending.CancelAsync();
            await app.StopAsync();
            (service.Store as IDisposable)?.Dispose();
        }
    }

    private static byte[] Payload(long revision, string plant) => ConfigCodec.Encode(new GatewayConfig(revision, Encoding.UTF8.GetBytes(plant)));

    private PseudoTerminal Scanner()
    {
        System.IO.Directory.CreateDirectory(_folder["devices"]);
        return new PseudoTerminal(DevicePlace.Of("dock", "scanner", _folder.Path));
    }

    private static async Task ScanAsync(PseudoTerminal scanner, Process gateway, string text)
    {
        await Eventually.TrueAsync(() => gateway.Gateway.Readers.First(r => r.Station == "dock").Status.State == DeviceState.Ready, "the dock's scanner is there");
        var before = gateway.Gateway.Lights.Lights["dock"].Reason;
        await scanner.SendAsync(Encoding.Latin1.GetBytes(text.Replace('|', '\u001d')), null, default);
        await Eventually.TrueAsync(() => gateway.Gateway.Lights.Lights["dock"].Reason is var said && said != before && said != "recording: wait", $"the dock answers {text}");
    }

    /// <summary>A gateway as its service runs it: when it ends to be started again, it is started again, from the disk.</summary>
    private sealed class Process : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TempFolder _folder;
        private readonly int _broker;
        private readonly Task _running;

        public Process(TempFolder folder, int broker)
        {
            (_folder, _broker) = (folder, broker);
            Gateway = Open();
            _running = Task.Run(RunAsync);
        }

        public Gateway Gateway { get; private set; }
        public int Restarts { get; private set; }
        public long Last => Gateway.Uplink.Status.Last;

        private async Task RunAsync()
        {
            while (true)
            {
                await Gateway.RunAsync(_stop.Token);
                var again = Gateway.Config!.Next is not null;
                Gateway.Dispose();
                if (!again) return;
                Gateway = Open();
                Restarts++;
            }
        }

        private Gateway Open()
        {
            var config = CommandLine.FirstConfig(CommandLine.ReadPlant(_folder.Path), _folder.Path, _folder.Path, "g1").GetAwaiter().GetResult();
            return new Gateway(new GatewayOptions { Plant = config.Plant, Gateway = "g1", DataFolder = _folder.Path, BrokerHost = "127.0.0.1", BrokerPort = _broker, CloudConfig = config.Bytes }, NullLogger.Instance);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
