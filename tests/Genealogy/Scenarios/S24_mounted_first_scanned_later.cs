namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// The operator hangs in the new caps, builds three pumps and only then scans the carton. With a margin for that, both lots are
/// possible in the three; without one the records are taken at their word.
/// </summary>
public sealed class S24_mounted_first_scanned_later
{
    [Fact]
    public void Both_lots_are_possible_in_the_pieces_before_the_scan() => Scenario.Of("""
        feed CAP sequential overlap 1 early 3 per 1
        08:00 receive CAP/1 5 at LINE
        08:00 receive CAP/2 9 at LINE
        08:01 load CAP/1 5 run 1
        08:02 make P#1..5 run 1
        08:03 make P#6..8 run 1
        08:04 load CAP/2 9 run 1
        08:05 make P#9..11 run 1
        08:10 ship P#5..6 to EAST
        08:10 ship P#10 to WEST
        """)
        .Expect("forward CAP/1", "confirmed: P#1..5\npossible: P#6..9")
        .Expect("forward CAP/2", "confirmed: P#10..11\npossible: P#6..9")
        .Expect("forward CAP/1 asOf 08:03:30", "confirmed: P#1..8")
        .Expect("backward P#6", "possible: CAP/1 CAP/2")
        .ExpectExcluded("CAP/2", "came out before it was loaded: P#1..5")
        .ExpectExcluded("CAP/1", "run out before: P#10..11")
        .ExpectCustomers("CAP/1", "EAST: P#5 ?P#6")
        .ExpectCustomers("CAP/2", "EAST: ?P#6\nWEST: P#10")
        .ExpectBalance("CAP/1", "received 5 used 5")
        .ExpectBalance("CAP/2", "received 9 used 6 inProcess 3");

    [Fact]
    public void The_margin_may_be_one_of_seconds() => Scenario.Of("""
        feed CAP sequential earlySeconds 60 per 1 oneAtATime
        08:01 load CAP/1 50 run 1
        08:02:59 make P#1 run 1
        08:03:00 make P#2 run 1
        08:04:00 load CAP/2 9 run 1
        08:05 make P#3 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1\npossible: P#2")
        .Expect("forward CAP/2", "confirmed: P#3\npossible: P#2");

    [Fact]
    public void Without_a_margin_the_scan_is_the_change() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:01 load CAP/1 5 run 1
        08:02 make P#1..2 run 1
        08:04 load CAP/2 9 run 1
        08:05 make P#3 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2")
        .Expect("forward CAP/2", "confirmed: P#3");

    [Fact]
    public void A_first_carton_scanned_late_is_possible_in_what_came_out_before() => Scenario.Of("""
        feed CAP sequential early 3 per 1
        08:02 make P#1..4 run 1
        08:04 load CAP/1 9 run 1
        08:05 make P#5 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#5\npossible: P#2..4")
        .Expect("backward P#1", "");
}
