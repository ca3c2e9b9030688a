namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A carton is mounted by mistake and goes back unopened before a single piece came out. It never was in anything, and the carton
/// that lay there before is current again without any doubt.
/// </summary>
public sealed class S20_returned_in_full
{
    [Fact]
    public void Unopened_it_is_as_if_it_had_never_been_loaded() => Scenario.Of("""
        feed CAP sequential overlap 5 per 1
        08:00 receive CAP/1 20 at LINE
        08:00 receive CAP/2 10
        08:01 move CAP/2 10 from DOCK to LINE
        08:02 load CAP/1 20 run 1
        08:03 make P#1..2 run 1
        08:04 load CAP/2 10 run 1
        08:05 move CAP/2 10 from LINE to STORE
        08:06 make P#3..4 run 1
        08:10 ship P#3 to EAST
        """)
        .Expect("forward CAP/2", "")
        .Expect("forward CAP/1", "confirmed: P#1..4")
        .Expect("backward P#3", "confirmed: CAP/1")
        .ExpectCustomers("CAP/2", "")
        .ExpectCustomers("CAP/1", "EAST: P#3")
        .ExpectExcluded("CAP/1", "")
        .ExpectBalance("CAP/2 asOf 08:04:30", "received 10 inProcess 10")
        .ExpectBalance("CAP/2", "received 10 onHand 10")
        .ExpectBalance("CAP/1", "received 20 used 4 inProcess 16")
        .ExpectStock("CAP/2", "STORE 10");

    [Fact]
    public void From_a_mixed_hopper_too() => Scenario.Of("""
        feed CAP mix per 1
        08:00 receive CAP/1 20 at LINE
        08:00 receive CAP/2 10 at LINE
        08:02 load CAP/1 20 run 1
        08:04 load CAP/2 10 run 1
        08:05 move CAP/2 10 from LINE run 1 to STORE
        08:06 make P#1..2 run 1
        """)
        .Expect("forward CAP/1", "confirmed: P#1..2")
        .Expect("forward CAP/2", "")
        .ExpectBalance("CAP/2", "received 10 onHand 10");

    [Fact]
    public void The_only_carton_returned_leaves_nothing_on_the_line() => Scenario.Of("""
        feed CAP sequential overlap 5 per 1
        08:00 receive CAP/1 20 at LINE
        08:02 load CAP/1 20 run 1
        08:05 move CAP/1 20 from LINE run 1 to STORE
        08:06 make P#1 run 1
        09:06 make Q#1 run 2
        """)
        .Expect("forward CAP/1", "")
        .Expect("backward P#1", "")
        .ExpectBalance("CAP/1 asOf 08:05:30", "received 20 onHand 20");
}
