namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// The same bin, but somebody takes screws without scanning a lot. Nothing is dropped: whatever lot lay at the line, or failing
/// that lay anywhere in the plant at that moment, is possible in what was built, and the answer says out of how many.
/// </summary>
public sealed class S04_bin_drawn_without_lot
{
    [Fact]
    public void Every_lot_on_hand_then_is_possible_and_no_lot_that_was_gone_or_came_later() => Scenario.Of("""
        feed SCREW sequential per 2
        07:00 receive SCREW/0 5 at BIN
        07:30 scrap SCREW/0 5 at BIN
        08:00 receive SCREW/1 10 at BIN
        08:00 receive SCREW/2 10 at BIN
        08:00 receive SCREW/3 10 at STORE
        08:01 receive NUT/1 10 at BIN
        08:03 load SCREW 4 run 1
        08:04 make PUMP#1..2 run 1
        08:30 receive SCREW/4 10 at BIN
        08:40 ship PUMP#1 to EAST
        09:00 count BIN SCREW/1=6 SCREW/2=10 SCREW/4=10 NUT/1=10 whole
        """)
        .Expect("forward SCREW/0", "")
        .Expect("forward SCREW/1", "possible: PUMP#1..2")
        .Expect("forward SCREW/2", "possible: PUMP#1..2")
        .Expect("forward SCREW/3", "possible: PUMP#1..2")
        .Expect("forward SCREW/4", "")
        .Expect("forward NUT/1", "")
        .Expect("backward PUMP#1", "possible: SCREW/1 SCREW/2 SCREW/3")
        .ExpectDepth("backward PUMP#1", "1: SCREW/1 SCREW/2 SCREW/3")
        .ExpectReason("SCREW/1", "PUMP#1", "lot not recorded, 3 candidates")
        .ExpectCustomers("SCREW/3", "EAST: ?PUMP#1")
        .ExpectCustomers("SCREW/4", "")
        .ExpectBalance("SCREW/1 asOf 08:50", "received 10 onHand 10")
        .ExpectBalance("SCREW/1", "received 10 onHand 6 lost 4 gap 4")
        .ExpectBalance("SCREW/2", "received 10 onHand 10")
        .ExpectBalance("SCREW/0", "received 5 scrapped 5");

    [Fact]
    public void A_lot_that_lies_at_the_line_is_the_only_candidate_and_still_only_possible() => Scenario.Of("""
        feed SCREW sequential per 2
        08:00 receive SCREW/1 10 at BIN
        08:00 receive SCREW/2 10 at BIN
        08:01 move SCREW/2 8 from BIN to LINE
        08:03 load SCREW 4 run 1
        08:04 make PUMP#1..2 run 1
        """)
        .Expect("forward SCREW/1", "")
        .Expect("forward SCREW/2", "possible: PUMP#1..2")
        .ExpectReason("SCREW/2", "PUMP#2", "lot not recorded, 1 candidate")
        .ExpectBalance("SCREW/2", "received 10 onHand 10");

    [Fact]
    public void A_lot_scanned_afterwards_takes_over_once_the_unnamed_one_is_used_up() => Scenario.Of("""
        feed SCREW sequential per 1
        08:00 receive SCREW/1 10 at BIN
        08:03 load SCREW 4 run 1
        08:04 make PUMP#1..2 run 1
        08:05 receive SCREW/2 5 at LINE
        08:06 load SCREW/2 5 run 1
        08:07 make PUMP#3..6 run 1
        """)
        .Expect("forward SCREW/1", "possible: PUMP#1..4")
        .Expect("forward SCREW/2", "possible: PUMP#3..4\nconfirmed: PUMP#5..6")
        .Expect("backward PUMP#3", "possible: SCREW/1 SCREW/2")
        .Expect("backward PUMP#5", "confirmed: SCREW/2")
        .ExpectBalance("SCREW/1", "received 10 onHand 10")
        .ExpectBalance("SCREW/2", "received 5 used 2 inProcess 3");
}
