namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A line draws caps from a left and a right feeder. Nobody records from which: the lots of both are possible in every piece. Only
/// where both hold the same lot, or one is empty, the records prove something.
/// </summary>
public sealed class S21_two_feeders
{
    [Fact]
    public void The_lots_of_both_feeders_are_possible() => Scenario.Of("""
        feed CAP sequential overlap 1 per 1
        08:00 receive CAP/1 5 at LINE
        08:00 receive CAP/2 5 at LINE
        08:00 receive CAP/3 9 at LINE
        08:01 load CAP/1 5 run 1 position LEFT
        08:01 load CAP/2 5 run 1 position RIGHT
        08:02 make P#1..2 run 1
        08:03 load CAP/3 9 run 1 position LEFT
        08:04 make P#3..4 run 1
        08:10 ship P#2..3 to EAST
        """)
        .Expect("forward CAP/1", "possible: P#1..4")
        .Expect("forward CAP/2", "possible: P#1..4")
        .Expect("forward CAP/3", "possible: P#3..4")
        .Expect("backward P#1", "possible: CAP/1 CAP/2")
        .Expect("backward P#4", "possible: CAP/1 CAP/2 CAP/3")
        .ExpectExcluded("CAP/3", "came out before it was loaded: P#1..2")
        .ExpectCustomers("CAP/3", "EAST: ?P#3")
        .ExpectCustomers("CAP/2", "EAST: ?P#2..3")
        .ExpectBalance("CAP/1", "received 5 used 4 inProcess 1")
        .ExpectBalance("CAP/2", "received 5 inProcess 5")
        .ExpectBalance("CAP/3", "received 9 inProcess 9");

    [Fact]
    public void The_same_lot_on_both_feeders_is_certain_and_another_item_is_no_doubt() => Scenario.Of("""
        feed CAP sequential per 1
        feed SEAL sequential per 1
        08:00 receive CAP/1 10 at LINE
        08:01 load CAP/1 5 run 1 position LEFT
        08:01 load CAP/1 5 run 1 position RIGHT
        08:01 load SEAL/1 5 run 1 position LEFT
        08:02 make P#1..2 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2")
        .Expect("forward SEAL/1", "confirmed: P#1..2")
        .ExpectBalance("CAP/1", "received 10 used 2 inProcess 8");

    [Fact]
    public void Once_one_feeder_is_empty_the_other_ones_lot_is_certain() => Scenario.Of("""
        feed CAP sequential per 1
        08:01 load CAP/1 50 run 1 position LEFT
        08:01 load CAP/2 50 run 1 position RIGHT
        08:02 make P#1 run 1
        08:03 empty RIGHT
        08:04 make P#2 run 1
        """)
        .Expect("forward CAP/1", "possible: P#1\nconfirmed: P#2")
        .Expect("forward CAP/2", "possible: P#1");

    [Fact]
    public void A_return_from_one_feeder_leaves_the_other_as_it_is() => Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/1 5 at LINE
        08:00 receive CAP/2 5 at LINE
        08:01 load CAP/1 5 run 1 position LEFT
        08:01 load CAP/2 5 run 1 position RIGHT
        08:02 move CAP/2 5 from LINE run 1 position RIGHT to STORE
        08:03 make P#1 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1")
        .Expect("forward CAP/2", "")
        .ExpectBalance("CAP/1", "received 5 used 1 inProcess 4")
        .ExpectBalance("CAP/2", "received 5 onHand 5");
}
