using System.Text;
using Traceability.Cloud.Store;
using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Simulation;

namespace Traceability.Tests.Stations;

/// <summary>A plant with one station of each kind, played read by read; times are seconds after six in the morning.</summary>
internal sealed class SmallPlant : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private readonly PlantPlay _play = new(Model());
    private double _seconds;

    public List<EpcisEvent> Events => _play.Events.ConvertAll(e => e.Event);
    public EpcisEvent Last => _play.Events[^1].Event;
    public IReadOnlyList<StoredEvent> Stored => _play.Events;

    /// <summary>Two seconds later, unless said otherwise. "|" in the text is the group separator.</summary>
    public Light? Read(string station, string text, double after = 2)
    {
        _seconds += after;
        var data = Encoding.Latin1.GetBytes(text.Replace('|', '\u001d'));
        return _play.Scan(Morning.AddSeconds(_seconds), station, "scanner", data);
    }

    /// <summary>Receives a lot of glass (FIFO) and brings it to the face.</summary>
    public void Stock(string lot, int quantity = 10)
    {
        Read("dock", "KPO1");
        Read("dock", Glass(lot, quantity));
        Read("store", Glass(lot, quantity));
        Read("store", "LFACE");
    }

    public static string Glass(string lot, int quantity = 10) => $"]C1010952130000001530{quantity}|10{lot}";

    public static string Lamp(string serial) => $"]d2010952130000002221{serial}|10L1";

    public static PlantModel Model() => PlantFile.Read(Encoding.UTF8.GetBytes(Json));

    /// <summary>The plant file, as another revision of it.</summary>
    public static string Text(int revision) => Json.Replace("\"plant\": \"small\"", $"\"plant\": \"small\", \"revision\": {revision}", StringComparison.Ordinal);

    /// <summary>What a gateway keeps when the face holds these lots of glass, ten of each, the first one the oldest.</summary>
    public static IReadOnlyList<Edge.Journal.StateRow> StateOfFace(string gateway, IEnumerable<string> lots)
    {
        using var plant = new SmallPlant();
        foreach (var lot in lots) plant.Stock(lot);
        return plant._play.State(gateway);
    }

    public void Dispose() => _play.Dispose();

    private const string Json = """
        { "plant": "small", "gln": "9521300000008",
          "items": [
            { "item": "GLASS", "gtin": "09521300000015", "tracking": "lot", "rotation": "fifo", "requires": ["lot", "quantity"], "consumption": "sequential", "overlapUnits": 1 },
            { "item": "LAMP", "gtin": "09521300000022", "tracking": "serial", "requires": ["serial", "lot"], "assignedAt": "produce", "components": [{ "item": "GLASS", "quantityPer": 1 }] } ],
          "parties": [ { "party": "SUP", "role": "supplier", "gln": "9521300001005" }, { "party": "OTHER", "role": "supplier", "gln": "9521300001012" }, { "party": "CUS", "role": "customer", "gln": "9521300001029" } ],
          "locations": [ { "location": "DOCK", "kind": "dock", "gln": "9521300002002" }, { "location": "STORE", "kind": "storage", "gln": "9521300002019" },
            { "location": "FACE", "kind": "pickFace", "gln": "9521300002026" }, { "location": "LINE", "kind": "line", "gln": "9521300002033" }, { "location": "OUT", "kind": "dock", "gln": "9521300002040" } ],
          "stations": [
            { "id": "dock", "gateway": "g1", "kind": "receiving", "location": "DOCK", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "store", "gateway": "g1", "kind": "transfer", "location": "STORE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "face", "gateway": "g2", "kind": "pick", "location": "FACE", "readers": [{ "id": "scanner", "driver": "serial" }], "light": true },
            { "id": "in", "gateway": "g3", "kind": "consume", "location": "LINE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "out", "gateway": "g3", "kind": "produce", "location": "LINE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "pack", "gateway": "g4", "kind": "pack", "location": "OUT", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "ship", "gateway": "g4", "kind": "shipping", "location": "OUT", "readers": [{ "id": "scanner", "driver": "serial" }] } ],
          "documents": { "purchaseOrders": [{ "id": "PO1", "supplier": "SUP", "item": "GLASS" }, { "id": "PO2", "supplier": "OTHER", "item": "GLASS" }],
            "workOrders": [{ "id": "WO1", "item": "LAMP", "quantity": 5, "line": "LINE" }, { "id": "WO2", "item": "LAMP", "quantity": 5, "line": "LINE" }],
            "salesOrders": [{ "id": "SO1", "customer": "CUS", "item": "LAMP" }] } }
        """;
}
