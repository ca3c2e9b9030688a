using Traceability.Epcis;

namespace Traceability.Tests.Stations;

/// <summary>Every station's reads and commands: one row one outcome, the last light and the last event.</summary>
public sealed class StationKindsTests : IDisposable
{
    private readonly WholePlant _plant = new();

    public void Dispose() => _plant.Dispose();

    // Made before every row: lots G1 and G2 of ten at the face, lamps S1 to S3 on the line, S3 packed in box 1 and shipped with SO1.
    private const string Begin = "pack box 1; pack lamp S3; pack CMD:DONE; ship 1KSO1; ship box 1";

    [Theory]
    // Count.
    [InlineData("count LFACE; count glass G1 7; count CMD:DONE", "Green", "cycle_counting G1=7 place")]
    [InlineData("count LFACE; count CMD:DONE", "Green", "cycle_counting place")]
    [InlineData("count LFACE; count glass G1 4; count glass G1 4; count glass G1 4; count glass G2 1; count CMD:DONE", "Green", "cycle_counting G1=8 G2=1 place")]
    [InlineData("count LFACE; count glass G1 4; count CMD:UNDO; count glass G2 1; count CMD:DONE", "Green", "cycle_counting G2=1 place")]
    [InlineData("count LFACE; count LSTORE", "RedFlashing", "refused: other place")]
    [InlineData("count Q3; count glass G1", "Green", "cycle_counting G1=3 lot")]
    [InlineData("count glass G1", "Yellow", "refused: quantity missing")]
    [InlineData("count CMD:DONE", "RedFlashing", "refused: no place")]
    // Returns.
    [InlineData("back CMD:RMA-R7; back box 1", "Green", "receiving 095213000000000015 +unavailable")]
    [InlineData("back lamp S3", "Green", "receiving S3 +unavailable")]
    [InlineData("back 1KSO1; back CMD:RMA-R7; back lamp S1", "Yellow", "receiving S1 +unavailable")]
    [InlineData("back lamp S1", "RedFlashing", "refused: no order")]
    [InlineData("back CMD:RMA-R7; back glass G1 4", "Yellow", "receiving G1=4 +unavailable")]
    [InlineData("back CMD:RMA-", "RedFlashing", "refused: not awaited here")]
    // Quality.
    [InlineData("quality CMD:HOLD; quality CMD:REASON-DAMAGED; quality glass G1", "Green", "holding G1 +unavailable: damaged")]
    [InlineData("quality CMD:HOLD; quality glass G1", "Yellow", "refused: reason missing")]
    [InlineData("quality CMD:HOLD; quality CMD:REASON-BORED", "RedFlashing", "refused: not awaited here")]
    [InlineData("quality glass G1", "RedFlashing", "refused: no action")]
    [InlineData("quality CMD:RELEASE; quality glass G1", "RedFlashing", "refused: not held")]
    [InlineData("quality CMD:HOLD; quality CMD:REASON-DAMAGED; quality glass NEW", "Yellow", "holding NEW +unavailable: damaged")]
    [InlineData("quality CMD:HOLD; quality CMD:REASON-DAMAGED; quality glass G1; quality CMD:RELEASE; quality glass G1", "Green", "inspecting G1 +conformant -unavailable: damaged")]
    [InlineData("quality CMD:HOLD; quality CMD:REASON-DAMAGED; quality glass G1; quality glass G2; quality glass G1; quality CMD:RELEASE; quality glass G1", "Yellow", "inspecting G1 -unavailable: damaged")]
    [InlineData("quality LFACE; quality CMD:SCRAP; quality CMD:REASON-DAMAGED; quality Q4; quality glass G1", "Green", "destroying G1=4: damaged")]
    [InlineData("quality LFACE; quality CMD:SAMPLE; quality CMD:REASON-TRIAL; quality Q1; quality glass G1", "Green", "destroying G1=1: trial or inspection")]
    [InlineData("quality CMD:SAMPLE; quality CMD:REASON-TRIAL; quality glass G1", "Yellow", "refused: quantity missing")]
    [InlineData("quality CMD:SCRAP; quality CMD:REASON-DAMAGED; quality lamp S1; quality lamp S1; quality lamp S1", "RedFlashing", "refused: already used")]
    [InlineData("quality CMD:EMPTIED; quality LLINE", "Green", "removing 9521300002033")]
    // Assemble.
    [InlineData("dock KPO1; dock case C1; bench lamp S1; bench case C1", "Green", "installing S1 C1")]
    [InlineData("bench lamp S1; bench Q2; bench glass G1", "Yellow", "installing S1 G1=2")]
    [InlineData("bench lamp S1; bench glass G1", "Yellow", "installing S1 G1=1")]
    [InlineData("bench lamp S1; bench lamp S2", "RedFlashing", "refused: wrong item")]
    [InlineData("bench glass G1", "RedFlashing", "refused: serial missing")]
    [InlineData("bench lamp S3", "RedFlashing", "refused: already shipped")]
    [InlineData("bench lamp S1; bench case C1; bench lamp S1; bench lamp S2; bench case C1", "RedFlashing", "refused: already used")]
    [InlineData("bench lamp S1; bench case C1; bench CMD:REMOVE; bench case C1", "Green", "removing S1 C1")]
    [InlineData("bench lamp S1; bench glass G1; bench CMD:REMOVE; bench lamp S1", "Green", "removing S1")]
    [InlineData("bench lamp S1; bench CMD:REMOVE; bench case C1", "RedFlashing", "refused: not installed")]
    // Relabel, split, merge.
    [InlineData("relabel glass G2; relabel glass NEW", "Green", "repackaging G2=10>NEW=10")]
    [InlineData("relabel glass G2; relabel Q4; relabel glass N1; relabel glass N2", "Green", "repackaging G2=6>N2=6")]
    [InlineData("relabel glass G2; relabel glass G1; relabel glass NEW", "Green", "repackaging G2=10 G1=6>NEW=16")]
    [InlineData("relabel glass G2; relabel Q40; relabel glass NEW", "RedFlashing", "refused: quantity")]
    [InlineData("relabel glass NEW", "Blue", "refused: unknown lot")]
    [InlineData("relabel glass G2; relabel lamp N1", "RedFlashing", "refused: wrong item")]
    [InlineData("relabel lamp S1; relabel lamp N1", "Green", "repackaging S1>N1")]
    [InlineData("relabel lamp S1; relabel lamp N1; pack box 2; pack lamp S1", "RedFlashing", "refused: replaced")]
    [InlineData("relabel CMD:REPRINT; relabel lamp S1", "Green", "encoding S1 copy 2")]
    [InlineData("relabel CMD:REPRINT; relabel lamp S1; pack box 2; pack lamp S1", "RedFlashing", "refused: replaced")]
    [InlineData("relabel CMD:REPRINT; relabel lamp S1; pack box 2; pack lamp S1 2; pack CMD:DONE", "Green", "packing 095213000000000022 S1")]
    [InlineData("relabel CMD:REPRINT; relabel lamp S1 2; relabel CMD:REPRINT; relabel lamp S1 2", "Green", "encoding S1 copy 4")]
    // Commands at the line and at the pack station.
    [InlineData("in CMD:EMPTIED; in glass G1", "Green", "removing 9521300002033 09521300000015")]
    [InlineData("in CMD:EMPTIED; in CMD:DONE", "Green", "removing 9521300002033")]
    [InlineData("in CMD:RETURN; in glass G1; in LSTORE", "Green", "storing G1=1")]
    [InlineData("in CMD:RETURN; in glass NEVER", "RedFlashing", "refused: not at this line")]
    [InlineData("in CMD:SCRAP; in CMD:REASON-DAMAGED; in Q1; in glass G1", "Green", "destroying G1=1: damaged")]
    [InlineData("in LSTORE", "RedFlashing", "refused: not awaited here")]
    [InlineData("strict WWO1; strict lamp S9", "RedFlashing", "refused: component missing")]
    [InlineData("dock KPO1; dock lamp S9", "RedFlashing", "refused: born elsewhere")]
    [InlineData("dock KPO1; dock case C1; dock case C1", "RedFlashing", "refused: already received")]
    [InlineData("pack box 2; pack lamp S1; pack CMD:DONE; pack CMD:UNPACK; pack box 2", "Green", "unpacking 095213000000000022")]
    [InlineData("pack box 2; pack lamp S1; pack lamp S2; pack CMD:UNPACK; pack lamp S1; pack CMD:DONE", "Green", "packing 095213000000000022 S2")]
    [InlineData("pack box 2; pack lamp S1; pack CMD:DONE; pack CMD:UNPACK; pack lamp S1", "Green", "unpacking 095213000000000022 S1")]
    [InlineData("pack CMD:UNPACK; pack lamp S1", "RedFlashing", "refused: not packed")]
    [InlineData("pack CMD:UNPACK; pack box 1", "RedFlashing", "refused: already shipped")]
    // Undo.
    [InlineData("store glass G1; store LSTORE; store CMD:UNDO", "Yellow", "void storing G1=6")]
    [InlineData("store glass G1; store LSTORE; quality CMD:SCRAP; quality CMD:REASON-DAMAGED; quality glass G1; store CMD:UNDO", "RedFlashing", "refused: depended on")]
    [InlineData("out lamp S7; pack box 2; pack lamp S7; pack CMD:DONE; out CMD:UNDO", "RedFlashing", "refused: depended on")]
    [InlineData("out lamp S7; out CMD:UNDO; out lamp S7", "Yellow", "commissioning S7")]
    [InlineData("in CMD:UNDO", "RedFlashing", "refused: depended on")]
    [InlineData("ship CMD:UNDO; ship box 1", "Green", "shipping 095213000000000015")]
    [InlineData("ship CMD:UNDO; ship CMD:UNDO", "RedFlashing", "refused: nothing to undo")]
    [InlineData("back lamp S3; ship CMD:UNDO", "RedFlashing", "refused: depended on")]
    // What is not wholly a command is none.
    [InlineData("ship CMD:UNDOX", "RedFlashing", "refused: not awaited here")]
    [InlineData("ship NF-CMD:UNDO", "RedFlashing", "refused: other site")]
    [InlineData("face 1HNOBODY", "RedFlashing", "refused: unknown badge")]
    public void Reads_and_what_comes_of_them(string script, string light, string outcome)
    {
        _plant.Stock("G1", "G2");
        _plant.Do("face WWO1; face Q4; face glass G1; in WWO1; in glass G1");
        _plant.Make("S1", "S2", "S3");
        _plant.Do(Begin);
        var shown = _plant.Do(script)!;
        Assert.Equal((light, outcome), (shown.Pattern.ToString(), Said(_plant.Last)));
        Assert.True(shown.Text.Length > 10, shown.Text);
    }

