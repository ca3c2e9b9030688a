namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Rule 9 of trace.md for a pipe in which deliveries follow one another: by quantity, what was let in first comes out first, and
/// within 50 of the border between two deliveries (the band of the place) both are possible.
/// </summary>
public sealed class R09_plug_flow
{
    [Fact]
    public void Away_from_the_border_a_draw_is_certain_and_around_it_both_are_possible() => Scenario.Of("""
        feed MILK mix per 1
        08:00 receive MILK/1 200 at PIPE
        08:01 receive MILK/2 300 at PIPE
        08:10 load MILK 100 run 1 position PIPE
        08:11 make CAN/1 100 run 1
        08:20 load MILK 100 run 2 position PIPE
        08:21 make CAN/2 100 run 2
        08:30 load MILK 100 run 3 position PIPE
        08:31 make CAN/3 100 run 3
        08:40 load MILK 100 run 4 position PIPE
        08:41 make CAN/4 100 run 4
        """)
        .Expect("forward MILK/1", "confirmed: CAN/1\npossible: CAN/2 CAN/3")
        .Expect("forward MILK/2", "confirmed: CAN/4\npossible: CAN/2 CAN/3")
        .Expect("backward CAN/2", "possible: MILK/1 MILK/2")
        .Expect("backward CAN/4", "confirmed: MILK/2");

    [Fact]
    public void After_emptying_both_ends_begin_anew_and_touching_the_band_is_not_in_it() => Scenario.Of("""
        feed MILK mix per 1
        08:00 receive MILK/1 200 at PIPE
        08:10 load MILK 90 run 1 position PIPE
        08:11 make CAN/1 90 run 1
        09:00 empty PIPE
        09:01 receive MILK/2 100 at PIPE
        09:02 receive MILK/3 300 at PIPE
        09:10 load MILK 50 run 2 position PIPE
        09:11 make CAN/2 50 run 2
        09:20 load MILK 100 run 3 position PIPE
        09:21 make CAN/3 100 run 3
        09:30 load MILK 50 run 4 position PIPE
        09:31 make CAN/4 50 run 4
        """)
        .Expect("backward CAN/1", "confirmed: MILK/1")
        .Expect("backward CAN/2", "confirmed: MILK/2")
        .Expect("backward CAN/3", "possible: MILK/2 MILK/3")
        .Expect("backward CAN/4", "confirmed: MILK/3");

    [Fact]
    public void An_unknown_amount_makes_it_a_tank_that_mixes() => Scenario.Of("""
        feed MILK mix per 1
        08:00 receive MILK/1 200 at PIPE
        08:01 receive MILK/2 300 at PIPE
        08:10 load MILK run 1 position PIPE
        08:11 make CAN/1 100 run 1
        """)
        .Expect("backward CAN/1", "possible: MILK/1 MILK/2");
}
