namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Deliveries of oil are pumped into one tank that mixes. While one delivery is alone in it, what is drawn certainly holds it;
/// after the second one every draw may hold both; after the tank was emptied and cleaned the third is alone again.
/// </summary>
public sealed class S05_tank_with_emptying
{
    [Fact]
    public void A_line_that_draws_from_the_tank_holds_what_was_in_the_tank() => Scenario.Of("""
        feed OIL mix per 2
        08:00 receive OIL/1 1000 at TANK
        08:10 load OIL 100 run 1 position TANK
        08:20 make DRUM/1 50 run 1
        09:00 receive OIL/2 500 at TANK
        09:10 load OIL 100 run 2 position TANK
        09:20 make DRUM/2 50 run 2
        10:00 empty TANK
        10:30 receive OIL/3 800 at TANK
        10:40 load OIL 100 run 3 position TANK
        10:50 make DRUM/3 50 run 3
        11:00 ship DRUM/1 50 from LINE to EAST
        11:00 ship DRUM/2 20 from LINE to WEST
        12:00 count TANK OIL/3=700 whole
        """)
        .Expect("forward OIL/1", "confirmed: DRUM/1\npossible: DRUM/2")
        .Expect("forward OIL/2", "possible: DRUM/2")
        .Expect("forward OIL/3", "confirmed: DRUM/3")
        .Expect("forward OIL/1 asOf 08:59", "confirmed: DRUM/1")
        .Expect("backward DRUM/1", "confirmed: OIL/1")
        .Expect("backward DRUM/2", "possible: OIL/1 OIL/2")
        .Expect("backward DRUM/3", "confirmed: OIL/3")
        .ExpectCustomers("OIL/1", "EAST: DRUM/1=50\nWEST: ?DRUM/2=20")
        .ExpectCustomers("OIL/2", "WEST: ?DRUM/2=20")
        .ExpectCustomers("OIL/3", "")
        .ExpectBalance("OIL/1 asOf 11:30", "received 1000 onHand 1000")
        .ExpectBalance("OIL/1", "received 1000 lost 1000 gap 1000")
        .ExpectBalance("OIL/2", "received 500 lost 500 gap 500")
        .ExpectBalance("OIL/3", "received 800 onHand 700 lost 100 gap 100")
        .ExpectBalance("DRUM/2", "produced 50 shipped 20 onHand 30");

    [Fact]
    public void A_draw_scanned_as_the_newer_oil_may_hold_the_older_one_as_well() => Scenario.Of("""
        feed OIL mix per 2
        08:00 receive OIL/1 1000 at TANK
        08:10 move OIL/1 100 from TANK to LINE
        08:11 load OIL/1 100 run 1
        08:20 make DRUM/1 50 run 1
        09:00 receive OIL/2 500 at TANK
        09:10 move OIL/2 100 from TANK to LINE
        09:11 load OIL/2 100 run 2
        09:20 make DRUM/2 50 run 2
        10:00 empty TANK
        10:30 receive OIL/3 800 at TANK
        10:40 move OIL/3 100 from TANK to LINE
        10:41 load OIL/3 100 run 3
        10:50 make DRUM/3 50 run 3
        """)
        .Expect("forward OIL/1", "confirmed: DRUM/1\npossible: OIL/2 DRUM/2")
        .Expect("forward OIL/2", "confirmed: DRUM/2")
        .Expect("forward OIL/3", "confirmed: DRUM/3")
        .Expect("backward DRUM/2", "confirmed: OIL/2\npossible: OIL/1")
        .Expect("backward DRUM/3", "confirmed: OIL/3")
        .ExpectBalance("OIL/1", "received 1000 used 100 onHand 900")
        .ExpectBalance("OIL/2", "received 500 used 100 onHand 400")
        .ExpectBalance("OIL/3", "received 800 used 100 onHand 700");

    [Fact]
    public void Emptied_of_one_item_the_tank_keeps_the_others() => Scenario.Of("""
        feed OIL mix per 1
        feed DYE mix per 1
        08:00 receive OIL/1 1000 at TANK
        08:00 receive DYE/1 1000 at TANK
        09:00 empty TANK OIL
        09:10 receive OIL/2 500 at TANK
        09:10 receive DYE/2 500 at TANK
        09:20 load OIL 10 run 1 position TANK
        09:20 load DYE 10 run 1 position TANK
        09:30 make DRUM/1 10 run 1
        """)
        .Expect("backward DRUM/1", "confirmed: OIL/2\npossible: DYE/1 DYE/2")
        .Expect("forward OIL/1", "")
        .Expect("forward DYE/1", "possible: DRUM/1");

    [Fact]
    public void Batches_blended_into_the_tank_are_drawn_together() => Scenario.Of("""
        08:00 receive BASE/1 500 at TANK
        08:01 make MIX/1 500 of BASE/1=500 at TANK
        08:10 make DRUM/1 50 of MIX=50 at TANK
        09:00 receive BASE/2 500 at TANK
        09:01 make MIX/2 500 of BASE/2=500 at TANK
        09:10 make DRUM/2 50 of MIX=50 at TANK
        """)
        .Expect("forward MIX/1", "confirmed: DRUM/1\npossible: DRUM/2")
        .Expect("forward MIX/2", "possible: DRUM/2")
        .Expect("backward DRUM/1", "confirmed: MIX/1 BASE/1")
        .ExpectDepth("backward DRUM/1", "1: MIX/1\n2: BASE/1");
}
