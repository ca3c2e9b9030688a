namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>The judge before hand-made cases of what has no line: entries, circles, components, missing lots, tanks, units by quantity, balances.</summary>
public sealed class OracleGoodsTests
{
    [Fact]
    public void Of_a_lot_in_several_entries_what_is_drawn_later_is_confirmed_only_if_every_entry_is() => Judged.Of("""
        08:00 make H/1:1 of A/1:1
        08:01 make P#1 of H/1:1
        08:02 make H/1:1 of A/2:1
        08:03 make P#2 of H/1:1
        """)
        .Forward("A/1", "confirmed: H/1 P#1\npossible: P#2")
        .Forward("A/2", "confirmed: H/1\npossible: P#2")
        .Backward("P#2", "confirmed: H/1\npossible: A/1 A/2");

    [Fact]
    public void Rework_in_a_circle_ends_and_time_never_goes_back() => Judged.Of("""
        08:00 receive A/1:10
        08:01 make B/1:5 of A/1:5
        08:02 make C/1:5 of B/1:5
        08:03 make A/1:3 of C/1:3
        08:04 make D/1:3 of A/1:3
        """)
        .Forward("C/1", "confirmed: A/1\npossible: D/1")
        .Forward("B/1", "confirmed: A/1 C/1\npossible: D/1")
        .Forward("A/1", "confirmed: B/1 C/1 D/1").Depth("A/1", "D/1", 1);

    [Fact]
    public void A_removed_component_leaves_the_unit_formerly_and_in_contamination_as_it_was() => Judged.Of("""
        08:00 make B#1 of A/1:1
        08:01 install P#1 B#1 S/1:4
        08:02 make Z#1 of P#1
        08:03 remove P#1 B#1 S/1:1
        08:04 make Y#1 of P#1
        08:05 remove P#1 S/1:3
        """)
        .Forward("A/1", "confirmed: B#1 Z#1\nformerly: P#1")
        .Contamination("A/1", "confirmed: B#1 P#1 Y#1 Z#1")
        .Forward("S/1", "confirmed: Y#1 Z#1\nformerly: P#1")
        .Backward("P#1", "formerly: A/1 B#1 S/1");

    [Fact]
    public void A_load_without_lot_may_be_every_lot_at_the_line_else_every_lot_on_hand() => Judged.Of("""
        feed A sequential per 1
        feed B sequential per 1
        08:00 receive A/1:5 at LINE
        08:00 receive A/2:5 at STORE
        08:00 receive B/1:5 at STORE
        08:00 receive B/2:5 at DOCK
        08:01 load A:5 run 1
        08:01 load B:5 run 1
        08:02 make P#1 run 1
        08:03 receive B/3:5
        """)
        .Forward("A/1", "possible: P#1").Depth("A/1", "P#1", 1)
        .Forward("A/2", "")
        .Backward("P#1", "possible: A/1 B/1 B/2");

    [Fact]
    public void What_was_put_out_without_lot_is_not_dropped_when_it_is_loaded_without_lot() => Judged.Of("""
        feed H sequential per 1
        08:00 make H:5 of A/1:5
        08:01 receive H/7:5
        08:02 load H:5 run 1
        08:03 make P#1 run 1
        """)
        .Forward("A/1", "confirmed: H\npossible: P#1")
        .Forward("H/7", "possible: P#1");

    [Fact]
    public void A_draw_from_a_mixed_tank_is_confirmed_only_while_one_lot_is_in_it() => Judged.Of("""
        feed A sequential per 1
        08:00 receive A/1:5 at TANK
        08:01 make P#1 of A/9:1 at TANK
        08:02 receive A/2:5 at TANK
        08:03 load A/9:1 run 1 position TANK
        08:04 make P#2 run 1
        08:05 empty TANK
        08:06 receive A/3:5 at TANK
        08:07 load A:1 run 2 position TANK
        08:08 make P#3 run 2
        """)
        .Forward("A/1", "confirmed: A/9 P#1\npossible: P#2")
        .Forward("A/2", "possible: A/9 P#2")
        .Backward("P#3", "confirmed: A/3");

    [Fact]
    public void Plug_flow_draws_what_the_band_meets() => Judged.Of("""
        08:00 receive A/1:5 at SILO
        08:01 receive A/2:5 at SILO
        08:02 make P#1 of A/9:4 at SILO
        08:03 make P#2 of A/8:3 at SILO
        08:04 make P#3 of A/7:2 at SILO
        """)
        .Backward("P#1", "confirmed: A/1 A/9")
        .Backward("P#2", "confirmed: A/8\npossible: A/1 A/2")
        .Backward("P#3", "confirmed: A/2 A/7");

    [Fact]
    public void A_lot_as_seed_means_its_units_and_a_quantity_of_a_serialised_lot_may_be_each_of_them() => Judged.Of("""
        08:00 make P#1 of A/1:1 lot L
        08:00 make P#2 of A/2:1 lot L
        08:01 make Z#1 of P#1
        08:02 make Z#2 of P/L:1
        """)
        .Forward("A/1", "confirmed: P#1 Z#1\npossible: Z#2")
        .Forward("P/L", "confirmed: Z#1 Z#2")
        .Backward("Z#2", "confirmed: P/L\npossible: A/1 A/2 P#1 P#2");

    [Fact]
    public void A_container_as_seed_is_all_that_was_ever_in_it() => Judged.Of("""
        08:00 pack [1] H/1:4
        08:01 pack [2] [1] P#1
        08:02 unpack [2] P#1
        08:03 make Q#1 of P#1
        08:04 make Q#2 of H/1:1
        """)
        .Forward("[2]", "confirmed: Q#1 Q#2")
        .Forward("[1]", "confirmed: Q#2");

    [Fact]
    public void Counts_samples_scrap_and_shipments_balance() => Judged.Of("""
        08:00 receive A/1:100 at STORE
        08:01 sample A/1:2 at STORE
        08:02 scrap A/1:3 at STORE
        08:03 count A/1:90 at STORE scope place
        08:04 pack [1] A/1:10 at STORE
        08:05 pack [2] [1]
        08:06 ship [2]
        08:07 ship A/1:5 at STORE
        08:08 unship A/1:2
        08:09 returned A/1:1 at DOCK
        """)
        .Balance("A/1", "received 100 returned 1 shipped 13 sampled 2 scrapped 1 lost 7 onHand 78 gap 7");

    [Fact]
    public void What_was_used_before_it_was_loaded_is_owed_and_a_return_takes_what_was_not_loaded_first() => Judged.Of("""
        feed A sequential per 1
        08:00 receive A/1:20 at LINE
        08:01 load A/1:2 run 1
        08:02 make P#1 P#2 P#3 run 1
        08:03 load A/1:8 run 1
        08:04 move A/1:12 from LINE at STORE
        08:05 make P#4 run 1
        """)
        .Forward("A/1", "confirmed: P#1 P#2 P#3 P#4")
        .Balance("A/1", "received 20 used 4 inProcess 4 onHand 12");
}
