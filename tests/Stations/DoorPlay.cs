using System.Globalization;
using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Stations;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Tests.Stations;

/// <summary>
/// A shipping station with a hand scanner and a portal, played by a script of steps separated by <c>;</c>, a tenth of a second apart:
/// <c>see 1 -60 @2</c> one sighting of box 1 (dBm and antenna may be left out), <c>pass 1</c> three of them, <c>in 1</c> and <c>out 1</c> a crossing
/// (antenna 1 is inside, 2 outside), <c>beam</c> and <c>free</c>, <c>wait 5</c>, <c>order SO1</c>, <c>box 1</c> by hand, <c>hold 1</c>, <c>restart</c>; anything else is a barcode.
/// </summary>
internal sealed class DoorPlay : IDisposable
{
    private static readonly DateTimeOffset s_morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    private readonly MemoryJournal _journal = new("g");
    private StationLoop _loop;
    private double _seconds;
    private int _told;

    public DoorPlay(string door = "", string order = "", int boxes = 6)
    {
        Plant = PlantFile.Read(Encoding.UTF8.GetBytes(Json.Replace("\"llrp\"", $"\"llrp\"{door}", StringComparison.Ordinal).Replace("\"item\": \"LAMP\" }]", $"\"item\": \"LAMP\"{order} }}]", StringComparison.Ordinal)));
        _loop = Started();
        for (var n = 1; n <= boxes; n++)
            foreach (var code in new[] { Box(n), Lamp(n * 10), Lamp((n * 10) + 1), Box(n) }) Read("pack", code);
        Do("wait 60");
        _told = _journal.Records.Count;
    }

    public PlantModel Plant { get; }
    public Light? Light { get; private set; }
    public StationState State => _loop.Look("ship").State;
    public PortalState Portal => State.Portal("portal");
    public IEnumerable<EpcisEvent> Events => _journal.Records.Skip(_told).Select(r => EventReader.Read(r));
    public IReadOnlyList<byte[]> Journaled => _journal.Records;

    /// <summary>What was recorded since the start, in short: <c>ship 1, refused held</c>.</summary>
    public string Story => string.Join(", ", Events.Select(e => e.BizStep switch
    {
        Vocabulary.BizStep.Shipping => $"ship {Number(e.EpcList![0])}",
        Vocabulary.BizStep.Refused => $"refused {e.Trace!.Refusal!.Reason}",
        _ => e.BizStep!,
    }));

    public DoorPlay Do(string script)
    {
        foreach (var step in script.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = step.Split(' ');
            if (Step(words) is { } steps) Do(steps);
        }
        return this;
    }

    // A step that is made of others is given back as these.
    private string? Step(string[] words)
    {
        switch (words)
        {
            case ["wait", var seconds]: _seconds += double.Parse(seconds, CultureInfo.InvariantCulture); break;
            case ["see", var box, .. var how]: See(box, how); break;
            case ["pass", var box, .. var how]: return string.Join(';', Enumerable.Repeat($"see {box} {string.Join(' ', how)}".Trim(), 3));
            case ["out", var box]: return $"see {box} @1; see {box} @1; see {box} @2; see {box} @1; see {box} @2; see {box} @2";
            case ["in", var box]: return $"see {box} @2; see {box} @2; see {box} @1; see {box} @2; see {box} @1; see {box} @1";
            case ["beam"]: Take(new Frame("ship", "portal", default, Now(), Now()) { Beam = true }); break;
            case ["free"]: Take(new Frame("ship", "portal", default, Now(), Now()) { Beam = false }); break;
            case ["order", var order]: Read("ship", $"1K{order}"); break;
            case ["box", var box]: Read("ship", Box(int.Parse(box, CultureInfo.InvariantCulture))); break;
            case ["hold", var box]:
                foreach (var code in new[] { "CMD:HOLD", "CMD:REASON-QUALITY", Box(int.Parse(box, CultureInfo.InvariantCulture)), "CMD:DONE" }) Read("quality", code);
                _told = _journal.Records.Count;
                break;
            case ["restart"]: _loop = Started(); break;
            case ["tick"]: _loop.Pass(Plant.Stations["ship"], Now(), new StationLight(new Lease(TimeProvider.System), TimeProvider.System)); break;
            default: Read("ship", words[0]); break;
        }
        return null;
    }

    private StationLoop Started() => new(Plant, "g", _journal, () => new TraceClock("replay", 0, null, null));

    private DateTimeOffset Now() => s_morning.AddSeconds(_seconds);

    private void See(string box, string[] how)
    {
        var antenna = how.FirstOrDefault(h => h[0] == '@') is { } named ? int.Parse(named.AsSpan(1), CultureInfo.InvariantCulture) : 1;
        var rssi = how.FirstOrDefault(h => h[0] == '-') is { } level ? int.Parse(level, CultureInfo.InvariantCulture) : -60;
        var urn = box == "lift" ? "urn:epc:tag:giai-96:0.9521300.77" : $"urn:epc:tag:sscc-96:0.9521300.{int.Parse(box, CultureInfo.InvariantCulture):D10}";
        Take(new Frame("ship", "portal", Tag.Encode(urn)!, Now(), Now(), new TagSighting(antenna, rssi)));
    }

    // A barcode comes at least a debounce time after the one before.
    private void Read(string station, string code)
    {
        _seconds += 1;
        Take(new Frame(station, "scanner", Encoding.Latin1.GetBytes(code), Now(), Now()));
    }

    private void Take(Frame frame)
    {
        Light = _loop.Take(frame) ?? Light;
        _seconds += 0.1;
    }

    private static string Lamp(int serial) => $"]d2010952130000002221{serial}";

    private static string Box(int n) => $"]C100{Sscc(n)}";

    public static string Sscc(int n)
    {
        var digits = $"09521300{n:D9}";
        var sum = digits.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 3 : 1)).Sum();
        return $"{digits}{(10 - (sum % 10)) % 10}";
    }

    private static int Number(string uri) => int.Parse(uri[^10..^1], CultureInfo.InvariantCulture);

    public void Dispose() => _journal.Dispose();

    private const string Json = """
        { "plant": "door", "gln": "9521300000008",
          "people": [{"badge":"LEAD","name":"Berg","role":"lead"}, {"badge":"OP","name":"Olsen"}],
          "items": [ { "item": "LAMP", "gtin": "09521300000022", "tracking": "serial" }, { "item": "CASE", "gtin": "09521300000039", "tracking": "serial" } ],
          "parties": [ { "party": "CUS", "role": "customer", "gln": "9521300001029" } ],
          "locations": [ { "location": "OUT", "kind": "dock", "gln": "9521300002040" } ],
          "stations": [
            { "id": "pack", "gateway": "g", "kind": "pack", "location": "OUT", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "quality", "gateway": "g", "kind": "quality", "location": "OUT", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "ship", "gateway": "g", "kind": "shipping", "location": "OUT", "readers": [{ "id": "scanner", "driver": "serial" }, { "id": "portal", "driver": "llrp" }] } ],
          "documents": { "salesOrders": [{ "id": "SO2", "item": "LAMP" }, { "id": "SO3", "item": "CASE" }, { "id": "SO1", "customer": "CUS", "item": "LAMP" }] } }
        """;
}
