using System.Text.Json;

namespace Traceability.Edge.Replay;

/// <summary>Lots of the truth: who supplied them, what contains them, who has it, and where their quantity is.</summary>
internal static class LotChecks
{
    public static async Task RunAsync(Verifier verifier, JsonElement truth, CancellationToken stop)
    {
        foreach (var lot in truth.GetProperty("lots").EnumerateObject())
        {
            await OriginAsync(verifier, lot, stop);
            await TraceAsync(verifier, lot, stop);
        }
        foreach (var balance in truth.GetProperty("balances").EnumerateObject()) await BalanceAsync(verifier, balance, stop);
    }

    private static async Task OriginAsync(Verifier verifier, JsonProperty lot, CancellationToken stop)
    {
        var answer = await verifier.GetAsync($"api/v1/lots?id={Uri.EscapeDataString(lot.Name)}", stop);
        foreach (var (what, field) in new[] { ("supplier", "supplier"), ("purchaseOrder", "order"), ("workOrder", "workOrder"), ("expiry", "expiry") })
            verifier.Ask($"a lot's {what}").Equal(lot.Name, Json.Text(lot.Value, what), Json.Text(answer, field));
        verifier.Ask("a lot's received").Equal(lot.Name, Json.Text(lot.Value, "received"), Json.Text(answer, "received"));
    }

    private static async Task TraceAsync(Verifier verifier, JsonProperty lot, CancellationToken stop)
    {
        var answer = await verifier.GetAsync($"api/v1/trace?id={Uri.EscapeDataString(lot.Name)}&direction=forward", stop);
        var things = Json.Items(answer, "things").Where(t => Json.Text(t, "id") != Json.Text(answer, "seed", "id")).ToList();
        var units = Things(things, "unit", "serial");
        verifier.Ask("units confirmed for a lot").Same(lot.Name, Json.Texts(lot.Value, "units", "certain"), units("confirmed"));
        verifier.Ask("units possible for a lot").Same(lot.Name, Json.Texts(lot.Value, "units", "possible"), units("possible"));
        verifier.Ask("units that physically contain a lot").Contains(lot.Name, units("confirmed").Concat(units("possible")), Json.Texts(lot.Value, "physicalUnits"));
        var lots = Things(things, "lot", "lot");
        verifier.Ask("intermediate lots confirmed").Same(lot.Name, Json.Texts(lot.Value, "intermediateLots", "certain"), lots("confirmed"));
        verifier.Ask("intermediate lots possible").Same(lot.Name, Json.Texts(lot.Value, "intermediateLots", "possible"), lots("possible"));
        var shipments = Json.Items(answer, "shipments").Where(s => Json.Items(s, "confirmed").Any() || Json.Items(s, "possible").Any()).ToList();
        verifier.Ask("orders of a lot").Same(lot.Name, Json.Texts(lot.Value, "orders"), shipments.Select(s => Json.Text(s, "order") ?? ""));
        verifier.Ask("customers of a lot").Same(lot.Name, Json.Texts(lot.Value, "customers"), shipments.Select(s => Json.Text(s, "customer") ?? ""));
        verifier.Ask("units of a lot not shipped").Same(lot.Name, Json.Texts(lot.Value, "unshippedUnits"),
            things.Where(t => Json.Text(t, "kind") == "unit" && Json.Text(t, "where", "state") != "shipped").Select(t => Json.Text(t, "serial") ?? ""));
    }

    private static Func<string, IEnumerable<string>> Things(List<JsonElement> things, string kind, string name) =>
        @class => things.Where(t => Json.Text(t, "kind") == kind && Json.Text(t, "class") == @class).Select(t => Json.Text(t, name) ?? "");

    private static async Task BalanceAsync(Verifier verifier, JsonProperty balance, CancellationToken stop)
    {
        var answer = await verifier.GetAsync($"api/v1/balance?id={Uri.EscapeDataString(balance.Name)}", stop);
        foreach (var figure in balance.Value.EnumerateObject())
            verifier.Ask($"balance {figure.Name}").Equal(balance.Name, Json.Text(balance.Value, figure.Name), Json.Text(answer, figure.Name));
    }
}
