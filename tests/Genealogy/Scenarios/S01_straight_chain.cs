namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// Resin is moulded into shells, shells are welded to bodies, bodies tested as cores, cores built into pumps, and one pump is
/// sold. Beside it another resin lot goes its own way over another mould. The complaint is about the first resin.
/// </summary>
public sealed class S01_straight_chain
{
    private static readonly Scenario Plant = Scenario.Of("""
        feed RESIN sequential per 2
        feed SHELL sequential per 1
        feed BODY sequential per 1
        feed CORE sequential per 1
        08:00 receive RESIN/R1 20 from ALPHA
        08:00 receive RESIN/R2 20 from ALPHA
        08:05 move RESIN/R1 20 from DOCK to MOULD
        08:05 move RESIN/R2 20 from DOCK to MOULD2
        08:10 load RESIN/R1 20 run 1 at MOULD
        08:10 load RESIN/R2 20 run 5 at MOULD2
        08:20 make SHELL/S1 10 run 1 at MOULD
        08:20 make SHELL/S2 9 run 5 at MOULD2
        08:30 move SHELL/S1 10 from MOULD to WELD
        08:40 load SHELL/S1 10 run 2 at WELD
        08:50 make BODY/B1 10 run 2 at WELD
        09:00 move BODY/B1 4 from WELD to TEST
        09:10 load BODY/B1 4 run 3 at TEST
        09:20 make CORE/C1 4 run 3 at TEST
        09:30 move CORE/C1 4 from TEST to LINE
        09:40 load CORE/C1 2 run 4 at LINE
        09:50 make PUMP#1..2 run 4 at LINE
        10:00 pack [1] PUMP#1 at PACKING
        10:00 pack [2] PUMP#2 at PACKING
        10:10 ship [1] to EAST order SO1
        """);

    [Fact]
    public void Forward_every_level_is_confirmed_and_the_other_resin_stays_out() => Plant
        .Expect("forward RESIN/R1", "confirmed: SHELL/S1 BODY/B1 CORE/C1 PUMP#1..2")
        .ExpectDepth("forward RESIN/R1", "1: SHELL/S1\n2: BODY/B1\n3: CORE/C1\n4: PUMP#1..2")
        .Expect("forward RESIN/R2", "confirmed: SHELL/S2")
        .Expect("forward BODY/B1", "confirmed: CORE/C1 PUMP#1..2")
        .ExpectExcluded("forward RESIN/R1", "");

    [Fact]
    public void Backward_a_pump_names_every_level_down_to_the_resin() => Plant
        .Expect("backward PUMP#2", "confirmed: CORE/C1 BODY/B1 SHELL/S1 RESIN/R1")
        .ExpectDepth("backward PUMP#2", "1: CORE/C1\n2: BODY/B1\n3: SHELL/S1\n4: RESIN/R1")
        .Expect("backward [2]", "confirmed: CORE/C1 BODY/B1 SHELL/S1 RESIN/R1")
        .Expect("backward SHELL/S2", "confirmed: RESIN/R2");

    [Fact]
    public void Before_the_cores_were_built_in_the_answer_ends_at_the_cores() => Plant
        .Expect("forward RESIN/R1 asOf 09:45", "confirmed: SHELL/S1 BODY/B1 CORE/C1")
        .Expect("forward RESIN/R1 asOf 08:15", "")
        .ExpectBalance("BODY/B1 asOf 09:15", "produced 10 inProcess 4 onHand 6")
        .ExpectCustomers("RESIN/R1 asOf 10:05", "");

    [Fact]
    public void One_customer_has_one_pump_and_every_balance_closes() => Plant
        .ExpectCustomers("RESIN/R1", "EAST: PUMP#1")
        .ExpectCustomers("RESIN/R2", "")
        .ExpectWhere("PUMP#1", "shipped")
        .ExpectWhere("PUMP#2", "packed in [2] at PACKING")
        .ExpectBalance("RESIN/R1", "received 20 used 20")
        .ExpectBalance("RESIN/R2", "received 20 used 18 inProcess 2")
        .ExpectBalance("SHELL/S1", "produced 10 used 10")
        .ExpectBalance("SHELL/S2", "produced 9 onHand 9")
        .ExpectBalance("BODY/B1", "produced 10 used 4 onHand 6")
        .ExpectBalance("CORE/C1", "produced 4 used 2 onHand 2")
        .ExpectStock("BODY/B1", "WELD 6")
        .ExpectStock("CORE/C1", "LINE 2");
}
