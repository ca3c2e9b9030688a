using System.Diagnostics;
using Traceability.Plant;
using Traceability.Tests.Stations;

namespace Traceability.Tests.Delivery;

/// <summary>A plant in which a lot lies at a pick face and may be picked, so that a hold can be watched on its whole way: API, store, broker, gateway, light.</summary>
internal sealed class HeldFace : IAsyncDisposable
{
    private const string Station = "face";
    private const int Stock = 100_000;
    private static readonly PlantModel s_plant = SmallPlant.Model();
    private static readonly string s_label = SmallPlant.Glass("G1", Stock);
    private readonly Broker _broker = new Broker().Start();
    private readonly Serving _cloud;
    private readonly RunningGateway _dock, _face;

    private HeldFace()
    {
        _cloud = new Serving(s_plant, _broker.Port);
        _dock = new RunningGateway(s_plant, "g1", _broker.Port, "dock", "store");
        _face = new RunningGateway(s_plant, "g2", _broker.Port, Station);
    }

    private const string Uri = "https://id.gs1.org/01/09521300000015/10/G1";

    public static async Task<HeldFace> OpenAsync()
    {
        var held = new HeldFace();
        await held._dock.ReadyAsync();
        await held._face.ReadyAsync();
        foreach (var (station, text) in new[] { ("dock", "KPO1"), ("dock", s_label), ("store", s_label), ("store", "LFACE") }) await held._dock.ScanAsync(station, text);
        await Eventually.TrueAsync(() => held._face.Gateway.Directory.StockAt(s_plant.Locations["FACE"].Uri, Uri) == Stock, "the face knows of the lot");
        await Eventually.TrueAsync(() => held._cloud.Directory.Commit >= 2, "the cloud has the events");
        await held._face.ScanAsync(Station, "WWO1");
        await held._face.RightAsync(Station, s_label);
        return held;
    }

    /// <summary>From the request to what the API answers, to what the gateway knows, and to the red of the next scan; then the hold is released and the lot may be picked again.</summary>
    public async Task<(TimeSpan Answered, TimeSpan Known, TimeSpan Red)> HoldAsync()
    {
        // Another read between two of one label: twice the same within half a second is one read.
        await _face.ScanAsync(Station, "Q1");
        var asked = Stopwatch.GetTimestamp();
        var id = await _cloud.HoldAsync("GLASS/G1");
        var answered = Stopwatch.GetElapsedTime(asked);
        await Eventually.TrueAsync(() => _face.Gateway.Directory.Lot(Uri)!.Holds.Count == 1, "the gateway knows of the hold");
        var known = Stopwatch.GetElapsedTime(asked);
        await _face.LitAsync(Station, s_label, "held");
        var red = Stopwatch.GetElapsedTime(asked);
        await _cloud.ReleaseAsync(id);
        await Eventually.TrueAsync(() => _face.Gateway.Directory.Lot(Uri)!.Holds.Count == 0, "the gateway knows of the release");
        await _face.ScanAsync(Station, "Q1");
        await _face.LitAsync(Station, s_label, "right");
        return (answered, known, red);
    }

    public async ValueTask DisposeAsync()
    {
        await _face.DisposeAsync();
        await _dock.DisposeAsync();
        await _cloud.DisposeAsync();
        _broker.Dispose();
    }
}
