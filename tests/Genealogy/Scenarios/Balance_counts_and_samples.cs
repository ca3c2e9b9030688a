namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>Section 2 of trace.md: what a count finds or misses stands beside the balance, and a destroyed sample is counted once.</summary>
public sealed class Balance_counts_and_samples
{
    [Fact]
    public void A_count_of_a_lot_says_what_lies_there_and_leaves_the_others_alone() => Scenario.Of("""
        08:00 receive CAP/1 10 at STORE
        08:00 receive CAP/2 10 at STORE
        08:00 receive CAP/3 10 at STORE
        09:00 count STORE CAP/1=7 CAP/2=12
        """)
        .ExpectBalance("CAP/1", "received 10 onHand 7 lost 3 gap 3")
        .ExpectBalance("CAP/2", "received 10 onHand 12 found 2 gap -2")
        .ExpectBalance("CAP/3", "received 10 onHand 10")
        .ExpectBalance("CAP/1 asOf 08:30", "received 10 onHand 10");

    [Fact]
    public void A_count_of_the_whole_place_finds_nothing_of_what_it_does_not_list() => Scenario.Of("""
        08:00 receive CAP/1 10 at STORE
        08:00 receive CAP/2 10 at STORE
        08:00 receive CAP/2 5 at BIN
        09:00 count STORE CAP/1=4 CAP/1=6 whole
        10:00 count BIN whole
        """)
        .ExpectBalance("CAP/1", "received 10 onHand 10")
        .ExpectBalance("CAP/2 asOf 09:30", "received 15 onHand 5 lost 10 gap 10")
        .ExpectBalance("CAP/2", "received 15 lost 15 gap 15");

    [Fact]
    public void After_a_count_movements_go_on_from_what_was_counted_and_never_below_nothing() => Scenario.Of("""
        08:00 receive CAP/1 10 at STORE
        09:00 count STORE CAP/1=6
        09:10 ship CAP/1 8 from STORE to EAST
        """)
        .ExpectBalance("CAP/1", "received 10 shipped 8 lost 4 gap 2")
        .ExpectStock("CAP/1", "");

    [Fact]
    public void A_destructive_sample_counts_as_sampled_and_its_scrap_not_again() => Scenario.Of("""
        08:00 receive CAP/1 10 at STORE
        08:10 sample CAP/1 2 at STORE
        08:20 scrap CAP/1 3 at STORE
        """)
        .ExpectBalance("CAP/1 asOf 08:15", "received 10 sampled 2 onHand 8")
        .ExpectBalance("CAP/1", "received 10 sampled 2 scrapped 1 onHand 7");

    [Fact]
    public void Scrap_beyond_the_sample_or_of_another_lot_is_scrap() => Scenario.Of("""
        08:00 receive CAP/1 10 at STORE
        08:10 sample CAP/1 2 at STORE
        08:20 scrap CAP/2 2 at STORE
        08:30 scrap CAP/1 2
        08:40 scrap CAP/1 2
        """)
        .ExpectBalance("CAP/1", "received 10 sampled 2 scrapped 2 onHand 6")
        .ExpectBalance("CAP/2", "scrapped 2 gap -2");
}