    internal static string Said(EpcisEvent e)
    {
        if (e.Trace?.Refusal is { } refusal) return $"refused: {refusal.Reason}";
        var words = new List<string?> { e.ErrorDeclaration is null ? null : "void", e.BizStep, e.ParentId is null ? null : Last(e.ParentId) };
        words.AddRange((e.EpcList ?? []).Concat(e.ChildEpcs).Select(Last));
        words.AddRange(e.QuantityList.Concat(e.ChildQuantityList).Select(Amount));
        if (e.OutputQuantityList.Count + e.OutputEpcList.Count > 0)
            words.Add(e.InputQuantityList.Count + e.InputEpcList.Count == 0 ? string.Join(' ', e.OutputEpcList.Select(Last))
                : $"{string.Join(' ', e.InputQuantityList.Select(Amount).Concat(e.InputEpcList.Select(Last)))}>{string.Join(' ', e.OutputQuantityList.Select(Amount).Concat(e.OutputEpcList.Select(Last)))}");
        words.Add(e.Trace?.CountScope);
        words.Add(e.Trace?.Copy is { } copy ? $"copy {copy}" : null);
        words.AddRange((e.PersistentDisposition?.Set ?? []).Select(w => "+" + w).Concat((e.PersistentDisposition?.Unset ?? []).Select(w => "-" + w)));
        return string.Join(' ', words.Where(w => !string.IsNullOrEmpty(w))) + (e.Trace?.Reason is { } reason && reason != "returned" ? $": {reason}" : "");
    }

    private static string Last(string uri) => Uri.UnescapeDataString(uri[(uri.LastIndexOf('/') + 1)..]);
    private static string Amount(QuantityElement q) => q.Quantity is null ? Last(q.EpcClass) : $"{Last(q.EpcClass)}={q.Quantity:0.###}";
}
