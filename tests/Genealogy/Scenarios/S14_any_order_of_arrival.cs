namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Networks repeat, delay and reorder. Every table of this folder is asked shuffled and with repeats; here a day with a wrong
/// load and its void arrives in every order there is, and equal times are settled the same way each time.
/// </summary>
public sealed class S14_any_order_of_arrival
{
    [Fact]
    public void Every_order_of_arrival_gives_the_same_answer() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:01 load CAP/1 5 run 1 by g2
        08:02 make P#1 run 1
        wrong= 08:03 load CAP/2 5 run 1 by g2
        08:04 make P#2 run 1
        08:05 void wrong by g2
        08:06 ship P#1..2 to EAST
        """)
        .InEveryOrder()
        .Expect("forward CAP/1", "confirmed: P#1..2")
        .Expect("forward CAP/2", "")
        .Expect("backward P#2", "confirmed: CAP/1")
        .ExpectCustomers("CAP/1", "EAST: P#1..2")
        .ExpectBalance("CAP/1", "used 2 inProcess 3 gap -5")
        .ExpectBalance("CAP/2", "");

    [Fact]
    public void At_equal_times_one_gateways_numbers_decide() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:00 load CAP/1 5 run 1
        08:01 make P#1 run 1
        08:01 load CAP/2 5 run 1
        08:01 make P#2 run 1
        """)
        .InEveryOrder()
        .Expect("forward CAP/1", "confirmed: P#1")
        .Expect("forward CAP/2", "confirmed: P#2");

    [Fact]
    public void At_equal_times_of_two_gateways_inputs_come_before_outputs() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:00 load CAP/1 5 run 1 by g2
        08:01 make P#1 run 1
        08:01 load CAP/2 5 run 1 by g2
        08:01 make P#2 run 1
        """)
        .InEveryOrder()
        .Expect("forward CAP/1", "")
        .Expect("forward CAP/2", "confirmed: P#1..2");

    [Fact]
    public void A_clock_that_was_set_back_does_not_reorder_what_its_gateway_numbered() => Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:00 load CAP/1 5 run 1
        08:05 make P#1 run 1
        08:04 load CAP/2 5 run 1
        08:04:30 make P#2 run 1
        """)
        .InEveryOrder()
        .Expect("forward CAP/1", "confirmed: P#1")
        .Expect("forward CAP/2", "confirmed: P#2")
        .Expect("forward CAP/2 asOf 08:04:45", "");
}
