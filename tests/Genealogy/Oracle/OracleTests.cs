namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>The judge before a few cases that a person decided by reading trace.md section 1: lines, their returns and their clocks.</summary>
public sealed class OracleTests
{
    [Fact]
    public void A_straight_chain_is_confirmed_to_both_ends_and_balances() => Judged.Of("""
        feed A sequential per 1
        feed H sequential per 2
        08:00 receive A/1:10
        08:01 move A/1:10 from DOCK at LINE
        08:02 load A/1:6 run 1
        08:03 make H/1:6 run 1
        08:04 load H/1:6 run 2
        08:05 make P#1 P#2 run 2
        08:06 pack [1] P#1
        """)
        .Forward("A/1", "confirmed: H/1 P#1 P#2").Depth("A/1", "P#1", 2)
        .Backward("P#2", "confirmed: A/1 H/1")
        .Backward("[1]", "confirmed: A/1 H/1")
        .Balance("A/1", "received 10 used 6 onHand 4")
        .Balance("H/1", "produced 6 used 4 inProcess 2");

    [Fact]
    public void A_change_over_is_possible_both_ways_for_overlap_units_and_while_quantity_says_so() => Judged.Of("""
        feed A sequential overlap 2 per 1
        feed B sequential overlap 1 per 1 oneAtATime
        08:01 load A/1:3 run 1
        08:01 load B/1:9 run 1
        08:02 make P#1 run 1
        08:03 load A/2:9 run 1
        08:03 load B/2:9 run 1
        08:04 make P#2 run 1
        08:05 make P#3 run 1
        08:06 make P#4 run 1
        """)
        .Forward("A/1", "confirmed: P#1\npossible: P#2 P#3")
        .Forward("A/2", "confirmed: P#4\npossible: P#2 P#3")
        .Forward("B/1", "confirmed: P#1\npossible: P#2");

