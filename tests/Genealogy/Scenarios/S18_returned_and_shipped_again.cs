namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A customer sends a pump back, it is packed anew and sold to another one. Both customers had it and both are told; the pump is
/// where it was last shipped to, and its case-mate is where it always was.
/// </summary>
public sealed class S18_returned_and_shipped_again
{
    [Fact]
    public void Both_customers_are_listed_and_the_pump_is_at_the_second() => Scenario.Of("""
        08:00 make P#1 of CAP/1=1
        08:00 make P#2 of CAP/1=1
        08:10 pack [1] P#1..2
        08:20 ship [1] to EAST
        10:00 return P#1 from EAST at DOCK
        10:30 pack [2] P#1 at DOCK
        11:00 ship [2] to WEST
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2")
        .Expect("backward P#1", "confirmed: CAP/1")
        .ExpectCustomers("CAP/1", "EAST: P#1..2\nWEST: P#1")
        .ExpectCustomers("CAP/1 asOf 10:10", "EAST: P#1..2")
        .ExpectWhere("P#1 asOf 09:00", "shipped")
        .ExpectWhere("P#1 asOf 10:10", "returned at DOCK")
        .ExpectWhere("P#1", "shipped in [2]")
        .ExpectWhere("P#2", "shipped in [1]");

    [Fact]
    public void By_quantity_the_balance_counts_out_back_and_out_again() => Scenario.Of("""
        08:00 receive CAP/1 10 at STORE
        08:10 ship CAP/1 8 from STORE to EAST
        10:00 return CAP/1 3 from EAST at DOCK
        11:00 ship CAP/1 2 from DOCK to WEST
        """)
        .ExpectCustomers("CAP/1", "EAST: CAP/1=8\nWEST: CAP/1=2")
        .ExpectBalance("CAP/1 asOf 10:30", "received 10 returned 3 shipped 8 onHand 5")
        .ExpectBalance("CAP/1", "received 10 returned 3 shipped 10 onHand 3")
        .ExpectStock("CAP/1", "STORE 2 DOCK 1");

    [Fact]
    public void A_returned_case_claims_its_contents_which_stay_listed_at_the_customer() => Scenario.Of("""
        08:00 make P#1 of CAP/1=1
        08:00 make P#2 of CAP/1=1
        08:10 pack [1] P#1..2
        08:20 ship [1] to EAST
        10:00 return [1] from EAST at DOCK
        10:10 return P#1 from EAST at DOCK
        """)
        .ExpectCustomers("CAP/1", "EAST: P#1..2")
        .ExpectPallets("CAP/1", "EAST: [1]=2of2")
        .ExpectWhere("[1]", "returned at DOCK")
        .ExpectWhere("P#1", "returned at DOCK");
}
