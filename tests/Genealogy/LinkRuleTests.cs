namespace Traceability.Tests.Genealogy;

/// <summary>The link rules of trace.md section 1, one table a rule; scenario numbers are those of section 3.</summary>
public sealed class LinkRuleTests
{
    [Fact]
    public void S1_a_straight_chain_of_five_levels_is_confirmed_to_both_ends() => Scenario.Of("""
        feed A sequential per 1
        feed B sequential per 1
        feed C sequential per 1
        feed D sequential per 1
        08:00 receive A/1 10 from SUP
        08:01 move A/1 10 from DOCK to LINE
        08:02 load A/1 10 run 1
        08:03 make B/1 10 run 1
        08:04 load B/1 10 run 2
        08:05 make C/1 10 run 2
        08:06 load C/1 10 run 3
        08:07 make D/1 2 run 3
        08:08 load D/1 2 run 4
        08:09 make P#1..2 run 4
        08:10 pack [1] P#1
        08:11 pack [2] P#2
        08:12 ship [1] to EAST
        """)
        .Expect("forward A/1", "confirmed: B/1 C/1 D/1 P#1..2")
        .Expect("backward P#2", "confirmed: A/1 B/1 C/1 D/1")
        .ExpectCustomers("A/1", "EAST: P#1")
        .ExpectBalance("A/1", "received 10 used 10");

    [Fact]
    public void S3_lying_in_one_bin_taints_nothing_where_each_lot_is_scanned() => Scenario.Of("""
        feed A sequential per 1
        08:00 receive A/1 10 at BIN
        08:01 receive A/2 10 at BIN
        08:02 move A/2 2 from BIN to LINE
        08:03 load A/2 2 run 1
        08:04 make P#1..2 run 1
        """)
        .Expect("forward A/1", "")
        .Expect("forward A/2", "confirmed: P#1..2")
        .ExpectBalance("A/1", "received 10 onHand 10")
        .ExpectBalance("A/2", "received 10 used 2 onHand 8");

    [Fact]
    public void S6_around_a_change_over_both_lots_are_possible_for_overlap_pieces() => Scenario.Of("""
        feed A sequential overlap 3 per 1
        08:00 receive A/1 5
        08:00 receive A/2 9
        08:01 move A/1 5 from DOCK to LINE
        08:01 move A/2 9 from DOCK to LINE
        08:02 load A/1 5 run 1
        08:03 make P#1..5 run 1
        08:05 load A/2 9 run 1
        08:06 make P#6..12 run 1
        """)
        .Expect("forward A/1", "confirmed: P#1..5\npossible: P#6..8")
        .Expect("forward A/2", "confirmed: P#9..12\npossible: P#6..8")
        .Expect("backward P#7", "possible: A/1 A/2")
        .ExpectReason("A/1", "P#7", "change-over")
        .ExpectExcluded("A/1", "run out before: P#9..12")
        .ExpectExcluded("A/2", "came out before it was loaded: P#1..5")
        .ExpectBalance("A/1", "received 5 used 5")
        .ExpectBalance("A/2", "received 9 used 7 inProcess 2");

