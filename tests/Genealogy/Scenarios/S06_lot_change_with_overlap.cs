namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// In the middle of a run the cap lot changes. The feeder may still hold a few of the old caps, so around the change both lots are
/// possible: for as many pieces (or seconds) as the item's rule says, and beyond that while quantity says that old caps are left.
/// </summary>
public sealed class S06_lot_change_with_overlap
{
    [Fact]
    public void Around_the_change_both_lots_are_possible_for_overlap_pieces() => Scenario.Of("""
        feed CAP sequential overlap 3 per 1
        08:00 receive CAP/1 5 at LINE
        08:00 receive CAP/2 9 at LINE
        08:02 load CAP/1 5 run 1
        08:03 make P#1..5 run 1
        08:05 load CAP/2 9 run 1
        08:06 make P#6..12 run 1
        08:20 pack [1] P#4..7 P#12
        08:30 ship [1] to EAST
        """)
        .Expect("forward CAP/1", "confirmed: P#1..5\npossible: P#6..8")
        .Expect("forward CAP/2", "confirmed: P#9..12\npossible: P#6..8")
        .Expect("forward CAP/1 asOf 08:04", "confirmed: P#1..5")
        .Expect("forward CAP/1 asOf 08:06:05", "confirmed: P#1..5\npossible: P#6")
        .Expect("backward P#5", "confirmed: CAP/1")
        .Expect("backward P#7", "possible: CAP/1 CAP/2")
        .Expect("backward P#9", "confirmed: CAP/2")
        .ExpectReason("CAP/1", "P#7", "change-over")
        .ExpectReason("CAP/2", "P#7", "change-over")
        .ExpectExcluded("CAP/1", "run out before: P#9..12")
        .ExpectExcluded("CAP/2", "came out before it was loaded: P#1..5")
        .ExpectExcluded("backward P#9", "run out before: CAP/1")
        .ExpectCustomers("CAP/1", "EAST: P#4..5 ?P#6..7")
        .ExpectCustomers("CAP/2", "EAST: ?P#6..7 P#12")
        .ExpectPallets("CAP/1", "EAST: [1]=4of5")
        .ExpectBalance("CAP/1", "received 5 used 5")
        .ExpectBalance("CAP/2", "received 9 used 7 inProcess 2")
        .ExpectBalance("CAP/2 asOf 08:05:30", "received 9 inProcess 9");

    [Fact]
    public void Beyond_the_overlap_quantity_keeps_an_earlier_lot_possible_first_loaded_first_used() => Scenario.Of("""
        feed CAP sequential overlap 1 per 1
        08:00 receive CAP/1 6 at LINE
        08:00 receive CAP/2 9 at LINE
        08:01 load CAP/1 6 run 1
        08:02 make P#1..2 run 1
        08:03 load CAP/2 9 run 1
        08:04 make P#3..9 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2\npossible: P#3..6")
        .Expect("forward CAP/2", "confirmed: P#7..9\npossible: P#3..6")
        .ExpectBalance("CAP/1", "received 6 used 6")
        .ExpectBalance("CAP/2", "received 9 used 3 inProcess 6");

    [Fact]
    public void One_at_a_time_drops_the_quantity_part_but_not_the_overlap() => Scenario.Of("""
        feed CAP sequential overlap 1 per 1 oneAtATime
        08:01 load CAP/1 6 run 1
        08:02 make P#1..2 run 1
        08:03 load CAP/2 9 run 1
        08:04 make P#3..9 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2\npossible: P#3")
        .Expect("forward CAP/2", "confirmed: P#4..9\npossible: P#3")
        .ExpectExcluded("CAP/1", "run out before: P#4..9");

    [Fact]
    public void The_overlap_in_seconds_counts_time_and_an_entry_of_pieces_counts_its_pieces() => Scenario.Of("""
        feed CAP sequential overlapSeconds 30 per 1
        feed SEAL sequential overlap 5 per 1
        08:01:00 load CAP/1 1 run 1
        08:01:00 load SEAL/1 3 run 1
        08:02:00 make BOX/1 3 run 1
        08:03:00 load CAP/2 99 run 1
        08:03:00 load SEAL/2 99 run 1
        08:03:29 make BOX/2 4 run 1
        08:03:30 make BOX/3 4 run 1
        08:03:31 make BOX/4 4 run 1
        """)
        .Expect("forward CAP/1", "confirmed: BOX/1\npossible: BOX/2")
        .Expect("forward CAP/2", "confirmed: BOX/3 BOX/4\npossible: BOX/2")
        .Expect("forward SEAL/1", "confirmed: BOX/1\npossible: BOX/2 BOX/3")
        .Expect("forward SEAL/2", "confirmed: BOX/4\npossible: BOX/2 BOX/3");

    [Fact]
    public void Three_lots_in_a_row_give_way_each_on_its_own() => Scenario.Of("""
        feed CAP sequential overlap 2 per 1 oneAtATime
        08:01 load CAP/1 5 run 1
        08:02 make P#1 run 1
        08:03 load CAP/2 5 run 1
        08:04 make P#2 run 1
        08:05 load CAP/3 5 run 1
        08:06 make P#3..5 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1\npossible: P#2..3")
        .Expect("forward CAP/2", "possible: P#2..4")
        .Expect("forward CAP/3", "confirmed: P#5\npossible: P#3..4")
        .Expect("backward P#3", "possible: CAP/1 CAP/2 CAP/3");
}
