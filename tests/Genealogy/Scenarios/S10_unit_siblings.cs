namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Two boards of one board lot: one got a chip of a bad lot, its sibling did not. The recall of the chip takes one pump; only who
/// asks for the board lot itself gets both.
/// </summary>
public sealed class S10_unit_siblings
{
    [Fact]
    public void One_bad_part_takes_one_unit_and_a_lot_as_the_question_all_its_units() => Scenario.Of("""
        07:00 receive CHIP/1 5 at LINE
        07:00 receive CHIP/2 5 at LINE
        08:00 make BOARD#1 of CHIP/1=1 lot B7
        08:01 make BOARD#2 of CHIP/2=1 lot B7
        08:10 make PUMP#1 of BOARD#1
        08:11 make PUMP#2 of BOARD#2
        08:20 pack [1] PUMP#1 PUMP#2
        08:30 ship [1] to EAST
        """)
        .Expect("forward CHIP/1", "confirmed: BOARD#1 PUMP#1")
        .Expect("forward CHIP/2", "confirmed: BOARD#2 PUMP#2")
        .Expect("forward BOARD#1", "confirmed: PUMP#1")
        .Expect("forward BOARD/B7", "confirmed: PUMP#1..2")
        .Expect("backward PUMP#1", "confirmed: BOARD#1 CHIP/1")
        .Expect("backward BOARD/B7", "confirmed: CHIP/1 CHIP/2")
        .ExpectCustomers("CHIP/1", "EAST: PUMP#1")
        .ExpectCustomers("BOARD/B7", "EAST: PUMP#1..2")
        .ExpectPallets("CHIP/1", "EAST: [1]=1of2")
        .ExpectWhere("BOARD#1", "consumed")
        .ExpectWhere("PUMP#2", "shipped in [1]")
        .ExpectBalance("CHIP/1", "received 5 used 1 onHand 4")
        .ExpectBalance("CHIP/2", "received 5 used 1 onHand 4");
}
