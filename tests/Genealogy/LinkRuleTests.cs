namespace Traceability.Tests.Genealogy;

/// <summary>The link rules of trace.md section 1, one table a rule; the scenarios of section 3 are in the folder Scenarios.</summary>
public sealed class LinkRuleTests
{
    [Fact]
    public void The_same_lot_again_is_no_change_over_and_one_scanned_again_is_current() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 2 run 1
        08:02 make P#1..2 run 1
        08:03 load A/1 2 run 1
        08:04 make P#3..4 run 1
        08:05 load A/2 1 run 1
        08:06 make P#5 run 1
        08:07 load A/1 9 run 1
        08:08 make P#6..8 run 1
        """)
        .Expect("forward A/1", "confirmed: P#1..4 P#7..8\npossible: P#5..6")
        .Expect("forward A/2", "possible: P#5..6");

    [Fact]
    public void Mixed_lots_are_each_possible_from_when_they_are_in() => Scenario.Of("""
        feed A mix per 1
        08:01 load A/1 5 run 1
        08:02 make H/1 5 run 1
        08:03 load A/2 5 run 1
        08:04 make H/2 5 run 1
        """)
        .Expect("forward A/1", "confirmed: H/1\npossible: H/2")
        .Expect("forward A/2", "possible: H/2")
        .ExpectReason("A/2", "H/2", "mixed with 1");

    [Fact]
    public void An_output_that_names_its_own_input_overrides_the_run_for_that_item() => Scenario.Of("""
        feed A mix per 1
        08:01 load A/1 5 run 1
        08:01 load A/2 5 run 1
        08:02 make P#1 run 1 of A/2
        08:03 make P#2 run 1
        """)
        .Expect("forward A/1", "possible: P#2")
        .Expect("forward A/2", "confirmed: P#1\npossible: P#2");
}
