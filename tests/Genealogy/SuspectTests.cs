using Traceability.Cloud.Genealogy;
using Traceability.Tests.Genealogy.Table;
using Names = Traceability.Tests.Genealogy.Table.Names;

namespace Traceability.Tests.Genealogy;

/// <summary>Failing units and what they share, on plants small enough to count by hand; and the counts against each unit's own backward trace.</summary>
public sealed class SuspectTests
{
    // Two board lots, one battery lot; the bad board B2 is in P#5..8. Resin of two suppliers, two moulds.
    private const string Boards = """
        feed B sequential per 1
        feed C sequential per 1
        06:30 receive B/B1 4 from ALPHA
        06:30 receive B/B2 4 from BETA
        06:30 receive C/C1 8 from GAMMA
        07:00 load C/C1 8 run 1 at LINE
        07:00 load B/B1 4 run 1 at LINE
        07:10 make P#1..4 run 1 lot L
        08:05 load B/B2 4 run 1 at LINE
        08:10 make P#5..8 run 1 lot L
        """;

    // The housings H1 and H2 come from one mould each; the resin R2 in H2 is bad, two levels below the pumps.
    private const string Depth = """
        feed R sequential per 1
        feed H sequential per 1
        06:00 receive R/R1 9 from ALPHA
        06:00 receive R/R2 9 from BETA
        06:10 load R/R1 9 run 10 at MOULD1
        06:10 load R/R2 9 run 20 at MOULD2
        06:20 make H/H1 6 run 10 at MOULD1
        06:20 make H/H2 6 run 20 at MOULD2
        09:00 load H/H1 6 run 1 at LINE
        09:10 make P#1..6 run 1 lot L
        10:00 load H/H2 6 run 1 at LINE
        10:10 make P#7..12 run 1 lot L
        """;

    [Fact]
    public void The_board_that_all_failing_units_share_and_no_good_one_has_comes_first_with_its_supplier()
    {
        var found = Ask(Boards, "P#5..8", "P#1..4").Causes;
        Assert.Equal(["lot B/B2 4/4 0/4", "supplier BETA 4/4 0/4", "hour 2026-03-02 08:00–09:00 4/4 0/4"], found.Select(Told));
        Assert.Equal(new Counted(4, 0, 4), found[0].Failing);
        // Of the 70 ways to choose four of eight units one is this.
        Assert.Equal(1 / 70.0, found[0].P, 12);
        Assert.Equal((9.0, 1.85), (found[0].Lift, found[0].Weight));
    }

    [Fact]
    public void Without_good_units_the_siblings_made_on_the_same_days_are_what_they_are_compared_with()
    {
        var answer = Ask(Boards, "P#5..8", null);
        Assert.Equal(("the other units of the same item made 2026-03-02", 4, "lot B/B2 4/4 0/4"), (answer.ComparedWith, answer.Good, Told(answer.Causes[0])));
    }

    [Fact]
    public void What_failing_and_good_units_share_alike_is_no_suspect() =>
        Assert.DoesNotContain(Ask(Boards, "P#5..8", "P#1..4").Causes, c => c.Cause.Name is "C/C1" or "GAMMA" || c.Cause.Kind is "run" or "line");

    [Fact]
    public void A_bad_lot_two_levels_down_stands_beside_everything_that_came_of_it() =>
        Assert.Equal(["lot H/H2", "lot R/R2", "run 20", "supplier BETA", "line MOULD2", "hour 2026-03-02 10:00–11:00"],
            Ask(Depth, "P#7..12", "P#1..6").Causes.Select(c => $"{c.Cause.Kind} {Word(c.Cause)}"));

    [Fact]
    public void One_failing_unit_with_another_cause_lowers_the_weight_and_not_the_order()
    {
        var found = Ask(Depth, "P#1 P#7..12", "P#2..6").Causes;
        Assert.Equal("lot H/H2 6/7 0/5", Told(found[0]));
        Assert.True(found[0].Weight < Ask(Depth, "P#7..12", "P#1..6").Causes[0].Weight);
    }

