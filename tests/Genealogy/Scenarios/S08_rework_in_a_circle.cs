namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Bad caps are ground up and the regrind goes back into the same resin lot, from which lids are moulded. Time never goes back:
/// what was moulded before the regrind came in holds none of it. And it may go round as often as it likes.
/// </summary>
public sealed class S08_rework_in_a_circle
{
    [Fact]
    public void A_circle_ends_and_what_came_before_it_stays_clean() => Scenario.Of("""
        08:00 receive RESIN/1 10 at LINE
        08:01 make CAP/1 5 of RESIN/1=6
        08:02 make GRIND/1 4 of CAP/1=4
        08:03 make RESIN/1 4 of GRIND/1=4
        08:04 make LID/1 3 of RESIN/1=3
        08:05 ship CAP/1 1 from LINE to EAST
        08:06 ship LID/1 3 from LINE to WEST
        08:07 receive GLASS/1 1 at LINE
        08:08 make LID/2 3 of GLASS/1=1
        """)
        .Expect("forward RESIN/1", "confirmed: CAP/1 GRIND/1 LID/1")
        .Expect("forward CAP/1", "confirmed: GRIND/1 RESIN/1\npossible: LID/1")
        .Expect("forward GRIND/1", "confirmed: RESIN/1\npossible: LID/1")
        .Expect("forward CAP/1 asOf 08:02:30", "confirmed: GRIND/1")
        .Expect("backward CAP/1", "confirmed: RESIN/1")
        .Expect("backward LID/1", "confirmed: RESIN/1\npossible: CAP/1 GRIND/1")
        .Expect("backward LID/2", "confirmed: GLASS/1")
        .ExpectReason("CAP/1", "LID/1", "part of lot RESIN/1")
        .ExpectCustomers("RESIN/1", "EAST: CAP/1=1\nWEST: LID/1=3")
        .ExpectCustomers("CAP/1", "EAST: CAP/1=1\nWEST: ?LID/1=3")
        .ExpectCustomers("GRIND/1", "WEST: ?LID/1=3")
        .ExpectBalance("RESIN/1", "received 10 produced 4 used 9 onHand 5")
        .ExpectBalance("CAP/1", "produced 5 used 4 shipped 1")
        .ExpectBalance("GRIND/1", "produced 4 used 4")
        .ExpectBalance("LID/1", "produced 3 shipped 3");

    [Fact]
    public void A_new_lot_made_of_the_rework_is_as_certain_as_its_parts() => Scenario.Of("""
        08:00 receive RESIN/1 10 at LINE
        08:01 make CAP/1 5 of RESIN/1=10
        08:02 make RESIN/1R 4 of CAP/1=5
        08:03 make CAP/2 2 of RESIN/1R=4
        """)
        .Expect("forward RESIN/1", "confirmed: CAP/1 RESIN/1R CAP/2")
        .Expect("backward CAP/2", "confirmed: RESIN/1R CAP/1 RESIN/1")
        .ExpectDepth("backward CAP/2", "1: RESIN/1R\n2: CAP/1\n3: RESIN/1")
        .ExpectBalance("RESIN/1R", "produced 4 used 4");

    [Fact]
    public void Forty_rounds_are_forty_rounds()
    {
        var rounds = string.Join('\n', Enumerable.Range(1, 40).Select(i => $"""
            08:{i:00}:00 make CAP/{i} 1 of RESIN/1=1
            08:{i:00}:30 make RESIN/1 1 of CAP/{i}=1
            """));
        var later = string.Join(' ', Enumerable.Range(2, 39).Select(i => $"CAP/{i}"));
        Scenario.Of($"08:00 receive RESIN/1 1 at LINE\n{rounds}")
            .Expect("forward RESIN/1", $"confirmed: CAP/1 {later}")
            .Expect("forward CAP/1", $"confirmed: RESIN/1\npossible: {later}")
            .Expect("forward CAP/40", "confirmed: RESIN/1")
            .Expect("backward CAP/1", "confirmed: RESIN/1")
            .ExpectBalance("RESIN/1", "received 1 produced 40 used 40 onHand 1");
    }

    [Fact]
    public void A_pump_that_is_rebuilt_under_its_own_serial_gains_parts_and_loses_none() => Scenario.Of("""
        08:00 make PUMP#1 of CAP/1=1
        09:00 make PUMP#1 of PUMP#1 CAP/2=1
        09:10 ship PUMP#1 to EAST
        """)
        .Expect("forward CAP/1", "confirmed: PUMP#1")
        .Expect("forward CAP/2", "confirmed: PUMP#1")
        .Expect("backward PUMP#1", "confirmed: CAP/1 CAP/2")
        .ExpectCustomers("CAP/1", "EAST: PUMP#1");
}
