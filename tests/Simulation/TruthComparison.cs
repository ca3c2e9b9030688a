using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Inventory;
using Traceability.Plant;
using Projection = Traceability.Cloud.Genealogy.Projection;

namespace Traceability.Tests.Simulation;

/// <summary>
/// The product's answers beside a plant's truth.json, question by question, in words a person can follow. One wrong unit
/// among hundreds is the whole point, so differences name what is missing and what is too much.
/// </summary>
internal sealed class TruthComparison
{
    private readonly JsonElement _truth;
    private readonly List<StoredEvent> _events;
    private readonly Projection _cloud;
    private readonly List<string> _differences = [];

    private TruthComparison(JsonElement truth, List<StoredEvent> events, PlantModel plant) =>
        (_truth, _events, _cloud) = (truth, events, Projection.Of(events, plant));

    /// <summary>All differences; none is right.</summary>
    public static IReadOnlyList<string> Of(JsonElement truth, List<StoredEvent> events, PlantModel plant)
    {
        var comparison = new TruthComparison(truth, events, plant);
        foreach (var lot in truth.GetProperty("lots").EnumerateObject()) comparison.Lot(lot);
        foreach (var unit in truth.GetProperty("units").EnumerateObject()) comparison.Unit(unit);
        foreach (var balance in truth.GetProperty("balances").EnumerateObject()) comparison.Weigh(balance);
        comparison.Picks();
        comparison.Refusals();
        comparison.Shipments();
        return comparison._differences;
    }

    /// <summary>Plays the scans through the stations of all gateways and compares what the cloud makes of the events.</summary>
    public static IReadOnlyList<string> OfPlayed(string plant, IEnumerable<string> scans, string truth, Func<List<StoredEvent>, List<StoredEvent>>? arrival = null)
    {
        using var play = new PlantPlay(PlantFile.Read(System.Text.Encoding.UTF8.GetBytes(plant)));
        foreach (var scan in scans) play.Scan(scan);
        using var json = JsonDocument.Parse(truth);
        return Of(json.RootElement, arrival is null ? play.Events : arrival(play.Events), play.Plant);
    }

    private void Lot(JsonProperty expected)
    {
        var lot = Thing(expected.Name);
        if (lot is not { } seed)
        {
            _differences.Add($"{expected.Name} is not known at all");
            return;
        }
        var answer = _cloud.Forward(seed, TraceMode.Defect).Things;
        foreach (var (word, linkClass) in new[] { ("certain", LinkClass.Confirmed), ("possible", LinkClass.Possible) })
        {
            Differ($"{expected.Name} {word} units", Texts(expected.Value.GetProperty("units").GetProperty(word)), Names(answer, linkClass, MaterialKind.Unit));
            Differ($"{expected.Name} {word} lots", Texts(expected.Value.GetProperty("intermediateLots").GetProperty(word)), Names(answer, linkClass, MaterialKind.Lot));
        }
        var units = answer.Select(t => t.Thing).Where(_cloud.Things.IsUnit).ToList();
        Differ($"{expected.Name} physical units missed", [], Texts(expected.Value.GetProperty("physicalUnits")).Except(units.Select(Name)));
        var shipped = units.Where(u => _cloud.Lives.Of(u).Departures.Count > 0).Select(u => _cloud.Log[_cloud.Lives.Of(u).Departures[^1].Fact]).ToList();
        Differ($"{expected.Name} orders", Texts(expected.Value.GetProperty("orders")), shipped.Select(s => _cloud.DocumentOf(s.Document)!));
        Differ($"{expected.Name} customers", Texts(expected.Value.GetProperty("customers")), shipped.Select(s => _cloud.PartyOf(s.Party)!));
        Differ($"{expected.Name} unshipped", Texts(expected.Value.GetProperty("unshippedUnits")), units.Where(u => _cloud.Lives.Of(u).Departures.Count == 0).Select(Name));
        var receipt = _cloud.Lives.Of(seed).Receipts is [var first, ..] ? _cloud.Log[first.Fact] : null;
        var received = receipt?.Time ?? (_cloud.Lives.Of(seed).Birth is >= 0 and var birth ? _cloud.Log[birth].Time : default);
        Differ($"{expected.Name} receipt", [$"{Text(expected.Value, "received")} {Text(expected.Value, "supplier")} {Text(expected.Value, "purchaseOrder")} {Text(expected.Value, "expiry")}"],
            [$"{EventWriter.Time(received)} {_cloud.PartyOf(receipt?.Party ?? 0)} {_cloud.DocumentOf(receipt?.Document ?? 0)} {receipt?.Lot?.Expiry:yyyy-MM-dd}"]);
    }

