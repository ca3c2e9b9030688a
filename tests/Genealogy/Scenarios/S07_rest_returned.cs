namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A carton of ten caps is mounted, some are used, and the rest goes back to the store. Up to the return the lot is in the pumps,
/// after it no more; and what came back is what the balance says.
/// </summary>
public sealed class S07_rest_returned
{
    [Fact]
    public void Partly_used_the_lot_counts_until_the_rest_is_returned() => Scenario.Of("""
        feed CAP sequential overlap 3 per 1
        08:00 receive CAP/1 10
        08:00 receive CAP/2 10
        08:01 move CAP/1 10 from DOCK to LINE
        08:01 move CAP/2 10 from DOCK to LINE
        08:02 load CAP/1 10 run 1
        08:03 make P#1..6 run 1
        08:05 move CAP/1 4 from LINE to STORE
        08:06 load CAP/2 10 run 1
        08:07 make P#7..9 run 1
        08:10 ship P#6..7 to EAST
        """)
        .Expect("forward CAP/1", "confirmed: P#1..6")
        .Expect("forward CAP/2", "confirmed: P#7..9")
        .ExpectCustomers("CAP/1", "EAST: P#6")
        .ExpectExcluded("CAP/2", "came out before it was loaded: P#1..6")
        .ExpectBalance("CAP/1 asOf 08:04", "received 10 used 6 inProcess 4")
        .ExpectBalance("CAP/1", "received 10 used 6 onHand 4")
        .ExpectBalance("CAP/2", "received 10 used 3 inProcess 7")
        .ExpectStock("CAP/1", "STORE 4");

    [Fact]
    public void What_stays_on_the_line_after_a_part_went_back_is_used_on() => Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/1 10 at LINE
        08:00 receive CAP/2 10 at LINE
        08:02 load CAP/1 10 run 1
        08:03 make P#1..4 run 1
        08:05 move CAP/1 4 from LINE run 1 to STORE
        08:06 make P#5 run 1
        08:07 load CAP/2 10 run 1
        08:08 make P#6..8 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..5\npossible: P#6")
        .Expect("forward CAP/2", "confirmed: P#7..8\npossible: P#6")
        .ExpectBalance("CAP/1", "received 10 used 6 onHand 4")
        .ExpectBalance("CAP/2", "received 10 used 2 inProcess 8");

    [Fact]
    public void Two_cartons_of_one_lot_in_one_event_are_as_much_as_both() => Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/1 10 at LINE
        08:02 load CAP/1 10 run 1
        08:03 make P#1..4 run 1
        08:05 move CAP/1 4 CAP/1 2 from LINE run 1 to STORE
        """)
        .ExpectBalance("CAP/1", "received 10 used 4 onHand 6")
        .ExpectStock("CAP/1", "STORE 6");

    [Fact]
    public void What_lay_beside_the_line_goes_back_first() => Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/1 10
        08:01 move CAP/1 10 from DOCK to LINE
        08:02 load CAP/1 6 run 1
        08:03 move CAP/1 5 from LINE to STORE
        08:04 make P#1..6 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..6")
        .ExpectBalance("CAP/1", "received 10 used 5 onHand 5");

    [Fact]
    public void Returned_in_full_after_pieces_came_out_the_lot_before_is_possible_until_it_is_scanned_again() => Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/1 60 at LINE
        08:00 receive CAP/2 10 at LINE
        08:02 load CAP/1 50 run 1
        08:03 make P#1..2 run 1
        08:04 load CAP/2 10 run 1
        08:05 make P#3 run 1
        08:06 move CAP/2 10 from LINE run 1 to STORE
        08:07 make P#4 run 1
        08:08 load CAP/1 10 run 1
        08:09 make P#5 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2 P#5\npossible: P#3..4")
        .Expect("forward CAP/2", "possible: P#3")
        .ExpectReason("CAP/1", "P#4", "after the return of CAP/2")
        .ExpectBalance("CAP/2", "received 10 onHand 10");

    [Fact]
    public void The_remainder_from_a_mixed_hopper_may_hold_every_lot_that_was_in_it() => Scenario.Of("""
        feed CAP mix per 1
        08:00 receive CAP/1 5 at LINE
        08:00 receive CAP/2 5 at LINE
        08:02 load CAP/1 5 run 1
        08:02 load CAP/2 5 run 1
        08:03 make BOX/1 4 run 1
        08:05 move CAP/2 3 from LINE to STORE
        08:06 move CAP/2 3 from STORE to LINE2
        08:07 load CAP/2 3 run 2 at LINE2
        08:08 make BOX/2 3 run 2 at LINE2
        """)
        .Expect("forward CAP/1", "possible: BOX/1 CAP/2 BOX/2")
        .Expect("forward CAP/2", "possible: BOX/1\nconfirmed: BOX/2")
        .Expect("backward BOX/2", "confirmed: CAP/2\npossible: CAP/1")
        .ExpectReason("CAP/1", "CAP/2", "remainder of")
        .ExpectBalance("CAP/1", "received 5 used 4 inProcess 1")
        .ExpectBalance("CAP/2", "received 5 used 3 inProcess 2");
}
