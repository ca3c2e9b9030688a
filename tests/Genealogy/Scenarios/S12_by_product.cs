namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// A run makes cheese, and whey comes off it. The whey holds the same milk as the cheese, uses no milk a second time, and goes on
/// into feed for another customer.
/// </summary>
public sealed class S12_by_product
{
    [Fact]
    public void The_by_product_holds_what_the_product_holds_and_the_milk_is_used_once() => Scenario.Of("""
        feed MILK sequential per 10
        08:00 receive MILK/1 50 at LINE
        08:00 receive MILK/2 60 at LINE
        08:00 receive MILK/3 50 at LINE
        08:02 load MILK/1 50 run 1
        08:10 make CHEESE/1 5 WHEY/1=4 run 1
        08:20 load MILK/2 50 run 2
        08:30 make CHEESE/2 5 WHEY/2=4 run 2
        08:40 make FEED/1 6 of WHEY/1=4 WHEY/2=2
        08:50 ship CHEESE/1 5 from LINE to EAST
        08:51 ship FEED/1 6 from LINE to WEST
        """)
        .Expect("forward MILK/1", "confirmed: CHEESE/1 WHEY/1 FEED/1")
        .Expect("forward MILK/2", "confirmed: CHEESE/2 WHEY/2 FEED/1")
        .Expect("forward MILK/3", "")
        .Expect("forward MILK/1 asOf 08:35", "confirmed: CHEESE/1 WHEY/1")
        .Expect("forward WHEY/1", "confirmed: FEED/1")
        .Expect("backward WHEY/1", "confirmed: MILK/1")
        .Expect("backward CHEESE/2", "confirmed: MILK/2")
        .Expect("backward FEED/1", "confirmed: WHEY/1 WHEY/2 MILK/1 MILK/2")
        .ExpectCustomers("MILK/1", "EAST: CHEESE/1=5\nWEST: FEED/1=6")
        .ExpectCustomers("MILK/2", "WEST: FEED/1=6")
        .ExpectBalance("MILK/1", "received 50 used 50")
        .ExpectBalance("MILK/2", "received 60 used 50 onHand 10")
        .ExpectBalance("WHEY/1", "produced 4 used 4")
        .ExpectBalance("WHEY/2", "produced 4 used 2 onHand 2")
        .ExpectBalance("CHEESE/1", "produced 5 shipped 5")
        .ExpectBalance("FEED/1", "produced 6 shipped 6");

    [Fact]
    public void Made_of_the_product_in_a_later_order_it_holds_the_milk_for_certain_though_milk_was_left_on_the_line() => Scenario.Of("""
        feed MILK sequential per 1
        08:00 receive MILK/1 10 at LINE
        08:01 load MILK/1 10 run 1
        08:02 make CHEESE/1 5 run 1
        08:03 make WHEY/1 5 run 2 of CHEESE/1=5
        """)
        .Expect("forward MILK/1", "confirmed: CHEESE/1 WHEY/1")
        .Expect("backward WHEY/1", "confirmed: CHEESE/1 MILK/1")
        .ExpectBalance("CHEESE/1", "produced 5 used 5");
}
