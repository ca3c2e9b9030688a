using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Tests.Stations;

/// <summary>
/// A plant with every kind of station, played by a script: reads separated by <c>;</c>, each a station and what it reads. <c>glass G1 4</c>
/// is a lot's label, <c>lamp S1</c> a unit's, <c>case S1</c> a part with a serial, <c>box 1</c> a container's; anything else is the barcode itself.
/// A number before the station says how many seconds after the read before, else it is two.
/// </summary>
internal sealed class WholePlant : IDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, (MemoryJournal Journal, StationLoop Loop)> _gateways = new(StringComparer.Ordinal);
    private readonly PlantModel _plant;
    private double _seconds;

    public WholePlant(string? more = null)
    {
        _plant = PlantFile.Read(Encoding.UTF8.GetBytes(Json.Replace("\"plant\":", $"{more}\"plant\":", StringComparison.Ordinal)));
        foreach (var gateway in _plant.Gateways)
        {
            var journal = new MemoryJournal(gateway);
            _gateways[gateway] = (journal, new StationLoop(_plant, gateway, journal, () => new TraceClock("replay", 0, null, null)));
        }
    }

    public const string People = """ "people": [{"badge":"OP","name":"Olsen"},{"badge":"OP2","name":"Ito"},{"badge":"LEAD","name":"Berg","role":"lead"},{"badge":"QA","name":"Costa","role":"quality"}], """;

    public List<EpcisEvent> Events { get; } = [];
    public EpcisEvent Last => Events[^1];
    public PlantModel Plant => _plant;
    public Inventory.Inventory Directory => _gateways["g2"].Loop.Directory;
    public IEnumerable<byte[]> Journaled => _gateways.OrderBy(g => g.Key, StringComparer.Ordinal).SelectMany(g => g.Value.Journal.Records);

    /// <summary>The light of the last read.</summary>
    public Light? Do(string script)
    {
        Light? light = null;
        foreach (var read in script.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) light = One(read);
        return light;
    }

    private Light? One(string read)
    {
        var words = read.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var after = 2.0;
        if (double.TryParse(words[0], System.Globalization.CultureInfo.InvariantCulture, out var seconds))
        {
            after = seconds;
            words.RemoveAt(0);
        }
        var typed = words.Remove("typed");
        return Read(words[0], Code(words[1..]), after, typed);
    }

    public Light? Read(string station, string code, double after = 2, bool typed = false)
    {
        _seconds += after;
        var time = Morning.AddSeconds(_seconds);
        var gateway = _plant.Stations[station].Gateway;
        var (journal, loop) = _gateways[gateway];
        var before = journal.Last;
        var light = loop.Take(new Frame(station, "scanner", Encoding.Latin1.GetBytes(code), time, time) { Capture = typed ? "manualConfirmed" : "scan" });
        if (journal.Read(before + 1, 64, int.MaxValue) is not { } batch) return light;
        Events.AddRange(batch.Records.Select(record => EventReader.Read(record)));
        foreach (var (peer, state) in _gateways)
            if (peer != gateway) state.Loop.ApplyPeer(gateway, batch);
        return light;
    }

    public static string Code(IReadOnlyList<string> words) => words switch
    {
        ["glass", var lot] => $"]C101095213000000153010\u001d10{lot}",
        ["glass", var lot, var quantity] => $"]C1010952130000001530{quantity}\u001d10{lot}",
        ["lamp", var serial] => $"]d2010952130000002221{serial}\u001d10L1",
        ["lamp", var serial, var copy] => $"]d2010952130000002221{serial}\u001d10L1\u001d99{copy}",
        ["case", var serial] => $"]d2010952130000003921{serial}",
        ["box", var number] => $"]C10009521300000000{(number == "1" ? "0015" : number == "2" ? "0022" : "0039")}",
        _ => string.Join(' ', words),
    };

    /// <summary>Lots of ten glass each at the face, the first one the oldest.</summary>
    public void Stock(params string[] lots)
    {
        foreach (var lot in lots) Do($"dock KPO1; dock glass {lot}; store glass {lot}; store LFACE");
    }

    /// <summary>Lamps made of a mounted lot.</summary>
    public void Make(params string[] serials)
    {
        Do("in WWO1; out WWO1; out WWO1");
        foreach (var serial in serials) Do($"out lamp {serial}");
    }

    public void Dispose()
    {
        foreach (var (journal, _) in _gateways.Values) journal.Dispose();
    }

    private const string Json = """
        { "plant": "whole", "gln": "9521300000008",
          "items": [
            { "item": "GLASS", "gtin": "09521300000015", "requires": ["lot", "quantity"], "consumption": "sequential" },
            { "item": "LAMP", "gtin": "09521300000022", "tracking": "serial", "requires": ["serial", "lot"], "components": [{ "item": "GLASS", "quantityPer": 1 }, { "item": "CASE", "quantityPer": 1 }] },
            { "item": "CASE", "gtin": "09521300000039", "tracking": "serial", "assignedAt": "supplier", "manualEntry": false } ],
          "parties": [ { "party": "SUP", "role": "supplier", "gln": "9521300001005" }, { "party": "CUS", "role": "customer", "gln": "9521300001029" } ],
          "locations": [ { "location": "DOCK", "kind": "dock", "gln": "9521300002002" }, { "location": "STORE", "kind": "storage", "gln": "9521300002019" },
            { "location": "FACE", "kind": "pickFace", "gln": "9521300002026" }, { "location": "LINE", "kind": "line", "gln": "9521300002033" }, { "location": "OUT", "kind": "dock", "gln": "9521300002040" } ],
          "stations": [
            { "id": "dock", "gateway": "g1", "kind": "receiving", "location": "DOCK", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "store", "gateway": "g1", "kind": "transfer", "location": "STORE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "face", "gateway": "g2", "kind": "pick", "location": "FACE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "in", "gateway": "g3", "kind": "consume", "location": "LINE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "out", "gateway": "g3", "kind": "produce", "location": "LINE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "strict", "gateway": "g3", "kind": "produce", "location": "LINE", "whenUnloaded": "red", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "pack", "gateway": "g4", "kind": "pack", "location": "OUT", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "ship", "gateway": "g4", "kind": "shipping", "location": "OUT", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "count", "gateway": "g2", "kind": "count", "location": "FACE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "back", "gateway": "g4", "kind": "returns", "location": "DOCK", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "quality", "gateway": "g1", "kind": "quality", "location": "STORE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "bench", "gateway": "g3", "kind": "assemble", "location": "LINE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "relabel", "gateway": "g2", "kind": "relabel", "location": "FACE", "readers": [{ "id": "scanner", "driver": "serial" }] } ],
          "documents": { "purchaseOrders": [{ "id": "PO1", "supplier": "SUP" }],
            "workOrders": [{ "id": "WO1", "item": "LAMP", "quantity": 5, "line": "LINE" }],
            "salesOrders": [{ "id": "SO1", "customer": "CUS", "item": "LAMP" }] } }
        """;
}
