namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A pallet is booked out to the wrong customer and stays on the dock. Whether the shipment is declared in error or taken back as
/// never having left, nobody at that customer has anything, and the pallet can be shipped to the right one.
/// </summary>
public sealed class S15_voided_shipment
{
    [Fact]
    public void A_shipment_declared_in_error_never_was_though_it_was_known_for_a_while() => Scenario.Of("""
        08:00 make P#1 of CAP/1=1
        08:00 make P#2 of CAP/1=1
        08:01 pack [1] P#1
        08:01 pack [2] P#2
        wrong= 08:02 ship [1] to EAST
        08:03 void wrong
        08:04 ship [1] to WEST
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2")
        .ExpectCustomers("CAP/1", "WEST: P#1")
        .ExpectCustomers("CAP/1 knownAt wrong", "EAST: P#1")
        .ExpectCustomers("CAP/1 asOf 08:03:30", "")
        .ExpectPallets("CAP/1", "WEST: [1]=1of1")
        .ExpectWhere("P#1 knownAt wrong", "shipped")
        .ExpectWhere("P#1 asOf 08:03:30", "packed in [1]")
        .ExpectWhere("P#1", "shipped")
        .ExpectWhere("P#2", "packed in [2]");

    [Fact]
    public void Of_a_partly_wrong_shipment_only_the_wrong_pallet_is_taken_back() => Scenario.Of("""
        08:00 make P#1 of CAP/1=1
        08:00 make P#2 of CAP/1=1
        08:01 pack [1] P#1
        08:01 pack [2] P#2
        08:02 ship [1] [2] to EAST order SO1
        08:03 unship [2]
        08:04 ship [2] to WEST order SO2
        """)
        .ExpectCustomers("CAP/1", "EAST: P#1\nWEST: P#2")
        .ExpectCustomers("CAP/1 asOf 08:02:30", "EAST: P#1..2")
        .ExpectCustomers("CAP/1 asOf 08:03:30", "EAST: P#1")
        .ExpectWhere("P#2 asOf 08:03:30", "packed in [2]")
        .ExpectWhere("P#2", "shipped");

    [Fact]
    public void Loose_goods_that_did_not_leave_are_on_hand_again() => Scenario.Of("""
        08:00 receive CAP/1 10 at STORE
        08:02 ship CAP/1 6 from STORE to EAST
        08:03 unship CAP/1 6 from STORE
        08:04 ship CAP/1 4 from STORE to WEST
        """)
        .ExpectCustomers("CAP/1", "WEST: CAP/1=4")
        .ExpectBalance("CAP/1 asOf 08:02:30", "received 10 shipped 6 onHand 4")
        .ExpectBalance("CAP/1 asOf 08:03:30", "received 10 onHand 10")
        .ExpectBalance("CAP/1", "received 10 shipped 4 onHand 6");
}
