using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Tests.Simulation;

namespace Traceability.Tests.Genealogy;

/// <summary>
/// The public plants from scan to answer: every lot, unit and balance against what truly happened. Differences are listed
/// by name, because one wrong unit among hundreds is the whole point.
/// </summary>
public sealed class PlantTruthTests
{
    [PlantFact]
    public void Northfield_every_lot_unit_and_balance_is_as_the_truth_says() => Check("northfield");

    [PlantFact]
    public void Northfield_week_every_lot_unit_and_balance_is_as_the_truth_says() => Check("northfield-week");

    private static void Check(string plant)
    {
        var folder = Path.Combine(SharedPlants.Folder!, plant);
        using var play = PlantPlay.Of(folder);
        using var truth = SharedPlants.Truth(folder);
        var projection = Projection.Of(play.Events, play.Plant);
        var differences = new List<string>();
        foreach (var lot in truth.RootElement.GetProperty("lots").EnumerateObject()) CompareLot(projection, lot, differences);
        foreach (var unit in truth.RootElement.GetProperty("units").EnumerateObject()) CompareUnit(projection, unit, differences);
        foreach (var balance in truth.RootElement.GetProperty("balances").EnumerateObject()) CompareBalance(projection, balance, differences);
        var pallets = projection.Containers.All.Where(c => projection.Lives.Of(c).OpenPacking is null && Whereabouts.Of(projection, c).State == "packed");
        Differ("pallets on hand", Texts(truth.RootElement.GetProperty("onHandPallets")), pallets.Select(c => projection.Things[c].Key), differences);
        Assert.Empty(differences);
    }

    private static void CompareLot(Projection projection, JsonProperty expected, List<string> differences)
    {
        var lot = ThingOf(projection, expected.Name);
        var answer = projection.Forward(lot, TraceMode.Defect).Things;
        foreach (var (word, linkClass) in new[] { ("certain", LinkClass.Confirmed), ("possible", LinkClass.Possible) })
        {
            Differ($"{expected.Name} {word} units", Texts(expected.Value.GetProperty("units").GetProperty(word)), Names(projection, answer, linkClass, MaterialKind.Unit), differences);
            Differ($"{expected.Name} {word} lots", Texts(expected.Value.GetProperty("intermediateLots").GetProperty(word)), Names(projection, answer, linkClass, MaterialKind.Lot), differences);
        }
        var units = answer.Select(t => t.Thing).Where(projection.Things.IsUnit).ToList();
        var missed = Texts(expected.Value.GetProperty("physicalUnits")).Except(units.Select(u => projection.Things[u].Extension!));
        Differ($"{expected.Name} physical units missed", [], missed, differences);
        var shipped = units.Where(u => projection.Lives.Of(u).Departures.Count > 0).Select(u => projection.Log[projection.Lives.Of(u).Departures[^1].Fact]).ToList();
        Differ($"{expected.Name} orders", Texts(expected.Value.GetProperty("orders")), shipped.Select(s => projection.DocumentOf(s.Document)!).Distinct(), differences);
        Differ($"{expected.Name} customers", Texts(expected.Value.GetProperty("customers")), shipped.Select(s => projection.PartyOf(s.Party)!).Distinct(), differences);
        Differ($"{expected.Name} unshipped", Texts(expected.Value.GetProperty("unshippedUnits")),
            units.Where(u => projection.Lives.Of(u).Departures.Count == 0).Select(u => projection.Things[u].Extension!), differences);
        var receipt = projection.Lives.Of(lot).Receipts is [var first, ..] ? projection.Log[first.Fact] : null;
        Differ($"{expected.Name} receipt",
            [$"{Text(expected, "received")} {Text(expected, "supplier")} {Text(expected, "purchaseOrder")} {Text(expected, "expiry")}"],
            [receipt is null ? $"{Text(expected, "received")}   " : $"{EventWriter.Time(receipt.Time)} {projection.PartyOf(receipt.Party)} {projection.DocumentOf(receipt.Document)} {receipt.Lot?.Expiry:yyyy-MM-dd}"], differences);
    }

    private static void CompareUnit(Projection projection, JsonProperty expected, List<string> differences)
    {
        var unit = ThingOf(projection, $"{Text(expected, "item")}/{expected.Name}");
        var history = UnitHistory.Of(projection, unit);
        foreach (var component in expected.Value.GetProperty("components").EnumerateObject())
        {
            var found = history.Components.Where(c => c.Item == component.Name).ToList();
            var sure = found.Where(c => c.Class == LinkClass.Confirmed).Select(c => c.Lot).ToList();
            var lot = component.Value.GetString();
            if (!found.Exists(c => c.Lot == lot) || (sure.Count > 0 && (sure.Count > 1 || found.Count > 1)))
                differences.Add($"unit {expected.Name} {component.Name}: {lot} expected, {string.Join(",", found.Select(c => $"{c.Lot} {c.Class}"))} found");
        }
        var sscc = history.Containers.FirstOrDefault(c => c.Level == 1)?.Id;
        Differ($"unit {expected.Name}",
            [$"{Text(expected, "workOrder")} {Text(expected, "assigned")} {Text(expected, "assignedAt")} {Text(expected, "case")} {Text(expected, "order")} {Text(expected, "customer")}"],
            [$"{history.Assigned?.WorkOrder} {(history.Assigned is { } a ? EventWriter.Time(a.Time) : "")} {history.Assigned?.Location} {(sscc is null ? "" : sscc[^18..])} {history.Shipment?.Order} {history.Shipment?.Customer}"], differences);
    }

    private static void CompareBalance(Projection projection, JsonProperty expected, List<string> differences)
    {
        var balance = Balance.Of(projection, ThingOf(projection, expected.Name));
        foreach (var (name, value) in new[] { ("received", balance.Received), ("produced", balance.Produced), ("used", balance.Used), ("inProcess", balance.InProcess), ("onHand", balance.OnHand), ("gap", balance.Gap) })
        {
            var wanted = name == "gap" ? 0 : expected.Value.GetProperty(name).GetDecimal();
            if (wanted != value) differences.Add($"balance {expected.Name} {name}: {wanted} expected, {value} found");
        }
    }

    private static int ThingOf(Projection projection, string name) => Cloud.Api.IdParameter.Thing(projection, name);

    private static IEnumerable<string> Names(Projection projection, IEnumerable<TracedThing> things, LinkClass linkClass, MaterialKind kind) =>
        things.Where(t => t.Class == linkClass && projection.Things[t.Thing].Kind == kind).Select(t => projection.Things[t.Thing].Extension!);

    private static List<string> Texts(JsonElement list) => list.EnumerateArray().Select(e => e.GetString()!).ToList();

    private static string? Text(JsonProperty of, string name) => of.Value.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : "";

    private static void Differ(string what, IEnumerable<string> expected, IEnumerable<string> found, List<string> differences)
    {
        var (wanted, got) = (expected.ToHashSet(), found.ToHashSet());
        if (!wanted.SetEquals(got)) differences.Add($"{what}: missing [{string.Join(", ", wanted.Except(got))}], too much [{string.Join(", ", got.Except(wanted))}]");
    }
}
