using System.Text;
using Traceability.Edge.Devices.Diagnosis;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Tests.Devices;

/// <summary>What a scanner's reads say about its set-up. In the texts "|" is the group separator.</summary>
public sealed class ScanDiagnosisTests
{
    private const string Aim = "sends no AIM identifier", Drops = "drops the group separator", Layout = "the scanner's keyboard layout is not US";

    [Theory]
    [InlineData("0109521321000011", 5, Aim)]
    [InlineData("0109521321000011", 4, null)]
    [InlineData("]C10109521321000011", 100, null)]
    [InlineData("KPO1", 5, Aim)]
    // The same label pulled again and again is one read: a fault of the label, not of the scanner.
    [InlineData("]C1010952132100001030351", 100, null)]
    public void The_same_read_so_often(string read, int times, string? advice) => Expect(advice, [.. Enumerable.Repeat(read, times)]);

    [Fact]
    public void A_scanner_that_sent_an_identifier_is_given_more_time_and_one_that_sends_it_again_is_well()
    {
        var label = "]C10109521321000011";
        Expect(null, [label, .. Enumerable.Repeat("LPF-1", 49)]);
        Expect(Aim, [label, .. Enumerable.Repeat("LPF-1", 50)]);
        Expect(null, [label, .. Enumerable.Repeat("LPF-1", 50), label]);
    }

    // Each line is what a scanner that drops GS makes of three good labels; a good scanner's must not be mistaken for one.
    [Theory]
    [InlineData("]C1010952132100001030350|10P260302001X", "]C1010952132100001030351|10P260302002X", true)]
    [InlineData("]C1010952132100001010A1|17270120", "]C1010952132100001010A2|17270120", false)]
    [InlineData("]d20109521321000010211234567890123456|10L240701", "]Q30109521321000010211234567890123457|10L240701", true)]
    [InlineData("]C1019952132100001117270120310200600010R260302001E", "]C1019952132100001117270120310200600010R260302002E", null)]
    [InlineData("]C10010952132100000016", "]C10010952132100000023", null)]
    public void A_separator_that_is_dropped_is_found_out(string first, string second, bool? isCertain)
    {
        string[] sent = [first, second, first, second];
        Expect(null, sent);
        var dropped = sent.Select(label => label.Replace("|", "", StringComparison.Ordinal)).ToArray();
        Expect(isCertain is null ? null : Drops, dropped);
        // Two reads that cannot be otherwise are enough, unlikely ones need more.
        Expect(isCertain is true ? Drops : null, dropped[..2]);
        Expect(null, [.. dropped, first.Contains('|', StringComparison.Ordinal) ? first : "]C110A|21B"]);
    }

    [Theory]
    [InlineData("<GS>"), InlineData("^]"), InlineData("{GS}"), InlineData("\\x1D")]
    public void A_separator_that_is_written_out_is_named(string written) =>
        Expect($"as the text {written}", $"]C1010952132100001010A1{written}2170", $"]C1010952132100001010A2{written}2171");

    [Fact]
    public void What_good_labels_hold_is_never_taken_for_a_lost_separator()
    {
        var random = new Random(20260302);
        var (diagnosis, signs) = (new ScanDiagnosis(KeyLayout.Us), 0);
        for (var n = 0; n < 20_000; n++)
        {
            // Lots and serials of twelve digits are the hardest: now and then one ends as a date would.
            var digits = $"{random.NextInt64(1_000_000_000_000):D12}";
            Element[] elements = [new("01", "09521321000010", 0), new(random.Next(2) == 0 ? "10" : "21", digits, 0)];
            signs += LostSeparator.Look(Encoding.Latin1.GetBytes($"]C1{ElementString.Build(elements)}")).Weight;
            diagnosis.Take(Encoding.Latin1.GetBytes("]C1" + ElementString.Build(elements)));
            Assert.Null(diagnosis.Advice);
        }
        Assert.True(signs > ScanDiagnosis.LostSeparators, "the labels were too easy");
    }

    // What a French scanner's digits become in the US layout, and a US scanner's in the French one.
    [Theory]
    [InlineData(KeyboardLayout.Us, "!@#$%^&*()", Layout)]
    [InlineData(KeyboardLayout.Fr, "&é\"'(-è_çà", "the scanner's keyboard layout is not French")]
    [InlineData(KeyboardLayout.Us, "(ABC)-DEF", null)]
    [InlineData(KeyboardLayout.Us, "!@#$%^&*()7", null)]
    public void Digits_that_come_as_their_neighbours_tell_another_layout(KeyboardLayout layout, string read, string? advice)
    {
        var diagnosis = new ScanDiagnosis(KeyLayout.Of(layout));
        diagnosis.Take(Encoding.Latin1.GetBytes("X" + read));
        Assert.Null(diagnosis.Advice);
        diagnosis.Take(Encoding.Latin1.GetBytes("Y" + read));
        if (advice is null) Assert.Null(diagnosis.Advice);
        else Assert.StartsWith(advice, diagnosis.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_the_layout_has_not_tell_another_one_and_digits_speak_for_it_again()
    {
        var diagnosis = new ScanDiagnosis(KeyLayout.Us);
        diagnosis.TakeForeignKeys(1);
        Assert.Null(diagnosis.Advice);
        diagnosis.TakeForeignKeys(2);
        Assert.StartsWith(Layout, diagnosis.Advice, StringComparison.Ordinal);
        // A serial scanner has no layout to be wrong about.
        Expect(null, "!@#$%^&*()", "!@#$%^&*()A");
    }

    private static void Expect(string? advice, params string[] reads)
    {
        var diagnosis = new ScanDiagnosis();
        foreach (var read in reads) diagnosis.Take(Encoding.Latin1.GetBytes(read.Replace('|', '\u001d')));
        if (advice is null) Assert.Null(diagnosis.Advice);
        else Assert.Contains(advice, diagnosis.Advice, StringComparison.Ordinal);
    }
}
