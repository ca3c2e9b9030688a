using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Edge.Devices;
using Traceability.Edge.Journal;
using Traceability.Edge.Stations;
using Traceability.Edge.Uplink;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Simulation;

/// <summary>
/// All gateways of a plant in one process: the real station loops over real journals, with peers' batches handed over at
/// once. It gives the events a plant's scans lead to, in the order they were made, without brokers or devices.
/// </summary>
internal sealed class PlantPlay : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plant-play-").FullName;
    private readonly Dictionary<string, (IJournal Journal, StationLoop Loop)> _gateways = new(StringComparer.Ordinal);

    public PlantPlay(PlantModel plant)
    {
        Plant = plant;
        foreach (var gateway in plant.Gateways)
        {
            var journal = Journals.Default.Open(Path.Combine(_folder, gateway + ".db"), TimeProvider.System);
            _gateways[gateway] = (journal, new StationLoop(plant, gateway, journal, () => new TraceClock("replay", 0, null, null)));
        }
    }

    public PlantModel Plant { get; }
    public List<StoredEvent> Events { get; } = [];
    public List<(DateTimeOffset Time, string Station, Light Light)> Lights { get; } = [];

    public StationLoop Loop(string gateway) => _gateways[gateway].Loop;
    public IReadOnlyList<StateRow> State(string gateway) => _gateways[gateway].Journal.State();

    public static PlantPlay Of(string folder)
    {
        var play = new PlantPlay(SharedPlants.Plant(folder));
        foreach (var line in File.ReadLines(Path.Combine(folder, "scans.jsonl"))) play.Scan(line);
        return play;
    }

    public Light? Scan(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var tag = root.TryGetProperty("epc", out var epc) ? new TagSighting(root.GetProperty("antenna").GetInt32(), root.GetProperty("rssi").GetInt32()) : (TagSighting?)null;
        var data = tag is null ? System.Text.Encoding.Latin1.GetBytes(root.GetProperty("data").GetString()!) : Convert.FromHexString(epc.GetString()!);
        return Scan(root.GetProperty("t").GetDateTimeOffset(), root.GetProperty("station").GetString()!, root.GetProperty("reader").GetString()!, data, tag);
    }

    public Light? Scan(DateTimeOffset time, string station, string reader, byte[] data, TagSighting? tag = null)
    {
        var gateway = Plant.Stations[station].Gateway;
        var (journal, loop) = _gateways[gateway];
        var before = journal.Last;
        var light = loop.Take(new Frame(station, reader, data, time, time, tag));
        if (light is not null) Lights.Add((time, station, light));
        if (journal.Last > before) Publish(gateway, journal, before);
        return light;
    }

    private void Publish(string gateway, IJournal journal, long before)
    {
        var batch = journal.Read(before + 1, 64, 131_072)!;
        for (var i = 0; i < batch.Records.Count; i++)
        {
            var e = EventReader.Read(batch.Records[i]);
            Events.Add(new StoredEvent(Events.Count + 1, e.EventTime, gateway, journal.Epoch, batch.From + i, e));
        }
        foreach (var (peer, state) in _gateways)
            if (peer != gateway) Assert.Equal(PeerAnswer.Applied, state.Loop.ApplyPeer(gateway, batch));
    }

    public void Dispose()
    {
        foreach (var (journal, _) in _gateways.Values) journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
