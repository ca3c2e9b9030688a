namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// The next order starts while the hopper still holds caps of the last one, and nobody scans them again. They are possible in the
/// new order's pumps ("left from run 1") for as long as quantity says, until a scan in the new order settles it.
/// </summary>
public sealed class S19_left_on_the_line
{
    [Fact]
    public void What_stays_is_possible_in_the_next_order_until_it_is_scanned_there() => Scenario.Of("""
        feed CAP sequential overlap 1 per 1
        08:00 receive CAP/1 10 at LINE
        08:00 receive CAP/2 9 at LINE
        08:01 load CAP/1 10 run 1
        08:02 make P#1..4 run 1
        09:01 make Q#1..2 run 2
        09:02 load CAP/1 0 run 2
        09:03 make Q#3 run 2
        09:04 load CAP/2 9 run 2
        09:05 make Q#4..8 run 2
        09:20 ship Q#2..4 to EAST
        """)
        .Expect("forward CAP/1", "confirmed: P#1..4 Q#3\npossible: Q#1..2 Q#4..6")
        .Expect("forward CAP/2", "confirmed: Q#7..8\npossible: Q#4..6")
        .Expect("forward CAP/1 asOf 09:01:30", "confirmed: P#1..4\npossible: Q#1..2")
        .Expect("backward Q#1", "possible: CAP/1")
        .Expect("backward Q#3", "confirmed: CAP/1")
        .ExpectReason("CAP/1", "Q#1", "left from run 1")
        .ExpectReason("CAP/1", "Q#4", "change-over")
        .ExpectExcluded("CAP/1", "run out before: Q#7..8")
        .ExpectCustomers("CAP/1", "EAST: ?Q#2 Q#3 ?Q#4")
        .ExpectBalance("CAP/1", "received 10 used 10")
        .ExpectBalance("CAP/2", "received 9 used 2 inProcess 7");

    [Fact]
    public void Several_lots_left_give_way_to_one_another_in_the_order_loaded() => Scenario.Of("""
        feed CAP sequential overlap 1 per 1
        08:00 receive CAP/1 3 at LINE
        08:00 receive CAP/2 3 at LINE
        08:01 load CAP/1 3 run 1
        08:02 load CAP/2 3 run 1
        08:03 make P#1 run 1
        09:01 make Q#1..4 run 2
        """)
        .Expect("forward CAP/1", "possible: P#1 Q#1..2")
        .Expect("forward CAP/2", "possible: P#1 Q#1..4")
        .ExpectBalance("CAP/1", "received 3 used 3")
        .ExpectBalance("CAP/2", "received 3 used 2 inProcess 1");

    [Fact]
    public void Nothing_left_by_quantity_is_nothing_carried_over() => Scenario.Of("""
        feed CAP sequential overlap 2 per 1
        08:00 receive CAP/1 3 at LINE
        08:01 load CAP/1 3 run 1
        08:03 make P#1..3 run 1
        09:01 make Q#1..4 run 2
        """)
        .Expect("forward CAP/1", "confirmed: P#1..3")
        .Expect("backward Q#1", "")
        .ExpectBalance("CAP/1 asOf 08:30", "received 3 used 3");

    [Fact]
    public void Where_the_use_per_piece_is_unknown_the_last_lot_stays_until_emptied() => Scenario.Of("""
        feed CAP sequential
        08:01 load CAP/1 5 run 1
        08:02 make P#1 run 1
        08:03 load CAP/2 5 run 1
        08:04 make P#2 run 1
        09:01 make Q#1 run 2
        09:02 empty LINE
        09:03 make Q#2 run 2
        10:01 make R#1 run 3
        """)
        .Expect("forward CAP/1", "confirmed: P#1\npossible: P#2")
        .Expect("forward CAP/2", "possible: P#2 Q#1")
        .ExpectReason("CAP/2", "Q#1", "left from run 1");
}
