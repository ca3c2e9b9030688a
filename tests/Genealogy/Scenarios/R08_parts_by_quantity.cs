namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>Rule 8 of trace.md for parts that have no serial: removing some of them reduces, removing the last ends it.</summary>
public sealed class R08_parts_by_quantity
{
    private static readonly Scenario Seals = Scenario.Of("""
        08:00 install PUMP#1 SEAL/1=4
        08:10 make SKID#1 of PUMP#1
        08:20 remove PUMP#1 SEAL/1=3
        08:30 remove PUMP#1 SEAL/1=1
        08:40 make SKID#2 of PUMP#1
        """);

    [Fact]
    public void Some_removed_the_pump_still_holds_the_lot_and_with_the_last_no_more() => Seals
        .Expect("forward SEAL/1 asOf 08:25", "confirmed: PUMP#1 SKID#1")
        .Expect("forward SEAL/1", "confirmed: SKID#1\nformerly: PUMP#1")
        .Expect("forward SEAL/1 contamination", "confirmed: PUMP#1 SKID#1 SKID#2")
        .Expect("backward PUMP#1", "formerly: SEAL/1");

    [Fact]
    public void Removing_without_naming_a_part_removes_all_of_them() => Scenario.Of("""
        08:00 install PUMP#1 SEAL/1=4 MOTOR#1
        08:20 remove PUMP#1
        """)
        .Expect("forward SEAL/1", "formerly: PUMP#1")
        .Expect("forward MOTOR#1", "formerly: PUMP#1");

    [Fact]
    public void Removing_a_lot_without_an_amount_removes_all_of_it_and_nothing_else() => Scenario.Of("""
        08:00 install PUMP#1 SEAL/1=4 SEAL/2=4
        08:20 remove PUMP#1 SEAL/1
        """)
        .Expect("forward SEAL/1", "formerly: PUMP#1")
        .Expect("forward SEAL/2", "confirmed: PUMP#1")
        .Expect("backward PUMP#1", "confirmed: SEAL/2\nformerly: SEAL/1");

    [Fact]
    public void Of_parts_that_nobody_counted_some_may_be_left_until_all_are_taken_out() => Scenario.Of("""
        08:00 install PUMP#1 SEAL/1=? SEAL/2=?
        08:20 remove PUMP#1 SEAL/1=3 SEAL/2
        """)
        .Expect("backward PUMP#1", "confirmed: SEAL/1\nformerly: SEAL/2");
}
