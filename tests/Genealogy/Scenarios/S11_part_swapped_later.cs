namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A pump comes back and its motor is swapped. For a defect of the old motor the pump was affected and is no more; for a
/// contamination it stays affected, and so does what went through it afterwards.
/// </summary>
public sealed class S11_part_swapped_later
{
    [Fact]
    public void The_pump_is_formerly_affected_by_the_old_motor_and_by_the_new_one_now() => Scenario.Of("""
        08:00 make MOTOR#1 of COIL/1=1
        08:10 make PUMP#1 run 1
        08:11 install PUMP#1 MOTOR#1
        09:00 ship PUMP#1 to EAST
        11:00 return PUMP#1 from EAST at DOCK
        11:30 remove PUMP#1 MOTOR#1
        11:40 make MOTOR#2 of COIL/2=1
        11:50 install PUMP#1 MOTOR#2
        12:00 ship PUMP#1 to WEST
        """)
        .Expect("forward COIL/1", "confirmed: MOTOR#1\nformerly: PUMP#1")
        .Expect("forward COIL/1 contamination", "confirmed: MOTOR#1 PUMP#1")
        .Expect("forward COIL/1 asOf 11:00", "confirmed: MOTOR#1 PUMP#1")
        .Expect("forward COIL/2", "confirmed: MOTOR#2 PUMP#1")
        .Expect("forward COIL/2 contamination", "confirmed: MOTOR#2 PUMP#1")
        .Expect("backward PUMP#1", "confirmed: COIL/2 MOTOR#2\nformerly: COIL/1 MOTOR#1")
        .Expect("backward PUMP#1 contamination", "confirmed: COIL/1 COIL/2 MOTOR#1 MOTOR#2")
        .ExpectReason("COIL/1", "PUMP#1", "removed")
        .ExpectCustomers("COIL/1 contamination", "EAST: PUMP#1\nWEST: PUMP#1")
        .ExpectCustomers("COIL/1 asOf 10:00", "EAST: PUMP#1")
        .ExpectCustomers("COIL/1", "")
        .ExpectWhere("PUMP#1 asOf 11:10", "returned at DOCK")
        .ExpectWhere("PUMP#1", "shipped")
        .ExpectWhere("MOTOR#1 asOf 08:30", "consumed")
        .ExpectWhere("MOTOR#1", "onHand")
        .ExpectWhere("MOTOR#2", "consumed");

    [Fact]
    public void What_ran_through_a_housing_after_the_swap_is_affected_only_by_a_contamination() => Scenario.Of("""
        08:00 make FILTER#1 of MESH/1=1
        08:01 install HOUSING#1 FILTER#1
        08:10 make WATER/1 10 of HOUSING#1
        09:00 remove HOUSING#1 FILTER#1
        09:10 make WATER/2 10 of HOUSING#1
        09:20 ship WATER/1 10 from LINE to EAST
        09:20 ship WATER/2 10 from LINE to WEST
        """)
        .Expect("forward MESH/1", "confirmed: FILTER#1 WATER/1\nformerly: HOUSING#1")
        .Expect("forward MESH/1 contamination", "confirmed: FILTER#1 HOUSING#1 WATER/1 WATER/2")
        .Expect("backward WATER/1", "confirmed: FILTER#1 HOUSING#1 MESH/1")
        .Expect("backward WATER/2", "confirmed: HOUSING#1")
        .Expect("backward WATER/2 contamination", "confirmed: FILTER#1 HOUSING#1 MESH/1")
        .ExpectCustomers("MESH/1", "EAST: WATER/1=10")
        .ExpectCustomers("MESH/1 contamination", "EAST: WATER/1=10\nWEST: WATER/2=10")
        .ExpectBalance("WATER/1", "produced 10 shipped 10")
        .ExpectBalance("WATER/2", "produced 10 shipped 10");

    [Fact]
    public void A_pump_that_got_the_same_lot_again_is_affected_again() => Scenario.Of("""
        08:00 install PUMP#1 SEAL/1=1
        09:00 remove PUMP#1 SEAL/1=1
        10:00 install PUMP#1 SEAL/1=1
        """)
        .Expect("forward SEAL/1 asOf 08:30", "confirmed: PUMP#1")
        .Expect("forward SEAL/1 asOf 09:30", "formerly: PUMP#1")
        .Expect("forward SEAL/1", "confirmed: PUMP#1");
}
