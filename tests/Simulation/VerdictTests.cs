using System.Text.Json;
using Traceability.Epcis;
using Traceability.Inventory;

namespace Traceability.Tests.Simulation;

/// <summary>The station rules against what truly happened in the public plants.</summary>
public sealed class VerdictTests
{
    [PlantFact]
    public void Northfield_every_pick_rejection_and_shipment_is_as_the_truth_says() => Check("northfield");

    [PlantFact]
    public void Northfield_week_every_pick_rejection_and_shipment_is_as_the_truth_says() => Check("northfield-week");

    private static void Check(string plant)
    {
        var folder = Path.Combine(SharedPlants.Folder!, plant);
        using var play = PlantPlay.Of(folder);
        using var truth = SharedPlants.Truth(folder);
        var events = play.Events.ConvertAll(e => e.Event);

        var picks = events.Where(e => e.Trace?.Pick is not null && e.BizStep is Vocabulary.BizStep.Picking or Vocabulary.BizStep.PickBlocked).Select(Pick).ToList();
        Assert.Equal(truth.RootElement.GetProperty("picks").EnumerateArray().Select(Pick), picks);
        foreach (var (expected, e) in truth.RootElement.GetProperty("picks").EnumerateArray().Zip(events.Where(e => e.Trace?.Pick is not null)))
            if (expected.TryGetProperty("expected", out var lot)) Assert.Contains(lot.GetString(), e.Trace!.Pick!.Expected.Select(RotationRules.LotText));

        var refusals = events.Where(e => e.BizStep == Vocabulary.BizStep.Refused).ToList();
        Assert.Equal(truth.RootElement.GetProperty("rejected").EnumerateArray().Select(r => $"{r.GetProperty("t")} {r.GetProperty("station")} {r.GetProperty("reason")} {r.GetProperty("completedBy")}"),
            refusals.Select(e => $"{EventWriter.Time(e.EventTime)} {e.Trace!.Station} {e.Trace.Refusal!.Reason} {EventWriter.Time(events.Single(x => x.Trace?.Completes == e.EventId).EventTime)}"));

        var ships = events.Where(e => e.BizStep == Vocabulary.BizStep.Shipping).Select(e => $"{Vocabulary.DocumentNumber(e.BizTransactionList[0].Id)} {e.EpcList![0][^18..]}");
        Assert.Equal(truth.RootElement.GetProperty("shipments").EnumerateArray().Select(s => $"{s.GetProperty("order")} {s.GetProperty("sscc")}"), ships);
        Assert.Equal(truth.RootElement.GetProperty("units").EnumerateObject().Count(), events.Sum(e => e.OutputEpcList.Count));
    }

    private static string Pick(JsonElement p) =>
        $"{p.GetProperty("t")} {p.GetProperty("station")} {p.GetProperty("lot")} {p.GetProperty("verdict")} {(p.TryGetProperty("reason", out var r) ? r.GetString() : "")} {(p.TryGetProperty("quantity", out var q) ? q.GetDecimal().ToString("0.##") : "")}";

    private static string Pick(EpcisEvent e)
    {
        var pick = e.Trace!.Pick!;
        var quantity = pick.Verdict == "blocked" ? "" : e.QuantityList[0].Quantity!.Value.ToString("0.##");
        return $"{EventWriter.Time(e.EventTime)} {e.Trace.Station} {RotationRules.LotText(e.QuantityList[0].EpcClass)} {pick.Verdict} {pick.Reason} {quantity}";
    }
}
