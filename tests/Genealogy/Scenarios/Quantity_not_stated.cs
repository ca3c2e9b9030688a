namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>A quantity that is missing is unknown and not zero: what was received, packed or shipped without one is there, and went there.</summary>
public sealed class Quantity_not_stated
{
    [Fact]
    public void What_was_received_without_a_quantity_is_on_hand_until_it_goes_whole_or_is_counted() => Scenario.Of("""
        feed SCREW sequential per 1
        08:00 receive SCREW/1 at BIN
        08:00 receive SCREW/2 at BIN
        08:00 receive SCREW/3 at BIN
        08:00 receive SCREW/4 at BIN
        08:10 move SCREW/2 to STORE
        08:11 ship SCREW/2 from STORE to EAST
        08:12 count BIN SCREW/3=0 SCREW/4=?
        08:13 move SCREW/4 3 from BIN to STORE
        08:30 load SCREW 4 run 1
        08:31 make P#1 run 1
        """)
        .Expect("backward P#1", "possible: SCREW/1 SCREW/4")
        .ExpectStock("SCREW/1", "BIN ?")
        .ExpectStock("SCREW/2", "")
        .ExpectStock("SCREW/3", "")
        .ExpectStock("SCREW/4", "BIN ? STORE 3")
        .ExpectWhere("SCREW/1", "onHand at BIN")
        .ExpectWhere("SCREW/2", "shipped");

    [Fact]
    public void Who_was_sent_a_lot_without_a_quantity_is_told() => Scenario.Of("""
        08:00 receive CAP/1 at STORE
        08:00 receive CAP/2 at STORE
        08:01 ship CAP/1 from STORE to EAST
        08:02 ship CAP/2 from STORE to EAST
        08:03 unship CAP/2 from STORE
        """)
        .ExpectCustomers("CAP/1", "EAST: CAP/1=?")
        .ExpectCustomers("CAP/2", "")
        .ExpectStock("CAP/2", "STORE ?");

    [Fact]
    public void What_was_packed_without_a_quantity_leaves_with_its_container_until_all_is_taken_out() => Scenario.Of("""
        08:00 receive CAP/1 at STORE
        08:00 receive CAP/2 at STORE
        08:01 pack [1] CAP/1=? at STORE
        08:01 pack [2] CAP/2=? at STORE
        08:02 unpack [1] CAP/1=3 at DOCK
        08:02 unpack [2] CAP/2 at DOCK
        08:03 ship [1] to EAST
        08:03 ship [2] to WEST
        """)
        .ExpectCustomers("CAP/1", "EAST: CAP/1=?")
        .ExpectCustomers("CAP/2", "")
        .ExpectStock("CAP/1", "DOCK 3")
        .ExpectStock("CAP/2", "DOCK ?");

    [Fact]
    public void What_is_made_or_given_back_without_a_quantity_is_there() => Scenario.Of("""
        08:00 make BOX/1 of CAP/1=1
        08:01 ship BOX/1 2 from LINE to EAST
        08:02 return BOX/1 from EAST at DOCK
        """)
        .ExpectCustomers("CAP/1", "EAST: BOX/1=2")
        .ExpectStock("BOX/1", "LINE ? DOCK ?");

    [Fact]
    public void A_balance_of_what_was_not_counted_says_what_is_known_only() => Scenario.Of("""
        08:00 receive CAP/1 5 at STORE
        08:01 receive CAP/1 at STORE
        08:02 sample CAP/1 1 at STORE
        """)
        .ExpectBalance("CAP/1", "received 5 sampled 1 onHand 4")
        .ExpectStock("CAP/1", "STORE ?");
}
