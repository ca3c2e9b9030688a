using Traceability.Edge.Stations;
using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Tests.Stations;

/// <summary>What a sequence of reads means, read by read, as a person at the station would see it.</summary>
public sealed class StationRulesTests : IDisposable
{
    private readonly SmallPlant _plant = new();

    public void Dispose() => _plant.Dispose();

    [Theory]
    [InlineData("HELLO WORLD", "unreadable")]
    [InlineData("]C10109521300000014", "unreadable")]
    [InlineData("KPO9", "unknown document")]
    [InlineData("WWO1", "not awaited here")]
    [InlineData("CMD:SCRAP", "not awaited here")]
    [InlineData("]C1010952130000001530|10G1", "unreadable")]
    [InlineData("<img src=x onerror=alert(1)>", "unreadable")]
    public void What_cannot_be_committed_is_refused_with_its_bytes_and_a_sentence(string text, string reason)
    {
        _plant.Read("dock", "KPO1");
        var light = _plant.Read("dock", text)!;
        Assert.Equal(BizStep.Refused, _plant.Last.BizStep);
        Assert.Equal((reason, text.Replace('|', '\u001d')), (_plant.Last.Trace!.Refusal!.Reason, _plant.Last.Trace.Refusal.Raw));
        Assert.Contains(light.Pattern, new[] { LightPattern.Blue, LightPattern.RedFlashing });
        Assert.True(light.Text.Length > 30, light.Text);
    }

    [Fact]
    public void A_repeated_read_adds_no_event()
    {
        _plant.Read("dock", "KPO1");
        _plant.Read("dock", SmallPlant.Glass("G1"));
        Assert.Null(_plant.Read("dock", SmallPlant.Glass("G1"), after: 0.4));
        Assert.Null(_plant.Read("dock", SmallPlant.Glass("G1"), after: 0.4));
        Assert.Single(_plant.Events);
    }

    [Fact]
    public void The_same_lot_label_later_is_a_question_that_the_same_label_answers_yes()
    {
        _plant.Read("dock", "KPO1");
        _plant.Read("dock", SmallPlant.Glass("G1"));
        Assert.Equal(LightPattern.Yellow, _plant.Read("dock", SmallPlant.Glass("G1"))!.Pattern);
        Assert.Single(_plant.Events);
        Assert.Equal(LightPattern.Green, _plant.Read("dock", SmallPlant.Glass("G1"))!.Pattern);
        Assert.Equal(2, _plant.Events.Count);
    }

    [Fact]
    public void Another_read_answers_no_and_is_processed()
    {
        _plant.Read("dock", "KPO1");
        _plant.Read("dock", SmallPlant.Glass("G1"));
        _plant.Read("dock", SmallPlant.Glass("G1"));
        Assert.Equal(LightPattern.Green, _plant.Read("dock", SmallPlant.Glass("G2"))!.Pattern);
        Assert.Equal(["G1", "G2"], _plant.Events.Select(e => e.QuantityList[0].EpcClass[^2..]));
    }

    [Fact]
    public void A_second_barcode_completes_a_label_and_the_event_says_so()
    {
        _plant.Read("dock", "KPO1");
        var light = _plant.Read("dock", "]C101095213000000153010");
        Assert.Equal((LightPattern.Yellow, "lot missing: scan the label's other barcode"), (light!.Pattern, light.Text));
        _plant.Read("dock", "]C110G1");
        Assert.Equal([BizStep.Refused, BizStep.Receiving], _plant.Events.Select(e => e.BizStep));
        Assert.Equal(_plant.Events[0].EventId, _plant.Last.Trace!.Completes);
        Assert.Equal(10, _plant.Last.QuantityList[0].Quantity);
    }

    [Fact]
    public void A_lot_text_of_another_supplier_is_never_merged()
    {
        _plant.Stock("G1");
        _plant.Read("dock", "KPO2");
        Assert.Equal(LightPattern.Blue, _plant.Read("dock", SmallPlant.Glass("G1"))!.Pattern);
        Assert.Equal("lot known otherwise", _plant.Last.Trace!.Refusal!.Reason);
    }

    [Fact]
    public void A_newer_lot_is_red_until_the_older_one_is_taken()
    {
        _plant.Stock("G1");
        _plant.Stock("G2");
        _plant.Read("face", "WWO1");
        var red = _plant.Read("face", SmallPlant.Glass("G2"))!;
        Assert.Equal(LightPattern.RedFlashing, red.Pattern);
        Assert.Contains("take lot G1 from FACE", red.Text, StringComparison.Ordinal);
        Assert.Equal(("blocked", "older lot available"), (_plant.Last.Trace!.Pick!.Verdict, _plant.Last.Trace.Pick.Reason));
        Assert.Equal(LightPattern.Green, _plant.Read("face", SmallPlant.Glass("G1"))!.Pattern);
        Assert.Equal(LightPattern.Green, _plant.Read("face", SmallPlant.Glass("G2"))!.Pattern);
    }

    [Fact]
    public void A_lot_nobody_knows_is_blue_and_kept()
    {
        _plant.Stock("G1");
        _plant.Read("face", "WWO1");
        var blue = _plant.Read("face", SmallPlant.Glass("NOBODYS"))!;
        Assert.Equal(LightPattern.Blue, blue.Pattern);
        Assert.StartsWith("Unknown lot: nobody received GLASS lot NOBODYS", blue.Text, StringComparison.Ordinal);
        Assert.Equal((BizStep.PickBlocked, "unknown lot"), (_plant.Last.BizStep, _plant.Last.Trace!.Pick!.Reason));
    }

