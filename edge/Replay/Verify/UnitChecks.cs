using System.Text.Json;

namespace Traceability.Edge.Replay;

/// <summary>Units of the truth: each one's history from birth to customer, and the shipments they left with.</summary>
internal static class UnitChecks
{
    public static async Task RunAsync(Verifier verifier, JsonElement truth, CancellationToken stop)
    {
        var pallets = Pallets(truth);
        foreach (var unit in truth.GetProperty("units").EnumerateObject())
            await HistoryAsync(verifier, unit, pallets.GetValueOrDefault(unit.Name), stop);
    }

    private static Dictionary<string, string> Pallets(JsonElement truth)
    {
        var pallets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var shipment in Json.Items(truth, "shipments"))
            foreach (var serial in Json.Texts(shipment, "serials")) pallets[serial] = Json.Text(shipment, "sscc")!;
        return pallets;
    }

    private static async Task HistoryAsync(Verifier verifier, JsonProperty unit, string? pallet, CancellationToken stop)
    {
        var answer = await verifier.GetAsync($"api/v1/units/history?id={Uri.EscapeDataString($"{Json.Text(unit.Value, "item")}/{unit.Name}")}", stop);
        foreach (var (what, field) in new[] { ("workOrder", "workOrder"), ("assigned", "time"), ("assignedAt", "location") })
            verifier.Ask($"a unit's {what}").Equal(unit.Name, Json.Text(unit.Value, what), Json.Text(answer, "assigned", field));
        foreach (var component in unit.Value.GetProperty("components").EnumerateObject()) Component(verifier, unit.Name, component, answer);
        var containers = Json.Items(answer, "containers").Select(c => c.ValueKind == JsonValueKind.String ? c.GetString()! : Json.Text(c, "id") ?? Json.Text(c, "container") ?? "").Select(c => c[^Math.Min(18, c.Length)..]).ToList();
        verifier.Ask("a unit's case").Contains(unit.Name, containers, [Json.Text(unit.Value, "case") ?? ""]);
        if (pallet is not null) verifier.Ask("a shipped unit's pallet").Contains(unit.Name, containers, [pallet]);
        verifier.Ask("a unit's order").Equal(unit.Name, Json.Text(unit.Value, "order"), Json.Text(answer, "shipment", "order"));
        verifier.Ask("a unit's customer").Equal(unit.Name, Json.Text(unit.Value, "customer"), Json.Text(answer, "shipment", "customer"));
    }

    /// <summary>The physical lot must be the answer where the answer is confirmed, and among it where it is possible.</summary>
    private static void Component(Verifier verifier, string unit, JsonProperty component, JsonElement answer)
    {
        var answers = Json.Items(answer, "components").Where(c => Json.Text(c, "item") == component.Name).ToList();
        var confirmed = answers.Where(c => Json.Text(c, "class") == "confirmed").Select(c => Json.Text(c, "lot") ?? "").ToList();
        var physical = component.Value.GetString()!;
        if (confirmed.Count > 0) verifier.Ask("a unit's confirmed component lots").Same($"{unit} {component.Name}", [physical], confirmed);
        else verifier.Ask("a unit's possible component lots").Contains($"{unit} {component.Name}", answers.Select(c => Json.Text(c, "lot") ?? ""), [physical]);
    }
}
