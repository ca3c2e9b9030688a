using System.Text;
using Traceability.Edge.Journal;
using Traceability.Edge.Stations;
using Traceability.Edge.Uplink;
using Traceability.Epcis;
using Traceability.Plant;
using Traceability.Tests.Lights;

namespace Traceability.Tests.Simulation;

/// <summary>
/// A plant of five gateways on random days: receipts, replenishments, picks, holds raised on site. The plant's own broker lives, but repeats
/// batches, loses one now and then, and forgets sessions; every verdict at a face is compared with that of an oracle who sees everything in order.
/// </summary>
internal sealed class CutPlant : IDisposable
{
    private static readonly (string Item, string Gtin)[] s_items = [("GLASS", "09521300000015"), ("FOIL", "09521300000039")];
    private readonly TestTime _time = new(runs: false);
    private readonly Random _luck;
    private readonly List<(string Label, string Uri)> _labels = [];
    private int _received;

    public CutPlant(int seed)
    {
        _luck = new Random(seed);
        Plant = PlantFile.Read(Encoding.UTF8.GetBytes(Json));
        Oracle = new CutOracle(Plant);
        foreach (var code in Plant.Gateways) Gateways[code] = new CutGateway(code, Plant, _time);
        Beat();
    }

    public PlantModel Plant { get; }
    public CutOracle Oracle { get; }
    public Dictionary<string, CutGateway> Gateways { get; } = new(StringComparer.Ordinal);
    public Random Luck => _luck;
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>What has happened, so that a run in which nothing did is no success.</summary>
    public Dictionary<string, int> Happened { get; } = new(StringComparer.Ordinal);

    public void Play(TimeSpan span, Action? between = null)
    {
        for (var end = Now + span; Now < end;)
        {
            _time.Advance(TimeSpan.FromMinutes(_luck.Next(3, 36)));
            Beat();
            Deliver();
            between?.Invoke();
            switch (_luck.Next(12))
            {
                case 0 or 1: Receive(); break;
                case 2 or 3 or 4: Replenish(); break;
                case 5 when _luck.Next(3) == 0: HoldOnSite(); break;
                case 6 when _luck.Next(4) == 0: Silence(); break;
                case 7 when _luck.Next(4) == 0: Restart(); break;
                default: PickOne(_luck.Next(2) == 0 ? "a" : "b"); break;
            }
        }
        Deliver();
    }

    public void Count(string what) => Happened[what] = Happened.GetValueOrDefault(what) + 1;

    /// <summary>Everybody who is there says so; what is missing is asked for.</summary>
    public void Beat()
    {
        foreach (var one in Gateways.Values.Where(g => !g.IsOff))
            foreach (var other in Gateways.Values.Where(g => g != one && !g.IsOff)) one.Hear(other);
    }

    /// <summary>What the broker has arrives, and gaps are refilled by whoever made the events.</summary>
    public void Deliver()
    {
        foreach (var gateway in Gateways.Values.Where(g => !g.IsOff)) Deliver(gateway);
    }

    public void Refill(CutGateway gateway)
    {
        foreach (var peer in Gateways.Values.Where(g => g != gateway && !g.IsOff)) gateway.Refill(peer);
    }

    /// <summary>At every face, and for every hold, a gateway that picks there knows what the oracle knows.</summary>
    public void AssertSame(string when)
    {
        foreach (var (gateway, face) in new[] { ("g-a", "FACE-A"), ("g-b", "FACE-B") })
        {
            var (directory, uri) = (Gateways[gateway].Loop.Directory, Plant.Locations[face].Uri);
            foreach (var lot in Oracle.Lots)
            {
                Assert.True(Oracle.Stock(uri, lot) == directory.StockAt(uri, lot), $"{when}: {face} {lot}: {Oracle.Stock(uri, lot)} are there, {directory.StockAt(uri, lot)} are known");
                Assert.True(Oracle.Holds(lot).Count == directory.HoldsOf(lot).Count, $"{when}: {gateway} {lot}: {Oracle.Holds(lot).Count} holds, {directory.HoldsOf(lot).Count} known");
            }
        }
    }

    private void Deliver(CutGateway gateway)
    {
        var gaps = false;
        while (gateway.Session.TryDequeue(out var message)) gaps |= gateway.Take(message.From, message.Batch).Outcome == PeerOutcome.Gap;
        if (gaps) Refill(gateway);
    }

