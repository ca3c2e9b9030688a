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
        await using var held = await HeldFace.OpenAsync();
        for (var round = 0; round < 5; round++)
        {
            var (answered, known, red) = await held.HoldAsync();
            output.WriteLine($"hold asked for → answered {answered.TotalMilliseconds:0.0} ms, known at the gateway {known.TotalMilliseconds:0.0} ms, scanned and red {red.TotalMilliseconds:0.0} ms");
        }
    }

    /// <summary>A gateway that was never told of a lot gets it from the snapshot; a hold on what it never heard of is kept, and a cleared message changes nothing.</summary>
    [BrokerFact]
    public async Task A_new_gateway_learns_faces_and_holds_from_the_cloud_alone()
    {
        using var broker = new Broker().Start();
        await using var cloud = new Serving(s_plant, broker.Port);
        await using (var dock = new RunningGateway(s_plant, "g1", broker.Port, "dock", "store"))
        {
            await dock.ReadyAsync();
            foreach (var (station, text) in new[] { ("dock", "KPO1"), ("dock", SmallPlant.Glass("G1")), ("store", SmallPlant.Glass("G1")), ("store", "LFACE"), ("dock", SmallPlant.Glass("G2")) }) await dock.ScanAsync(station, text);
            await Eventually.TrueAsync(() => cloud.Directory.Commit >= 3, "the cloud has the events");
        }
        await cloud.HoldAsync("GLASS/G2");
        await using var face = new RunningGateway(s_plant, "g2", broker.Port, "face");
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
}