    [Fact]
    public void A_demanded_lot_that_is_not_there_is_counted_as_missing_and_the_next_is_demanded()
    {
        _plant.Stock("G1");
        _plant.Stock("G2");
        _plant.Read("face", "WWO1");
        _plant.Read("face", SmallPlant.Glass("G2"));
        Assert.Equal(LightPattern.Yellow, _plant.Read("face", "CMD:NOTFOUND")!.Pattern);
        Assert.Equal((BizStep.CycleCounting, 0m), (_plant.Last.BizStep, _plant.Last.QuantityList[0].Quantity));
        Assert.Equal(LightPattern.Green, _plant.Read("face", SmallPlant.Glass("G2"))!.Pattern);
    }

    [Fact]
    public void A_keyed_quantity_is_of_the_next_label_whatever_its_verdict()
    {
        _plant.Stock("G1");
        _plant.Stock("G2");
        _plant.Read("face", "WWO1");
        _plant.Read("face", "Q4");
        _plant.Read("face", SmallPlant.Glass("G2"));
        _plant.Read("face", SmallPlant.Glass("G1"));
        Assert.Equal(10, _plant.Last.QuantityList[0].Quantity);
    }

    [Fact]
    public void A_half_used_carton_is_picked_and_mounted_with_what_is_recorded_not_with_what_it_says()
    {
        _plant.Stock("G1");
        _plant.Read("face", "WWO1");
        _plant.Read("face", "Q4");
        _plant.Read("face", SmallPlant.Glass("G1"));
        _plant.Read("in", "WWO1");
        _plant.Read("in", SmallPlant.Glass("G1"));
        Assert.Equal(4, _plant.Last.InputQuantityList[0].Quantity);
        _plant.Read("in", SmallPlant.Glass("G1"));
        Assert.Equal(0, _plant.Last.InputQuantityList[0].Quantity);
        _plant.Read("face", SmallPlant.Glass("G1"));
        Assert.Equal(6, _plant.Last.QuantityList[0].Quantity);
    }

    [Fact]
    public void A_unit_made_without_a_loaded_component_is_recorded_with_a_finding()
    {
        _plant.Read("out", "WWO1");
        var light = _plant.Read("out", SmallPlant.Lamp("S1"))!;
        Assert.Equal((LightPattern.Yellow, true), (light.Pattern, light.Text.Contains("no lot of GLASS loaded", StringComparison.Ordinal)));
        Assert.Equal(["no lot of GLASS loaded"], _plant.Last.Trace!.Findings);
        Assert.Equal(LightPattern.RedFlashing, _plant.Read("out", SmallPlant.Lamp("S1"))!.Pattern);
        Assert.Equal("already used", _plant.Last.Trace!.Refusal!.Reason);
    }

    [Fact]
    public void The_stations_of_a_line_share_its_run_and_ask_when_it_has_changed()
    {
        _plant.Read("in", "WWO1");
        _plant.Read("out", "WWO1");
        _plant.Read("in", "WWO2");
        var asked = _plant.Read("out", SmallPlant.Lamp("S1"))!;
        Assert.Equal((LightPattern.Yellow, 0), (asked.Pattern, _plant.Events.Count));
        Assert.StartsWith("the line runs WO2 now, no more WO1", asked.Text, StringComparison.Ordinal);
        // Another label answers no and is asked about itself; the same again is for the run that the line is on.
        Assert.Equal(LightPattern.Yellow, _plant.Read("out", SmallPlant.Lamp("S2"))!.Pattern);
        _plant.Read("out", SmallPlant.Lamp("S2"));
        Assert.EndsWith("WO2", Vocabulary.DocumentNumber(_plant.Last.BizTransactionList[0].Id), StringComparison.Ordinal);
        _plant.Read("out", "WWO1");
        _plant.Read("out", SmallPlant.Lamp("S3"));
        Assert.EndsWith("WO1", Vocabulary.DocumentNumber(_plant.Last.BizTransactionList[0].Id), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_is_packed_closed_and_shipped_once()
    {
        const string box = "]C100095213000000000015";
        _plant.Read("out", "WWO1");
        _plant.Read("out", SmallPlant.Lamp("S1"));
        _plant.Read("pack", box);
        _plant.Read("pack", SmallPlant.Lamp("S1"));
        Assert.Equal(LightPattern.Green, _plant.Read("pack", box)!.Pattern);
        Assert.Equal((EventType.AggregationEvent, 1), (_plant.Last.Type, _plant.Last.ChildEpcs.Count));
        Assert.Equal("no order", Refusal(_plant.Read("ship", box)));
        _plant.Read("ship", "1KSO1");
        Assert.Equal(LightPattern.Green, _plant.Read("ship", box)!.Pattern);
        Assert.Equal("already shipped", Refusal(_plant.Read("ship", box)));
        Assert.Equal("unknown container", Refusal(_plant.Read("ship", "]C100095213000000000022")));
    }

    [Fact]
    public void Ten_minutes_of_silence_end_a_shipment()
    {
        _plant.Read("ship", "1KSO1");
        Assert.Equal("no order", Refusal(_plant.Read("ship", "]C100095213000000000015", after: 601)));
    }

    private string? Refusal(Light? light)
    {
        Assert.Equal(LightPattern.RedFlashing, light!.Pattern);
        return _plant.Last.Trace!.Refusal?.Reason;
    }
}
