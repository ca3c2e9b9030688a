namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A lot of housings is put out five times, a box each; one box was cast of the bad alloy. The lot holds it for certain, but what
/// was drawn before that box came is clean, and what was drawn after it may or may not be of that box.
/// </summary>
public sealed class S22_lot_in_five_entries
{
    private static readonly Scenario Plant = Scenario.Of("""
        feed HOUSING sequential per 1
        07:00 receive ALLOY/1 10 at LINE
        07:00 receive ALLOY/2 10 at LINE
        08:00 make HOUSING/1 1 of ALLOY/1=1
        08:01 make HOUSING/1 1 of ALLOY/1=1
        08:02 load HOUSING/1 2 run 1
        08:03 make P#1 run 1
        08:04 make HOUSING/1 1 of ALLOY/2=1
        08:05 make HOUSING/1 1 of ALLOY/1=1
        08:06 make HOUSING/1 1 of ALLOY/1=1
        08:07 load HOUSING/1 3 run 2
        08:08 make P#2 run 2
        08:10 ship P#1..2 to EAST
        """);

    [Fact]
    public void The_bad_box_taints_the_lot_for_certain_and_what_was_drawn_later_possibly() => Plant
        .Expect("forward ALLOY/2", "confirmed: HOUSING/1\npossible: P#2")
        .Expect("forward ALLOY/2 asOf 08:03:30", "")
        .ExpectReason("ALLOY/2", "P#2", "part of lot HOUSING/1")
        .ExpectCustomers("ALLOY/2", "EAST: ?P#2")
        .Expect("backward P#2", "confirmed: HOUSING/1\npossible: ALLOY/1 ALLOY/2");

    [Fact]
    public void Where_every_box_before_the_draw_is_of_one_alloy_the_draw_is_certain() => Plant
        .Expect("forward ALLOY/1", "confirmed: HOUSING/1 P#1\npossible: P#2")
        .Expect("forward ALLOY/1 asOf 08:03:30", "confirmed: HOUSING/1 P#1")
        .Expect("backward P#1", "confirmed: ALLOY/1 HOUSING/1")
        .ExpectCustomers("ALLOY/1", "EAST: P#1 ?P#2")
        .ExpectBalance("HOUSING/1", "produced 5 used 2 inProcess 3")
        .ExpectBalance("ALLOY/1", "received 10 used 4 onHand 6")
        .ExpectBalance("ALLOY/2", "received 10 used 1 onHand 9");

    [Fact]
    public void A_receipt_of_the_lot_is_an_entry_too() => Scenario.Of("""
        feed HOUSING sequential per 1
        08:00 receive HOUSING/1 5 at LINE
        08:01 make HOUSING/1 1 of ALLOY/1=1
        08:02 load HOUSING/1 2 run 1
        08:03 make P#1 run 1
        """)
        .Expect("forward ALLOY/1", "confirmed: HOUSING/1\npossible: P#1")
        .ExpectBalance("HOUSING/1", "received 5 produced 1 used 1 inProcess 1 onHand 4");
}