    private void Unit(JsonProperty expected)
    {
        if (Thing($"{Text(expected.Value, "item")}/{expected.Name}") is not { } unit)
        {
            _differences.Add($"unit {expected.Name} is not known at all");
            return;
        }
        var history = UnitHistory.Of(_cloud, unit);
        foreach (var component in expected.Value.GetProperty("components").EnumerateObject())
        {
            var found = history.Components.Where(c => c.Item == component.Name).ToList();
            var sure = found.Count(c => c.Class == LinkClass.Confirmed);
            if (!found.Exists(c => c.Lot == component.Value.GetString()) || sure > 0 && found.Count > 1)
                _differences.Add($"unit {expected.Name} {component.Name}: {component.Value} expected, {string.Join(",", found.Select(c => $"{c.Lot} {c.Class}"))} found");
        }
        var sscc = history.Containers.FirstOrDefault(c => c.Level == 1)?.Id;
        Differ($"unit {expected.Name}",
            [string.Join(' ', new[] { "workOrder", "assigned", "assignedAt", "case", "order", "customer" }.Select(n => Text(expected.Value, n)))],
            [$"{history.Assigned?.WorkOrder} {(history.Assigned is { } a ? EventWriter.Time(a.Time) : "")} {history.Assigned?.Location} {(sscc is null ? "" : sscc[^18..])} {history.Shipment?.Order} {history.Shipment?.Customer}"]);
    }

    private void Weigh(JsonProperty expected)
    {
        if (Thing(expected.Name) is not { } lot) return;
        var balance = Balance.Of(_cloud, lot);
        foreach (var (name, value) in new[] { ("received", balance.Received), ("produced", balance.Produced), ("used", balance.Used), ("inProcess", balance.InProcess), ("onHand", balance.OnHand), ("gap", balance.Gap) })
        {
            var wanted = name == "gap" ? 0 : expected.Value.GetProperty(name).GetDecimal();
            if (wanted != value) _differences.Add($"balance {expected.Name} {name}: {wanted} expected, {value} found");
        }
    }