    [Fact]
    public void S6_beyond_the_overlap_quantity_keeps_an_earlier_lot_possible_first_loaded_first_used() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 6 run 1
        08:02 make P#1..2 run 1
        08:03 load A/2 9 run 1
        08:04 make P#3..9 run 1
        """)
        .Expect("forward A/1", "confirmed: P#1..2\npossible: P#3..6")
        .Expect("forward A/2", "confirmed: P#7..9\npossible: P#3..6");

    [Fact]
    public void S6_one_at_a_time_drops_the_quantity_part_but_not_the_overlap() => Scenario.Of("""
        feed A sequential overlap 1 per 1 oneAtATime
        08:01 load A/1 6 run 1
        08:02 make P#1..2 run 1
        08:03 load A/2 9 run 1
        08:04 make P#3..9 run 1
        """)
        .Expect("forward A/1", "confirmed: P#1..2\npossible: P#3");

    [Fact]
    public void S6_the_overlap_in_seconds_counts_time_and_an_entry_of_pieces_counts_its_pieces() => Scenario.Of("""
        feed A sequential overlapSeconds 30 per 1
        feed B sequential overlap 5 per 1
        08:01:00 load A/1 1 run 1
        08:01:00 load B/1 3 run 1
        08:02:00 make H/1 3 run 1
        08:03:00 load A/2 99 run 1
        08:03:00 load B/2 99 run 1
        08:03:29 make H/2 4 run 1
        08:03:30 make H/3 4 run 1
        08:03:31 make H/4 4 run 1
        """)
        .Expect("forward A/1", "confirmed: H/1\npossible: H/2")
        .Expect("forward B/1", "confirmed: H/1\npossible: H/2 H/3");

    [Fact]
    public void The_same_lot_again_is_no_change_over_and_one_scanned_again_is_current() => Scenario.Of("""
        feed A sequential overlap 1 per 1
        08:01 load A/1 2 run 1
        08:02 make P#1..2 run 1
        08:03 load A/1 2 run 1
        08:04 make P#3..4 run 1
        08:05 load A/2 1 run 1
        08:06 make P#5 run 1
        08:07 load A/1 9 run 1
        08:08 make P#6..8 run 1
        """)
        .Expect("forward A/1", "confirmed: P#1..4 P#7..8\npossible: P#5..6")
        .Expect("forward A/2", "possible: P#5..6");

    [Fact]
    public void Mixed_lots_are_each_possible_from_when_they_are_in() => Scenario.Of("""
        feed A mix per 1
        08:01 load A/1 5 run 1
        08:02 make H/1 5 run 1
        08:03 load A/2 5 run 1
        08:04 make H/2 5 run 1
        """)
        .Expect("forward A/1", "confirmed: H/1\npossible: H/2")
        .Expect("forward A/2", "possible: H/2")
        .ExpectReason("A/2", "H/2", "mixed with 1");

    [Fact]
    public void S9_a_pallet_split_repacked_and_shipped_to_three_customers_lists_each_unit_once() => Scenario.Of("""
        feed A sequential per 1
        08:00 load A/1 4 run 1
        08:01 make P#1..4 run 1
        08:02 load A/2 9 run 1
        08:03 make P#5..6 run 1
        08:04 pack [1] P#1..2
        08:05 pack [2] P#3..6
        08:06 pack [9] [1] [2]
        08:07 unpack [9] [2]
        08:08 unpack [2] P#4..6
        08:09 pack [3] P#4 P#5
        08:10 ship [9] to EAST
        08:11 ship [3] to WEST
        08:12 ship [2] to NORTH
        """)
        .Expect("forward A/1", "confirmed: P#1..4")
        .Expect("forward [3]", "")
        .Expect("backward [3]", "confirmed: A/1 A/2")
        .ExpectCustomers("A/1", "EAST: P#1..2\nNORTH: P#3\nWEST: P#4");

    [Fact]
    public void S8_rework_in_a_circle_ends_and_time_never_goes_back() => Scenario.Of("""
        08:00 receive A/1 10
        08:01 make B/1 5 of A/1
        08:02 make C/1 5 of B/1
        08:03 make A/1 3 of C/1
        08:04 make D/1 3 of A/1
        08:05 receive B/0 1
        08:06 make C/2 3 of B/0
        """)
        .Expect("forward C/1", "possible: D/1\nconfirmed: A/1")
        .Expect("forward B/1", "confirmed: A/1 C/1\npossible: D/1")
        .Expect("forward A/1", "confirmed: B/1 C/1 D/1")
        .Expect("backward D/1", "confirmed: A/1\npossible: B/1 C/1");

    [Fact]
    public void S22_of_a_lot_in_five_entries_one_tainted_what_is_drawn_after_it_is_possible_and_before_it_clean() => Scenario.Of("""
        feed H sequential per 1
        08:00 make H/1 1 of A/1
        08:01 make H/1 1 of A/1
        08:02 load H/1 2 run 1
        08:03 make P#1 run 1
        08:04 make H/1 1 of A/2
        08:05 make H/1 1 of A/1
        08:06 make H/1 1 of A/1
        08:07 load H/1 3 run 2
        08:08 make P#2 run 2
        """)
        .Expect("forward A/2", "confirmed: H/1\npossible: P#2")
        .Expect("forward A/1", "confirmed: H/1 P#1\npossible: P#2")
        .Expect("backward P#2", "confirmed: H/1\npossible: A/1 A/2")
        .Expect("backward P#1", "confirmed: A/1 H/1");

    [Fact]
    public void S11_a_part_swapped_later_leaves_the_unit_formerly_or_contaminated() => Scenario.Of("""
        08:00 make B#1 of A/1
        08:01 install P#1 B#1
        08:02 make Z#1 of P#1
        08:03 remove P#1 B#1
        08:04 make Y#1 of P#1
        """)
        .Expect("forward A/1", "confirmed: B#1 Z#1\nformerly: P#1")
        .Expect("forward A/1 contamination", "confirmed: B#1 P#1 Y#1 Z#1");

    [Fact]
    public void S10_siblings_of_a_unit_are_not_pulled_in_but_a_lot_as_seed_means_all_its_units() => Scenario.Of("""
        08:00 make P#1 of A/1 lot L
        08:00 make P#2 of A/2 lot L
        08:01 make Z#1 of P#1
        08:01 make Z#2 of P#2
        """)
        .Expect("forward A/1", "confirmed: P#1 Z#1")
        .Expect("forward P/L", "confirmed: Z#1..2");

    [Fact]
    public void S2_two_suppliers_with_the_same_lot_text_of_different_items_are_two_lots() => Scenario.Of("""
        feed A sequential per 1
        feed B sequential per 1
        08:00 receive A/77 5 from SUP1
        08:00 receive B/77 5 from SUP2
        08:01 load A/77 5 run 1
        08:02 make P#1 run 1
        """)
        .Expect("forward A/77", "confirmed: P#1")
        .Expect("forward B/77", "");

    [Fact]
    public void S12_a_by_product_of_a_run_contains_what_the_product_contains_and_does_not_use_twice() => Scenario.Of("""
        feed A sequential per 1
        08:01 load A/1 10 run 1
        08:02 make P/1 5 run 1
        08:02 make S/1 5 run 2 of P/1
        """)
        .Expect("forward A/1", "confirmed: P/1 S/1");

    [Fact]
    public void S13_a_transformation_from_elsewhere_reported_late_is_possible_and_several_lots_are() => Scenario.Of("""
        08:01 load A/1 10 run 1 stateless
        08:02 make P/1 5 run 1
        08:03 load B/1 10 run 1 stateless
        09:01 load A/1 10 run 2 stateless
        09:01 load A/2 10 run 2 stateless
        09:02 make P/2 5 run 2
        """)
        .Expect("forward A/1", "confirmed: P/1\npossible: P/2")
        .Expect("forward B/1", "possible: P/1")
        .Expect("forward A/2", "possible: P/2")
        .ExpectReason("B/1", "P/1", "recorded after it came out");

    [Fact]
    public void S15_a_voided_shipment_has_left_for_nobody() => Scenario.Of("""
        08:00 make P#1 of A/1
        08:01 pack [1] P#1
        wrong= 08:02 ship [1] to EAST
        08:03 void wrong
        08:04 ship [1] to WEST
        """)
        .ExpectCustomers("A/1", "WEST: P#1");

    [Fact]
    public void S16_a_mistyped_lot_that_was_voided_and_corrected_is_only_the_right_one() => Scenario.Of("""
        feed A sequential per 1
        wrong= 08:00 load A/L24O70 5 run 1
        08:01 make P#1 run 1
        08:02 void wrong
        08:00:30 load A/L24070 5 run 1 by g2
        """)
        .Expect("forward A/L24O70", "")
        .Expect("forward A/L24070", "confirmed: P#1");

    [Fact]
    public void An_output_that_names_its_own_input_overrides_the_run_for_that_item() => Scenario.Of("""
        feed A mix per 1
        08:01 load A/1 5 run 1
        08:01 load A/2 5 run 1
        08:02 make P#1 run 1 of A/2
        08:03 make P#2 run 1
        """)
        .Expect("forward A/1", "possible: P#2")
        .Expect("forward A/2", "confirmed: P#1\npossible: P#2");
}
