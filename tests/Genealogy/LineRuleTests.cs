namespace Traceability.Tests.Genealogy;

/// <summary>What lies on a line's positions (rules 2 to 4): returns, what stays for the next order, late scans, two feeders, two clocks.</summary>
public sealed class LineRuleTests
{
    [Fact]
    public void S7_partly_used_the_rest_returned_counts_until_the_return() => Scenario.Of("""
        feed A sequential per 1
        08:00 receive A/1 10
        08:00 receive A/2 10
        08:01 move A/1 10 from DOCK to LINE
        08:01 move A/2 10 from DOCK to LINE
        08:02 load A/1 10 run 1
        08:03 make P#1..6 run 1
        08:05 move A/1 4 from LINE to STORE
        08:06 load A/2 10 run 1
        08:07 make P#7..9 run 1
        """)
        .Expect("forward A/1", "confirmed: P#1..6")
        .Expect("forward A/2", "confirmed: P#7..9")
        .ExpectBalance("A/1", "received 10 used 6 onHand 4")
        .ExpectBalance("A/2", "received 10 used 3 inProcess 7");

    [Fact]
    public void S20_returned_in_full_unopened_is_as_if_never_loaded() => Scenario.Of("""
        feed A sequential overlap 5 per 1
        08:00 receive A/2 10
        08:01 move A/2 10 from DOCK to LINE
        08:02 load A/1 20 run 1
        08:03 make P#1..2 run 1
        08:04 load A/2 10 run 1
        08:05 move A/2 10 from LINE to STORE
        08:06 make P#3..4 run 1
        """)
        .Expect("forward A/2", "")
        .Expect("forward A/1", "confirmed: P#1..4")
        .ExpectBalance("A/2", "received 10 onHand 10");

    [Fact]
    public void A_return_takes_what_was_not_loaded_first() => Scenario.Of("""
        feed A sequential per 1
        08:00 receive A/1 10
        08:01 move A/1 10 from DOCK to LINE
        08:02 load A/1 6 run 1
        08:03 move A/1 5 from LINE to STORE
        08:04 make P#1..6 run 1
        """)
        .Expect("forward A/1", "confirmed: P#1..6")
        .ExpectBalance("A/1", "received 10 used 5 onHand 5");

    [Fact]
    public void S19_what_stays_on_the_line_is_possible_in_the_next_order_until_it_is_scanned_there() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 10 run 1
        08:02 make P#1..4 run 1
        09:01 make Q#1..2 run 2
        09:02 load A/1 0 run 2
        09:03 make Q#3 run 2
        09:04 load A/2 9 run 2
        09:05 make Q#4..8 run 2
        """)
        .Expect("forward A/1", "confirmed: P#1..4 Q#3\npossible: Q#1..2 Q#4..6")
        .Expect("forward A/2", "confirmed: Q#7..8\npossible: Q#4..6")
        .ExpectReason("A/1", "Q#1", "left from run 1")
        .ExpectBalance("A/1", "used 10 gap -10");

    [Fact]
    public void S19_several_lots_left_give_way_to_one_another_in_the_order_loaded() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 3 run 1
        08:02 load A/2 3 run 1
        08:03 make P#1 run 1
        09:01 make Q#1..4 run 2
        """)
        .Expect("forward A/1", "confirmed:\npossible: P#1 Q#1..2")
        .Expect("forward A/2", "possible: P#1 Q#1..4");

    [Fact]
    public void S19_nothing_left_by_quantity_is_nothing_carried_over() => Scenario.Of("""
        feed A sequential overlap 2 per 1
        08:01 load A/1 3 run 1
        08:03 make P#1..3 run 1
        09:01 make Q#1..4 run 2
        """)
        .Expect("forward A/1", "confirmed: P#1..3");

    [Fact]
    public void S24_mounted_first_and_scanned_after_three_units_both_lots_are_possible_in_those() => Scenario.Of("""
        feed A sequential overlap 1 early 3 per 1
        08:01 load A/1 5 run 1
        08:02 make P#1..5 run 1
        08:03 make P#6..8 run 1
        08:04 load A/2 9 run 1
        08:05 make P#9..11 run 1
        """)
        .Expect("forward A/2", "confirmed: P#10..11\npossible: P#6..9")
        .Expect("forward A/1", "confirmed: P#1..5\npossible: P#6..9");

    [Fact]
    public void S21_two_feeders_with_the_same_item_are_both_possible() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 5 run 1 position LEFT
        08:01 load A/2 5 run 1 position RIGHT
        08:02 make P#1..2 run 1
        08:03 load A/3 9 run 1 position LEFT
        08:04 make P#3..4 run 1
        """)
        .Expect("forward A/1", "possible: P#1..4")
        .Expect("forward A/2", "possible: P#1..4")
        .Expect("forward A/3", "possible: P#3..4");

    [Fact]
    public void Emptied_ends_what_lay_there_but_for_the_overlap() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 50 run 1
        08:02 make P#1..2 run 1
        08:03 empty LINE
        08:04 make P#3..4 run 1
        08:05 load A/2 9 run 1
        08:06 make P#5 run 1
        09:06 make Q#1 run 2
        """)
        .Expect("forward A/1", "confirmed: P#1..2\npossible: P#3")
        .Expect("forward A/2", "confirmed: P#5\npossible: Q#1");

    [Fact]
    public void S23_clocks_apart_leave_both_orders_possible_inside_their_errors() => Scenario.Of("""
        feed A sequential per 1 oneAtATime
        08:01:00 load A/1 5 run 1 by g1 error 2000
        08:02:00 make P#1 run 1 by g2 error 1000
        08:02:28 make P#2 run 1 by g2 error 1000
        08:02:30 load A/2 5 run 1 by g1 error 2000
        08:02:32 make P#3 run 1 by g2 error 1000
        08:02:33 make P#4 run 1 by g2 error 1000
        """)
        .Expect("forward A/1", "confirmed: P#1\npossible: P#2..3")
        .Expect("forward A/2", "confirmed: P#4\npossible: P#2..3");

    [Fact]
    public void S23_a_clock_that_nobody_vouches_for_makes_everything_of_its_boot_possible() => Scenario.Of("""
        feed A sequential per 1 oneAtATime
        08:01 load A/1 5 run 1 by g1
        08:02 make P#1 run 1 by g2 unsynced
        08:30 load A/2 5 run 1 by g1
        09:30 make P#2 run 1 by g2 unsynced
        """)
        .Expect("forward A/1", "possible: P#1..2")
        .Expect("forward A/2", "possible: P#1..2");
}