    private void Picks()
    {
        var found = InOrder(e => e.Trace?.Pick is not null && e.BizStep is Vocabulary.BizStep.Picking or Vocabulary.BizStep.PickBlocked).ToList();
        var wanted = _truth.GetProperty("picks").EnumerateArray().ToList();
        Follow("picks", wanted.Select(p => $"{Text(p, "t")} {Text(p, "station")} {Text(p, "lot")} {Text(p, "verdict")} {Text(p, "reason")} {(p.TryGetProperty("quantity", out var q) ? q.GetDecimal().ToString("0.##") : "")}"),
            found.Select(e => $"{EventWriter.Time(e.EventTime)} {e.Trace!.Station} {RotationRules.LotText(e.QuantityList[0].EpcClass)} {e.Trace.Pick!.Verdict} {e.Trace.Pick.Reason} {(e.Trace.Pick.Verdict == "blocked" ? "" : $"{e.QuantityList[0].Quantity:0.##}")}"));
        foreach (var (pick, e) in wanted.Zip(found))
            if (pick.TryGetProperty("expected", out var lot) && !e.Trace!.Pick!.Expected.Select(RotationRules.LotText).Contains(lot.GetString()))
                _differences.Add($"pick {Text(pick, "t")}: {lot} expected, {string.Join(",", e.Trace.Pick.Expected.Select(RotationRules.LotText))} demanded");
    }

    private void Refusals() => Follow("rejected", _truth.GetProperty("rejected").EnumerateArray().Select(r => $"{Text(r, "t")} {Text(r, "station")} {Text(r, "reason")} {Text(r, "completedBy")}"),
        InOrder(e => e.BizStep == Vocabulary.BizStep.Refused).Select(e => $"{EventWriter.Time(e.EventTime)} {e.Trace!.Station} {e.Trace.Refusal!.Reason} {CompletedBy(e)}"));

    private string CompletedBy(EpcisEvent refused) =>
        _events.Find(x => x.Event.Trace?.Completes == refused.EventId) is { } completing ? EventWriter.Time(completing.Event.EventTime) : "";

    private void Shipments()
    {
        Follow("shipments", _truth.GetProperty("shipments").EnumerateArray().Select(s => $"{Text(s, "order")} {Text(s, "customer")} {Text(s, "sscc")}"),
            InOrder(e => e.BizStep == Vocabulary.BizStep.Shipping).Select(e => $"{Projection.DocumentOf(e.BizTransactionList[0].Id)} {_cloud.PartyOf(e.DestinationList[0].Id)} {e.EpcList![0][^18..]}"));
        foreach (var expected in _truth.GetProperty("shipments").EnumerateArray())
        {
            if (Shipment.Of(_cloud, Enumerable.Range(0, _cloud.Things.Count)).Find(s => _cloud.DocumentOf(s.Order) == Text(expected, "order")) is not { } found) continue;
            Differ($"serials of {Text(expected, "order")}", Texts(expected.GetProperty("serials")), found.Units.Select(Name));
        }
        var here = _cloud.Containers.All.Where(c => _cloud.Lives.Of(c).OpenPacking is null && Whereabouts.Of(_cloud, c).State == "packed");
        Differ("pallets on hand", Texts(_truth.GetProperty("onHandPallets")), here.Select(c => _cloud.Things[c].Key));
    }

    private IEnumerable<EpcisEvent> InOrder(Func<EpcisEvent, bool> which) => _events.Select(e => e.Event).Where(which).OrderBy(e => e.EventTime);

    private int? Thing(string name) => Cloud.Api.IdParameter.Meanings(_cloud.Plant, name).Select(_cloud.Things.Find).OfType<int>().Cast<int?>().FirstOrDefault();

    private string Name(int thing) => _cloud.Things[thing].Extension!;

    private IEnumerable<string> Names(IEnumerable<TracedThing> things, LinkClass linkClass, MaterialKind kind) =>
        things.Where(t => t.Class == linkClass && _cloud.Things[t.Thing].Kind == kind).Select(t => Name(t.Thing));

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(e => e.GetString()!);

    private static string Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private void Differ(string what, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (wanted, got) = (expected.ToHashSet(), found.ToHashSet());
        if (!wanted.SetEquals(got)) _differences.Add($"{what}: missing [{string.Join(", ", wanted.Except(got))}], too much [{string.Join(", ", got.Except(wanted))}]");
    }

    // Lists whose order counts: the first place where they part says the most.
    private void Follow(string what, IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (wanted, got) = (expected.ToList(), found.ToList());
        var same = wanted.Zip(got).TakeWhile(p => p.First == p.Second).Count();
        if (same < Math.Max(wanted.Count, got.Count))
            _differences.Add($"{what}, number {same + 1}: '{wanted.ElementAtOrDefault(same)}' expected, '{got.ElementAtOrDefault(same)}' found ({wanted.Count} expected, {got.Count} found)");
    }
}