    [Fact]
    public void What_is_only_possible_weighs_half()
    {
        const string mixed = """
            feed A mix
            feed B sequential per 1
            07:00 receive A/A1 9 from ALPHA
            07:00 load A/A1 9 run 1 at LINE
            07:00 receive A/A2 9 from ALPHA
            07:00 load A/A2 9 run 2 at LINE2
            07:00 receive A/A3 9 from ALPHA
            07:01 load A/A3 9 run 1 at LINE
            07:10 make P#1..4 run 1
            07:10 make P#5..8 run 2 at LINE2
            """;
        var found = Ask(mixed, "P#1..4", "P#5..8").Causes;
        var run = found.Single(c => c.Cause.Kind == "run");
        var lot = found.Single(c => c.Cause.Name == "A/A1");
        Assert.Equal(new Counted(0, 4, 4), lot.Failing);
        Assert.Equal((0.014286, 1.0), (Math.Round(lot.P, 6), lot.PConfirmed));
        Assert.Equal(run.Weight / 2, lot.Weight, 2);
        Assert.True(lot.Lift < run.Lift);
    }

    [Theory]
    [InlineData(Boards, "P#1 P#5..8", "P#2..4")]
    [InlineData(Depth, "P#3..8", "P#1..2 P#9..12")]
    public void Every_count_is_what_each_units_own_trace_says(string table, string failing, string good)
    {
        var answers = new Answers(Scenario.Of(table).Stored, Scenario.Plant);
        foreach (var cause in answers.Suspects(Units(failing), Units(good)).Causes.Where(c => c.Cause.Kind == "lot" && !c.Cause.Name.StartsWith("P/", StringComparison.Ordinal)))
        {
            Assert.Equal(answers.Contained(cause.Cause.Id, Units(failing)), (cause.Failing.Confirmed, cause.Failing.Possible));
            Assert.Equal(answers.Contained(cause.Cause.Id, Units(good)), (cause.Good.Confirmed, cause.Good.Possible));
        }
    }

    [Fact]
    public void The_order_of_arrival_changes_nothing()
    {
        var stored = Scenario.Of(Depth).Stored;
        var backwards = stored.Reverse().Select((s, i) => s with { Commit = i + 1 }).ToList();
        string Asked(IReadOnlyList<Cloud.Store.StoredEvent> events) => string.Join('\n', new Answers(events, Scenario.Plant).Suspects(Units("P#3..8"), Units("P#1..2 P#9..12")).Causes);
        Assert.Equal(Asked(stored), Asked(backwards));
    }

    [Theory]
    [InlineData(3, 3, 0, 3, 1 / 20.0)]
    [InlineData(2, 3, 1, 3, 0.5)]
    [InlineData(1, 3, 1, 3, 1)]
    [InlineData(5, 10, 1, 20, 0.0088417)]
    public void Fishers_exact_test_gives_the_textbook_values(int withFailing, int failing, int withGood, int good, double p) =>
        Assert.Equal(p, Math.Pow(10, Odds.Log10(withFailing, failing, withGood, good)), 6);

    private static SuspectAnswer Ask(string table, string failing, string? good) =>
        new Answers(Scenario.Of(table).Stored, Scenario.Plant).Suspects(Units(failing), good is null ? null : Units(good));

    private static List<string> Units(string names) => names.Split(' ').SelectMany(Names.Expand).ToList();

    private static string Told(Suspect s) => $"{s.Cause.Kind} {Word(s.Cause)} {s.Failing.With}/{s.Failing.Of} {s.Good.With}/{s.Good.Of}";

    private static string Word(SuspectCause cause) => cause.Kind is "supplier" or "line" ? Names.Short(cause.Id) : cause.Name.Split(" at ")[0];
}