    [Fact]
    public void What_stays_on_the_line_is_possible_in_the_next_order_until_scanned_there() => Judged.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1:3 run 1
        08:02 make P#1 run 1
        08:03 make P#2 run 2
        08:04 load A/1:0 run 2
        08:05 make P#3 run 2
        08:06 make P#4 run 1
        08:07 make P#5 run 3
        """)
        .Forward("A/1", "confirmed: P#1 P#3 P#4\npossible: P#2");

    [Fact]
    public void Returned_in_full_before_any_output_it_was_never_an_input_after_one_the_lot_below_is_in_doubt() => Judged.Of("""
        feed A sequential
        08:01 load A/1:9 run 1
        08:02 load A/2:9 run 1
        08:03 move A/2:9 from LINE at STORE
        08:04 make P#1 run 1
        08:05 load A/2:9 run 1
        08:06 make P#2 run 1
        08:07 move A/2:9 from LINE at STORE
        08:08 make P#3 run 1
        08:09 load A/1:1 run 1
        08:10 make P#4 run 1
        08:11 make P#5 run 2
        """)
        .Forward("A/1", "confirmed: P#1 P#4\npossible: P#2 P#3 P#5")
        .Forward("A/2", "possible: P#2");

    [Fact]
    public void A_remainder_from_a_mixed_position_may_be_every_candidate() => Judged.Of("""
        feed A mix
        08:01 load A/1:5 run 1
        08:02 load A/2:5 run 1
        08:03 make P#1 run 1
        08:04 move A/2:2 from LINE at STORE
        08:05 make Q#1 of A/2:2
        """)
        .Forward("A/1", "possible: A/2 P#1 Q#1")
        .Forward("A/2", "confirmed: Q#1\npossible: P#1");

    [Fact]
    public void Emptied_ends_what_lay_there_but_for_the_overlap_and_by_item_only_that_item() => Judged.Of("""
        feed A sequential overlap 1 per 1
        feed B sequential per 1
        08:01 load A/1:9 run 1
        08:01 load B/1:9 run 1
        08:02 make P#1 run 1
        08:03 empty LINE A
        08:04 make P#2 run 1
        08:05 make P#3 run 1
        08:06 make P#4 run 2
        """)
        .Forward("A/1", "confirmed: P#1\npossible: P#2")
        .Forward("B/1", "confirmed: P#1 P#2 P#3\npossible: P#4");

    [Fact]
    public void Two_positions_of_one_item_are_both_possible() => Judged.Of("""
        feed A sequential per 1
        08:01 load A/1:5 run 1 position LEFT
        08:01 load A/2:5 run 1 position RIGHT
        08:02 make P#1 run 1
        08:03 empty LEFT
        08:04 make P#2 run 1
        """)
        .Forward("A/1", "possible: P#1")
        .Forward("A/2", "confirmed: P#2\npossible: P#1");

    [Fact]
    public void Mounted_first_and_scanned_later_makes_the_outputs_before_possible() => Judged.Of("""
        feed A sequential early 2 per 1
        08:01 load A/1:2 run 1
        08:02 make P#1 run 1
        08:03 make P#2 run 1
        08:04 make P#3 run 1
        08:05 make P#4 run 1 of A/3:1
        08:06 load A/2:9 run 1
        08:07 make P#5 run 1
        """)
        .Forward("A/1", "confirmed: P#1 P#2\npossible: P#3")
        .Forward("A/2", "confirmed: P#5\npossible: P#3")
        .Forward("A/3", "confirmed: P#4");

    [Fact]
    public void Inside_two_clocks_errors_both_orders_are_possible_and_an_unsynchronised_boot_says_nothing() => Judged.Of("""
        feed A sequential per 1 oneAtATime
        08:01:00 load A/1:9 run 1 error 2000
        08:02:00 make P#1 run 1 by g2 error 1000
        08:02:28 make P#2 run 1 by g2 error 1000
        08:02:30 load A/2:9 run 1 error 2000
        08:02:32 make P#3 run 1 by g2 error 1000
        08:02:33 make P#4 run 1 by g2 error 1000
        09:00:00 make P#5 run 1 by g3 unsynced
        """)
        .Forward("A/1", "confirmed: P#1\npossible: P#2 P#3 P#5")
        .Forward("A/2", "confirmed: P#4\npossible: P#2 P#3 P#5");

    [Fact]
    public void Loads_from_elsewhere_lead_into_every_output_of_the_run() => Judged.Of("""
        08:01 load A/1:5 run 1 by elsewhere
        08:01 load B/1:5 run 1 by elsewhere
        08:02 make P#1 run 1
        08:03 make P#2 run 1 of B/9:1
        08:04 load B/2:5 run 1 by elsewhere
        08:05 make P#3 run 1
        """)
        .Forward("A/1", "confirmed: P#1 P#2 P#3")
        .Forward("B/1", "possible: P#1 P#3")
        .Forward("B/2", "possible: P#1 P#3");

    [Fact]
    public void Void_events_do_not_stand_repeats_add_nothing_and_times_never_go_back_in_a_stream() => Judged.Of("""
        feed A sequential per 1 oneAtATime
        08:05 load A/1:9 run 1
        08:06 load A/2:9 run 1
        08:07 make P#1 run 1
        08:08 void 2
        08:01 load A/3:9 run 1
        08:09 make P#2 run 1
        """)
        .Forward("A/1", "confirmed: P#1")
        .Forward("A/2", "")
        .Forward("A/3", "confirmed: P#2");

    [Fact]
    public void At_equal_times_a_stream_keeps_its_own_order_and_between_streams_loads_come_before_outputs() => Judged.Of("""
        feed A sequential per 1 oneAtATime
        feed B sequential per 1 oneAtATime
        08:01 load A/1:9 run 1 by g3
        08:02 make P#1 run 1 by g1
        08:02 load A/2:9 run 1 by g1
        08:02 load B/1:9 run 1 by g2
        08:03 make P#2 run 1 by g1
        """)
        .Forward("A/1", "confirmed: P#1")
        .Forward("A/2", "confirmed: P#2")
        .Forward("B/1", "confirmed: P#1 P#2");

    [Fact]
    public void As_of_a_time_and_as_known_at_a_commit_only_those_events_are_there()
    {
        const string table = """
            08:00 make H/1:5 of A/1:1
            08:02 make P#1 of H/1:1
            08:01 make P#2 of H/1:1
            """;
        Judged.Of(table, new DateTimeOffset(2026, 3, 2, 8, 1, 30, TimeSpan.Zero), null).Forward("A/1", "confirmed: H/1");
        Judged.Of(table, null, 2).Forward("A/1", "confirmed: H/1 P#1");
        Judged.Of(table, new DateTimeOffset(2026, 3, 2, 8, 2, 0, TimeSpan.Zero), null).Forward("A/1", "confirmed: H/1 P#1 P#2");
    }
}
