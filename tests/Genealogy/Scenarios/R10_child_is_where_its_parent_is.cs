namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>Rule 10 of trace.md: a pump is where its case is, from packing to unpacking and no longer; packing itself taints nothing.</summary>
public sealed class R10_child_is_where_its_parent_is
{
    [Fact]
    public void A_pump_moves_with_its_case_and_the_case_on_its_pallet() => Scenario.Of("""
        08:00 make P#1 of CAP/1=1
        08:00 make P#2 of CAP/2=1
        08:10 pack [1] P#1..2 at PACKING
        08:20 pack [9] [1] at PACKING
        08:30 move [9] from PACKING to STORE
        09:00 unpack [9] [1] at STORE
        09:10 move [9] from STORE to YARD
        09:20 unpack [1] P#1 at STORE
        09:30 move [1] from STORE to DOCK
        """)
        .ExpectWhere("P#1 asOf 08:40", "packed in [1] at STORE")
        .ExpectWhere("[1] asOf 08:40", "packed in [9] at STORE")
        .ExpectWhere("[1] asOf 09:15", "packed at STORE")
        .ExpectWhere("P#1", "onHand at STORE")
        .ExpectWhere("P#2", "packed in [1] at DOCK")
        .Expect("forward CAP/1", "confirmed: P#1")
        .Expect("forward CAP/2", "confirmed: P#2");
}
