namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Two lots of screws lie in one bin. Every pick is scanned, so the bin proves nothing and taints nothing: only the lot that was
/// in the hand is in the pumps, on each of two lines.
/// </summary>
public sealed class S03_bin_picked_by_scan
{
    [Fact]
    public void Only_the_scanned_lot_is_in_the_pumps() => Scenario.Of("""
        feed SCREW sequential per 2
        08:00 receive SCREW/1 10 at BIN
        08:01 receive SCREW/2 10 at BIN
        08:02 pick SCREW/2 4 from BIN to LINE
        08:03 load SCREW/2 4 run 1
        08:04 make PUMP#1..2 run 1
        08:06 pick SCREW/1 4 from BIN to LINE2
        08:07 load SCREW/1 4 run 2 at LINE2
        08:08 make PUMP#3 run 2 at LINE2
        08:09 ship PUMP#1..2 to EAST
        08:10 ship PUMP#3 to WEST
        """)
        .Expect("forward SCREW/1", "confirmed: PUMP#3")
        .Expect("forward SCREW/2", "confirmed: PUMP#1..2")
        .Expect("backward PUMP#1", "confirmed: SCREW/2")
        .Expect("backward PUMP#3", "confirmed: SCREW/1")
        .Expect("forward SCREW/1 asOf 08:05", "")
        .ExpectCustomers("SCREW/1", "WEST: PUMP#3")
        .ExpectCustomers("SCREW/2", "EAST: PUMP#1..2")
        .ExpectExcluded("SCREW/1", "")
        .ExpectBalance("SCREW/1", "received 10 used 2 inProcess 2 onHand 6")
        .ExpectBalance("SCREW/2", "received 10 used 4 onHand 6")
        .ExpectStock("SCREW/1", "BIN 6")
        .ExpectStock("SCREW/2", "BIN 6");
}
