namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// The loads are recorded by one gateway, the pumps by another, and their clocks may differ. Where the difference between two
/// times is within both clocks' stated errors either order is possible, and so are both lots.
/// </summary>
public sealed class S23_clocks_apart
{
    [Fact]
    public void Inside_both_errors_both_orders_are_possible_and_outside_neither() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        07:00 receive CAP/1 5 at LINE by g1
        07:00 receive CAP/2 5 at LINE by g1
        08:01:00 load CAP/1 5 run 1 by g1 error 2000
        08:02:00 make P#1 run 1 by g2 error 1000
        08:02:28 make P#2 run 1 by g2 error 1000
        08:02:30 load CAP/2 5 run 1 by g1 error 2000
        08:02:32 make P#3 run 1 by g2 error 1000
        08:02:33 make P#4 run 1 by g2 error 1000
        08:03:00 ship P#3..4 to EAST by g2
        """)
        .Expect("forward CAP/1", "confirmed: P#1\npossible: P#2..3")
        .Expect("forward CAP/2", "confirmed: P#4\npossible: P#2..3")
        .Expect("backward P#2", "possible: CAP/1 CAP/2")
        .Expect("backward P#4", "confirmed: CAP/2")
        .Expect("forward CAP/1 asOf 08:02:29", "confirmed: P#1..2")
        .ExpectExcluded("CAP/1", "run out before: P#4")
        .ExpectCustomers("CAP/1", "EAST: ?P#3")
        .ExpectCustomers("CAP/2", "EAST: ?P#3 P#4")
        .ExpectBalance("CAP/1", "received 5 used 4 inProcess 1")
        .ExpectBalance("CAP/2", "received 5 inProcess 5");

    [Fact]
    public void What_went_back_within_both_errors_of_a_piece_may_be_in_it_and_so_may_what_lay_there_instead() => Scenario.Of("""
        feed CAP sequential oneAtATime
        08:00:00 load CAP/1 9 run 1 by g1 error 2000
        08:01:00 load CAP/2 9 run 1 by g1 error 2000
        08:01:30 make P#1 run 1 by g2 error 1000
        08:02:00 make P#2 run 1 by g2 error 1000
        08:02:02 move CAP/2 9 from LINE run 1 to STORE by g1 error 2000
        08:02:04 make P#3 run 1 by g2 error 1000
        08:02:06 make P#4 run 1 by g2 error 1000
        """)
        .Expect("forward CAP/1", "possible: P#2..4")
        .Expect("forward CAP/2", "confirmed: P#1\npossible: P#2..3")
        .ExpectReason("forward CAP/2", "P#3", "clocks of return and output")
        .ExpectReason("forward CAP/1", "P#4", "after the return of CAP/2");

    [Fact]
    public void A_clock_that_nobody_vouches_for_makes_everything_of_its_boot_possible() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:01 load CAP/1 5 run 1 by g1
        08:02 make P#1 run 1 by g2 unsynced
        08:30 load CAP/2 5 run 1 by g1
        09:30 make P#2 run 1 by g2 unsynced
        """)
        .Expect("forward CAP/1", "possible: P#1..2")
        .Expect("forward CAP/2", "possible: P#1..2")
        .ExpectReason("forward CAP/1 asOf 08:10", "P#1", "clock");

    [Fact]
    public void One_gateways_own_order_is_never_in_doubt() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:01:00 load CAP/1 5 run 1 error 60000
        08:01:01 make P#1 run 1 error 60000
        08:01:02 load CAP/2 5 run 1 error 60000
        08:01:03 make P#2 run 1 error 60000
        """)
        .Expect("forward CAP/1", "confirmed: P#1")
        .Expect("forward CAP/2", "confirmed: P#2");

    [Fact]
    public void A_lot_loaded_a_little_before_it_was_made_was_made_before() => Scenario.Of("""
        feed CAP sequential per 1
        08:01:59 load CAP/1 5 run 2 at LINE2 by g2 error 2000
        08:02:00 make CAP/1 5 of RESIN/1=1 by g1 error 2000
        08:05:00 make P#1 run 2 at LINE2 by g2 error 2000
        """)
        .Expect("forward RESIN/1", "confirmed: CAP/1 P#1")
        .Expect("backward P#1", "confirmed: CAP/1 RESIN/1");

    [Fact]
    public void A_lot_loaded_long_before_it_was_made_holds_nothing_of_it() => Scenario.Of("""
        feed CAP sequential per 1
        08:01:50 load CAP/1 5 run 2 at LINE2 by g2 error 2000
        08:02:00 make CAP/1 5 of RESIN/1=1 by g1 error 2000
        08:05:00 make P#1 run 2 at LINE2 by g2 error 2000
        """)
        .Expect("forward RESIN/1", "confirmed: CAP/1")
        .Expect("backward P#1", "confirmed: CAP/1");
}
