namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// An operator types L24O70 with the letter O for L24070. The office corrects it an hour later: the wrong event is declared in
/// error and names the right one, which carries the time at which the caps were really loaded. Only the right lot is in the pumps.
/// </summary>
public sealed class S16_mistyped_lot
{
    [Fact]
    public void A_load_corrected_later_is_a_load_of_the_right_lot_at_the_time_it_happened() => Scenario.Of("""
        feed CAP sequential per 1
        08:00 receive CAP/L24070 10 at LINE
        wrong= 08:10 load CAP/L24O70 5 run 1
        08:20 make P#1..2 run 1
        shipped= 08:30 ship P#1 to EAST
        right= 08:10 load CAP/L24070 5 run 1 by office
        09:00 void wrong corrected right by office
        """)
        .Expect("forward CAP/L24O70", "")
        .Expect("forward CAP/L24070", "confirmed: P#1..2")
        .Expect("backward P#1", "confirmed: CAP/L24070")
        .ExpectCustomers("CAP/L24O70", "")
        .ExpectCustomers("CAP/L24070", "EAST: P#1")
        .ExpectBalance("CAP/L24O70", "")
        .ExpectBalance("CAP/L24070", "received 10 used 2 inProcess 3 onHand 5")
        .Expect("forward CAP/L24O70 knownAt shipped", "confirmed: P#1..2")
        .Expect("forward CAP/L24070 knownAt shipped", "")
        .ExpectBalance("CAP/L24O70 knownAt shipped", "used 2 inProcess 3 gap -5")
        .ExpectBalance("CAP/L24070 knownAt shipped", "received 10 onHand 10");

    [Fact]
    public void A_receipt_under_a_mistyped_lot_is_corrected_the_same_way() => Scenario.Of("""
        feed CAP sequential per 1
        wrong= 08:00 receive CAP/L24O70 10 at LINE
        08:10 load CAP/L24070 5 run 1
        08:20 make P#1..2 run 1
        right= 08:00 receive CAP/L24070 10 at LINE by -
        09:00 void wrong corrected right by -
        """)
        .Expect("forward CAP/L24070", "confirmed: P#1..2")
        .Expect("forward CAP/L24O70", "")
        .ExpectBalance("CAP/L24070", "received 10 used 2 inProcess 3 onHand 5")
        .ExpectBalance("CAP/L24O70", "");
}
