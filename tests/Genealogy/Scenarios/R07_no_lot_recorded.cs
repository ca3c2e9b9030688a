namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>Rule 7 of trace.md: an input without a lot is never silently dropped, and the reason counts its candidates.</summary>
public sealed class R07_no_lot_recorded
{
    private static readonly string Fourteen = string.Join(' ', Enumerable.Range(1, 14).Select(i => $"SCREW/{i}"));
    private static readonly string Receipts = string.Join('\n', Enumerable.Range(1, 14).Select(i => $"08:{i:00} receive SCREW/{i} 10 at BIN"));

    [Fact]
    public void Fourteen_lots_on_hand_are_fourteen_candidates() => Scenario.Of($"""
        feed SCREW sequential per 1
        {Receipts}
        08:20 receive SCREW/15 10 at BIN
        08:21 ship SCREW/15 10 from BIN to EAST
        08:30 load SCREW 4 run 1
        08:31 make P#1..2 run 1
        """)
        .Expect("backward P#1", $"possible: {Fourteen}")
        .Expect("forward SCREW/15", "")
        .Expect("forward SCREW/7", "possible: P#1..2")
        .ExpectReason("SCREW/7", "P#2", "lot not recorded, 14 candidates")
        .ExpectReason("backward P#2", "SCREW/7", "lot not recorded, 14 candidates");

    [Fact]
    public void A_lot_that_lies_on_the_lines_positions_is_at_the_line() => Scenario.Of("""
        feed SCREW sequential per 1 oneAtATime
        08:00 receive SCREW/1 10 at BIN
        08:00 receive SCREW/2 10 at LINE
        08:01 load SCREW/2 10 run 1
        08:02 make P#1 run 1
        08:03 load SCREW 5 run 1
        08:04 make P#2 run 1
        """)
        .Expect("forward SCREW/1", "")
        .Expect("forward SCREW/2", "confirmed: P#1\npossible: P#2");

    [Fact]
    public void What_lies_in_a_tank_without_a_lot_is_as_unknown_as_any() => Scenario.Of("""
        08:00 receive OIL/1 100 at STORE
        08:01 make OIL 50 of WAX/1=5 at TANK
        08:02 make BOX/1 1 of OIL=5 at TANK
        """)
        .Expect("backward BOX/1", "possible: OIL OIL/1 WAX/1");

    private const string Pallets = """
        feed SCREW sequential per 1
        08:00 receive SCREW/1 10 at BIN
        08:00 receive SCREW/2 10 at STORE
        08:00 receive SCREW/3 10 at STORE
        08:01 pack [1] SCREW/2=10 at STORE
        08:01 pack [2] SCREW/3=10 at STORE
        08:02 pack [9] [2] at STORE
        08:03 ship [9] to EAST

        """;

    [Fact]
    public void What_is_packed_is_on_hand_until_it_leaves() => Scenario.Of(Pallets + """
        08:30 load SCREW 4 run 1
        08:31 make P#1 run 1
        """)
        .Expect("backward P#1", "possible: SCREW/1 SCREW/2")
        .Expect("forward SCREW/3", "");

    [Fact]
    public void Also_when_it_is_told_late_that_the_pallet_left() => Scenario.Of("""
        feed SCREW sequential per 1
        08:00 receive SCREW/1 10 at STORE
        08:01 pack [1] SCREW/1=10 at STORE
        08:02 pack [9] [1] at STORE
        08:03 ship [9] to EAST
        08:30 load SCREW 4 run 1
        08:31 make P#1 run 1
        """)
        .InEveryOrder()
        .Expect("backward P#1", "");

    [Fact]
    public void What_came_back_in_its_container_is_possibly_here() => Scenario.Of(Pallets + """
        08:20 return [9] from EAST at DOCK
        08:30 load SCREW 4 run 1
        08:31 make P#1 run 1
        """)
        .Expect("backward P#1", "possible: SCREW/1 SCREW/2 SCREW/3");

    [Fact]
    public void A_pallet_at_the_line_holds_lots_at_the_line() => Scenario.Of(Pallets + """
        08:20 move [1] to LINE
        08:30 load SCREW 4 run 1
        08:31 make P#1 run 1
        """)
        .Expect("backward P#1", "possible: SCREW/2");

    [Fact]
    public void A_step_with_its_own_inputs_may_lack_a_lot_too() => Scenario.Of("""
        08:00 receive SCREW/1 10 at BIN
        08:00 receive SCREW/2 10 at STORE
        08:00 receive CAP/1 10 at LINE
        08:04 make BOX/1 1 of SCREW=2 CAP/1=1
        """)
        .Expect("backward BOX/1", "confirmed: CAP/1\npossible: SCREW/1 SCREW/2")
        .ExpectReason("SCREW/1", "BOX/1", "lot not recorded, 2 candidates")
        .ExpectBalance("CAP/1", "received 10 used 1 onHand 9");

    [Fact]
    public void What_only_possibly_holds_a_lot_holds_possibly_all_that_the_lot_holds() => Scenario.Of("""
        08:00 make SCREW/1 10 of STEEL/1=1
        08:01 make SCREW/2 10 of STEEL/2=1
        08:02 make BOX/1 1 of SCREW=2
        """)
        .Expect("forward STEEL/1", "confirmed: SCREW/1\npossible: BOX/1")
        .Expect("backward BOX/1", "possible: SCREW/1 SCREW/2 STEEL/1 STEEL/2")
        .ExpectDepth("backward BOX/1", "1: SCREW/1 SCREW/2\n2: STEEL/1 STEEL/2");
}
