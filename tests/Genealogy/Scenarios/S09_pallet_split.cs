namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Six pumps are packed in two cases on one pallet. One case is taken off, opened and partly repacked; three customers get pumps
/// of the bad cap lot, each pump is listed once, and lying in one case with a bad pump taints nothing.
/// </summary>
public sealed class S09_pallet_split
{
    private static readonly Scenario Plant = Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/1 4 at LINE
        08:00 receive CAP/2 9 at LINE
        08:00 load CAP/1 4 run 1
        08:01 make P#1..4 run 1
        08:02 load CAP/2 9 run 1
        08:03 make P#5..6 run 1
        08:04 pack [1] P#1..2 at PACKING
        08:05 pack [2] P#3..6 at PACKING
        08:06 pack [9] [1] [2] at PACKING
        08:07 unpack [9] [2] at PACKING
        08:08 unpack [2] P#4..6 at PACKING
        08:09 pack [3] P#4 P#5 at PACKING
        08:10 ship [9] to EAST
        08:11 ship [3] to WEST
        08:12 ship [2] to NORTH
        """);

    [Fact]
    public void Three_customers_each_with_the_units_that_left_in_their_containers() => Plant
        .Expect("forward CAP/1", "confirmed: P#1..4")
        .Expect("forward CAP/2", "confirmed: P#5..6")
        .ExpectCustomers("CAP/1", "EAST: P#1..2\nNORTH: P#3\nWEST: P#4")
        .ExpectCustomers("CAP/2", "WEST: P#5")
        .ExpectPallets("CAP/1", "EAST: [9]=2of2\nNORTH: [2]=1of1\nWEST: [3]=1of2")
        .ExpectCustomers("CAP/1 asOf 08:10:30", "EAST: P#1..2")
        .ExpectWhere("P#1", "shipped in [1]")
        .ExpectWhere("P#4", "shipped in [3]")
        .ExpectWhere("P#6", "onHand at PACKING")
        .ExpectWhere("P#6 asOf 08:06:30", "packed in [2]")
        .ExpectBalance("CAP/1", "received 4 used 4")
        .ExpectBalance("CAP/2", "received 9 used 2 inProcess 7");

    [Fact]
    public void A_container_as_the_question_means_what_was_ever_in_it() => Plant
        .Expect("forward [3]", "")
        .Expect("backward [3]", "confirmed: CAP/1 CAP/2")
        .Expect("backward [1]", "confirmed: CAP/1")
        .Expect("backward [2]", "confirmed: CAP/1 CAP/2")
        .ExpectCustomers("[2]", "NORTH: P#3\nWEST: P#4..5");

    [Fact]
    public void A_pallet_of_one_lot_is_split_by_quantity() => Scenario.Of("""
        08:00 receive CAP/1 24 at STORE
        08:00 receive CAP/2 24 at STORE
        08:01 pack [1] CAP/1=24 at STORE
        08:02 unpack [1] CAP/1=14 at STORE
        08:03 pack [2] CAP/1=10 CAP/2=2 at STORE
        08:04 ship [1] to EAST
        08:05 ship [2] to WEST
        08:06 ship CAP/1 1 from STORE to NORTH
        """)
        .ExpectCustomers("CAP/1", "EAST: CAP/1=10\nWEST: CAP/1=10\nNORTH: CAP/1=1")
        .ExpectCustomers("CAP/2", "WEST: CAP/2=2")
        .ExpectBalance("CAP/1 asOf 08:01:30", "received 24 onHand 24")
        .ExpectBalance("CAP/1", "received 24 shipped 21 onHand 3")
        .ExpectBalance("CAP/2", "received 24 shipped 2 onHand 22")
        .ExpectStock("CAP/1", "STORE 3");
}
