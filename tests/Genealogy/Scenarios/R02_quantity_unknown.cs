namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>Rule 2 of trace.md where amounts are missing: unknown is not zero, so a lot stays possible until somebody says it is gone.</summary>
public sealed class R02_quantity_unknown
{
    [Fact]
    public void A_carton_of_unknown_content_stays_possible_until_it_is_returned() => Scenario.Of("""
        feed CAP sequential per 1
        08:01 load CAP/1 run 1
        08:02 make P#1..2 run 1
        08:03 load CAP/2 9 run 1
        08:04 make P#3..4 run 1
        08:05 move CAP/1 from LINE run 1 to STORE
        08:06 make P#5 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2\npossible: P#3..4")
        .Expect("forward CAP/2", "confirmed: P#5\npossible: P#3..4");

    [Fact]
    public void Or_until_the_position_is_emptied() => Scenario.Of("""
        feed CAP sequential per 1
        08:01 load CAP/1 run 1
        08:02 make P#1 run 1
        08:03 load CAP/2 9 run 1
        08:04 make P#2 run 1
        08:05 empty LINE CAP
        08:06 load CAP/3 9 run 1
        08:07 make P#3 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1\npossible: P#2")
        .Expect("forward CAP/2", "possible: P#2")
        .Expect("forward CAP/3", "confirmed: P#3");

    [Fact]
    public void After_emptying_the_overlap_still_counts_also_for_what_was_mixed() => Scenario.Of("""
        feed CAP mix overlap 1 per 1
        08:01 load CAP/1 9 run 1
        08:01 load CAP/2 9 run 1
        08:02 make P#1 run 1
        08:03 empty LINE
        08:04 load CAP/3 9 run 1
        08:05 make P#2..3 run 1
        """)
        .Expect("forward CAP/1", "possible: P#1..2")
        .Expect("forward CAP/2", "possible: P#1..2")
        .Expect("forward CAP/3", "possible: P#2\nconfirmed: P#3");
}