    private Light? Scan(string station, string text)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        var gateway = Gateways[Plant.Stations[station].Gateway];
        var before = gateway.Journal.Last;
        var light = gateway.Scan(Now, station, text);
        Publish(gateway, before);
        return light;
    }

    private void Publish(CutGateway gateway, long before)
    {
        if (gateway.Journal.Read(before + 1, 64, 131_072) is not { } batch) return;
        foreach (var record in batch.Records) Oracle.See(EventReader.Read(record));
        foreach (var peer in Gateways.Values.Where(g => g != gateway))
            switch (_luck.Next(60))
            {
                case 0: Count("lost batch"); break;
                case 1: Forget(peer); break;
                case < 8:
                    Count("repeated batch");
                    peer.Session.Enqueue((gateway.Code, batch));
                    if (gateway.Journal.Read(Math.Max(1, before - 3), 3, 131_072) is { } old) peer.Session.Enqueue((gateway.Code, old));
                    goto default;
                default: peer.Session.Enqueue((gateway.Code, batch)); break;
            }
        NoticeLost(gateway);
    }

    // A number that was lost is noticed with the next birth, and counts as missing five seconds later; until it is refilled the face is closed.
    private void NoticeLost(CutGateway from)
    {
        foreach (var peer in Gateways.Values.Where(g => g != from && !g.IsOff))
        {
            while (peer.Session.TryDequeue(out var message)) peer.Take(message.From, message.Batch);
            if (peer.Loop.Next(from.Code, from.Journal.Epoch) > from.Journal.Last) continue;
            peer.Hear(from);
            _time.Advance(TimeSpan.FromSeconds(6));
            if (Station(peer) is { } face && _luck.Next(2) == 0) Stale(face);
            Refill(peer);
        }
    }

    private void Forget(CutGateway gateway)
    {
        Count("forgotten session");
        gateway.LoseSession();
        if (Station(gateway) is { } face) Stale(face);
        foreach (var peer in Gateways.Values.Where(g => g != gateway && !g.IsOff)) gateway.Hear(peer);
        Refill(gateway);
        _time.Advance(TimeSpan.FromSeconds(6));
    }

    private static string? Station(CutGateway gateway) => gateway.Code switch { "g-a" => "a", "g-b" => "b", _ => null };

    // Whoever feeds a face falls silent for longer than the face's time.
    private void Silence()
    {
        var store = Gateways["g-store"];
        store.IsOff = true;
        for (var minute = 0; minute < 18; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Beat();
        }
        Stale(_luck.Next(2) == 0 ? "a" : "b");
        store.IsOff = false;
        Beat();
        Deliver();
        Count("silence");
    }

    // The journal has everything: the new process decides as the old one would have.
    private void Restart()
    {
        var gateway = Gateways[_luck.Next(2) == 0 ? "g-a" : "g-b"];
        gateway.Restart();
        Beat();
        Count("restart");
    }

    private void Receive()
    {
        var (item, gtin) = s_items[_luck.Next(s_items.Length)];
        var (lot, expiry) = ($"{item[0]}{++_received}", DateOnly.FromDateTime(Now.UtcDateTime).AddDays(_luck.Next(1, 12)));
        var label = item == "FOIL" ? $"]C101{gtin}17{expiry:yyMMdd}30{20}|10{lot}" : $"]C101{gtin}30{20}|10{lot}";
        Scan("dock", item == "FOIL" ? "KPO2" : "KPO1");
        Assert.Equal(LightPattern.Green, Scan("dock", label)!.Pattern);
        _labels.Add((label, Traceability.Gs1.MaterialId.Lot(gtin, lot).Uri));
        Count("received");
    }

    private void Replenish()
    {
        var lots = _labels.Where(l => Oracle.Stock(Plant.Locations["DOCK"].Uri, l.Uri) > 0).ToList();
        if (lots.Count == 0) return;
        var (label, uri) = lots[_luck.Next(lots.Count)];
        Scan("store", $"Q{_luck.Next(1, 1 + (int)Oracle.Stock(Plant.Locations["DOCK"].Uri, uri))}");
        Scan("store", label);
        // A lot that lies at several places: the screen asks, and it came from the dock.
        if (Scan("store", _luck.Next(2) == 0 ? "LFACE-A" : "LFACE-B") is { } light && light.Text.StartsWith("where does", StringComparison.Ordinal)) Scan("store", "LDOCK");
        Count("replenished");
    }

    public void PickOne(string station)
    {
        var face = Plant.Stations[station].Location.Uri;
        Scan(station, "WWO1");
        Scan(station, "Q1");
        var there = _labels.Where(l => Oracle.Stock(face, l.Uri) > 0).ToList();
        if (_luck.Next(2) == 0 && there.Where(l => Oracle.WhyNot(l.Uri, face, Now) is null).ToList() is { Count: > 0 } right) there = right;
        var (label, uri) = _luck.Next(25) == 0 ? ($"]C10109521300000015{30}5|10NEVER{_luck.Next(100)}", "") : there.Count > 0 && _luck.Next(8) > 0 ? there[_luck.Next(there.Count)]
            : _labels.Count > 0 ? _labels[_luck.Next(_labels.Count)] : default;
        if (label is null) return;
        var expected = uri.Length == 0 ? "unknown lot" : Oracle.WhyNot(uri, face, Now.AddSeconds(2));
        var pick = Evidence(Picked(station, label));
        Assert.True((expected ?? "allowed") == (pick.Reason ?? pick.Verdict), $"{Now}: {station} {uri}: {expected ?? "allowed"} by the oracle, {pick.Verdict} {pick.Reason}; demanded {string.Join(' ', pick.Expected)}");
        Count(pick.Reason ?? "allowed");
        if (pick.Reason == "older lot available" && _luck.Next(6) == 0)
        {
            Scan(station, "CMD:NOTFOUND");
            Count("not found");
        }
    }

    private void Stale(string station)
    {
        if (_labels.Count == 0) return;
        Gateways[Plant.Stations[station].Gateway].Scan(_time.GetUtcNow(), station, "WWO1");
        _time.Advance(TimeSpan.FromSeconds(2));
        var gateway = Gateways[Plant.Stations[station].Gateway];
        var (label, uri) = _labels[_luck.Next(_labels.Count)];
        var before = gateway.Journal.Last;
        var light = gateway.Scan(Now, station, label)!;
        var e = EventReader.Read(gateway.Journal.Read(before + 1, 1, 131_072)!.Records[0]);
        Assert.Equal(gateway.Loop.Directory.HoldsOf(uri).Count > 0 ? ("held", LightPattern.RedFlashing) : ("directory stale", LightPattern.Blue), (e.Trace!.Pick!.Reason, light.Pattern));
        foreach (var peer in Gateways.Values.Where(g => g != gateway))
            if (gateway.Journal.Read(before + 1, 64, 131_072) is { } batch) peer.Session.Enqueue((gateway.Code, batch));
        Count("directory stale");
    }

    private EpcisEvent Picked(string station, string label)
    {
        var gateway = Gateways[Plant.Stations[station].Gateway];
        var before = gateway.Journal.Last;
        Scan(station, label);
        var made = gateway.Journal.Read(before + 1, 64, 131_072) ?? throw new InvalidOperationException("A label at a face made no event.");
        return made.Records.Select(r => EventReader.Read(r)).First(e => e.BizStep is Vocabulary.BizStep.Picking or Vocabulary.BizStep.PickBlocked);
    }

    private static TracePick Evidence(EpcisEvent e) => e.Trace!.Pick!;

    /// <summary>Held or released by somebody at a quality station, whose gateway has nothing else to do.</summary>
    private void HoldOnSite()
    {
        if (_labels.Count == 0) return;
        var (gateway, lot) = (Gateways["g-quality"], _labels[_luck.Next(_labels.Count)].Uri);
        var before = gateway.Journal.Last;
        var release = Oracle.Holds(lot).FirstOrDefault(h => !h.StartsWith("cloud", StringComparison.Ordinal));
        var e = Hold(EventIdentity.Of(gateway.Code, gateway.Journal.Epoch, before + 1), lot, release ?? $"site{before}", release is not null);
        gateway.Journal.Commit(new JournalWrite { Records = [EventWriter.Write(e)] });
        Publish(gateway, before);
        Count(release is null ? "held on site" : "released on site");
    }

    public EpcisEvent Hold(string eventId, string lot, string hold, bool release) => new()
    {
        Type = EventType.ObjectEvent,
        EventId = eventId,
        EventTime = Now,
        Action = EventAction.OBSERVE,
        BizStep = release ? Vocabulary.BizStep.Inspecting : Vocabulary.BizStep.Holding,
        QuantityList = [new QuantityElement(lot, null)],
        PersistentDisposition = release ? new PersistentDisposition([], [Vocabulary.Disposition.Unavailable]) : new PersistentDisposition([Vocabulary.Disposition.Unavailable], []),
        Trace = new TraceFields { Hold = new TraceHold(hold, "seal") },
    };

    public void Dispose()
    {
        foreach (var gateway in Gateways.Values) gateway.Dispose();
    }

    private const string Json = """
        { "plant": "cut", "gln": "9521300000008",
          "items": [
            { "item": "GLASS", "gtin": "09521300000015", "rotation": "fifo", "requires": ["lot", "quantity"] },
            { "item": "FOIL", "gtin": "09521300000039", "rotation": "fefo", "requires": ["lot", "quantity", "expiry"] },
            { "item": "LAMP", "gtin": "09521300000022", "tracking": "serial", "components": [{ "item": "GLASS" }, { "item": "FOIL" }] } ],
          "parties": [ { "party": "SUP", "role": "supplier", "gln": "9521300001005" } ],
          "locations": [ { "location": "DOCK", "kind": "dock", "gln": "9521300002002" }, { "location": "FACE-A", "kind": "pickFace", "gln": "9521300002026" },
            { "location": "FACE-B", "kind": "pickFace", "gln": "9521300002019" }, { "location": "LINE", "kind": "line", "gln": "9521300002033" } ],
          "stations": [
            { "id": "dock", "gateway": "g-dock", "kind": "receiving", "location": "DOCK", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "store", "gateway": "g-store", "kind": "transfer", "location": "DOCK", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "quality", "gateway": "g-quality", "kind": "transfer", "location": "DOCK", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "a", "gateway": "g-a", "kind": "pick", "location": "FACE-A", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "b", "gateway": "g-b", "kind": "pick", "location": "FACE-B", "readers": [{ "id": "scanner", "driver": "serial" }] } ],
          "documents": { "purchaseOrders": [{ "id": "PO1", "supplier": "SUP", "item": "GLASS" }, { "id": "PO2", "supplier": "SUP", "item": "FOIL" }],
            "workOrders": [{ "id": "WO1", "item": "LAMP", "line": "LINE" }] } }
        """;
}
