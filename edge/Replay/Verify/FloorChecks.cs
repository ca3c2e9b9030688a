using System.Text.Json;

namespace Traceability.Edge.Replay;

/// <summary>What the lights said: every label at a pick face with its verdict, and every label that could not be committed.</summary>
internal static class FloorChecks
{
    public static async Task RunAsync(Verifier verifier, JsonElement truth, CancellationToken stop)
    {
        var picks = await verifier.ListAsync("api/v1/picks", stop);
        verifier.Ask("labels at pick faces").Same("picks", Json.Items(truth, "picks").Select(Pick), picks.Select(p => Pick(p, "time")), eachIsAQuestion: true);
        var byLabel = picks.ToLookup(p => (Json.Text(p, "time"), Json.Text(p, "station")));
        foreach (var expected in Json.Items(truth, "picks").Where(p => p.TryGetProperty("expected", out _)))
            verifier.Ask("lots a red light demands").Contains(Pick(expected),
                byLabel[(Json.Text(expected, "t"), Json.Text(expected, "station"))].SelectMany(p => Json.Texts(p, "expected")).Select(Lot), [Json.Text(expected, "expected")!]);

        var blocked = (await verifier.ListAsync("api/v1/deviations", stop)).Where(d => Json.Text(d, "verdict") is "blocked" or "override");
        verifier.Ask("deviations").Same("deviations", Json.Items(truth, "picks").Where(p => Json.Text(p, "verdict") != "allowed").Select(Pick), blocked.Select(p => Pick(p, "time")), eachIsAQuestion: true);
        var refusals = await verifier.ListAsync("api/v1/refusals", stop);
        verifier.Ask("rejected labels").Same("rejected", Json.Items(truth, "rejected").Select(r => Refusal(r, "t", "completedBy")), refusals.Select(r => Refusal(r, "time", "completedTime")), eachIsAQuestion: true);
        await PalletsAsync(verifier, truth, stop);
    }

    private static async Task PalletsAsync(Verifier verifier, JsonElement truth, CancellationToken stop)
    {
        foreach (var (pallet, state) in Json.Texts(truth, "onHandPallets").Select(p => (p, "onHand")).Concat(Json.Items(truth, "shipments").Select(s => (Json.Text(s, "sscc")!, "shipped"))))
        {
            var answer = await verifier.GetAsync($"api/v1/trace?id={pallet}&direction=forward", stop);
            var seed = Json.Items(answer, "things").FirstOrDefault(t => Json.Text(t, "id") == Json.Text(answer, "seed", "id"));
            var where = Json.Text(seed, "where", "state") ?? (Json.Items(answer, "shipments").Any() ? "shipped" : "onHand");
            verifier.Ask("where a pallet is").Equal(pallet, state, where == "packed" ? "onHand" : where);
        }
    }

    private static string Pick(JsonElement pick) => Pick(pick, "t");

    private static string Pick(JsonElement p, string time)
    {
        var allowed = Json.Text(p, "verdict") == "allowed";
        return $"{Json.Text(p, time)} {Json.Text(p, "station")} {Json.Text(p, "item")}/{Json.Text(p, "lot")} {Json.Text(p, "verdict")} {(allowed ? Json.Text(p, "quantity") : Json.Text(p, "reason"))}";
    }

    private static string Refusal(JsonElement r, string time, string completed) => $"{Json.Text(r, time)} {Json.Text(r, "station")} {Json.Text(r, "reason")} completed {Json.Text(r, completed)}";

    // "expected" may be a lot text or its URI.
    private static string Lot(string expected) => Uri.UnescapeDataString(expected[(expected.LastIndexOf('/') + 1)..]);
}
