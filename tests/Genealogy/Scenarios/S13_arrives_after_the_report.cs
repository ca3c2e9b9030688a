namespace Traceability.Tests.Genealogy.Scenarios;

/// <summary>
/// The line's gateway was offline. When quality asked, the pumps were known and the caps in them were not; the loads arrived
/// later, with the times at which they happened. The same question then has the full answer, and what was known before can still
/// be asked. And consumption reported by somebody else's system, which tells no change-over, is no surer than it says.
/// </summary>
public sealed class S13_arrives_after_the_report
{
    private static readonly Scenario Late = Scenario.Of("""
        feed CAP sequential per 1 oneAtATime
        08:00 receive CAP/1 10 at LINE
        08:00 receive CAP/2 10 at LINE
        08:03 make P#1..5 run 1
        08:10 pack [1] P#1..5
        report= 08:20 ship [1] to EAST
        first= 08:02 load CAP/1 10 run 1 by g2
        second= 08:03:15 load CAP/2 10 run 1 by g2
        """);

    [Fact]
    public void What_was_known_at_the_report_held_no_caps() => Late
        .Expect("forward CAP/1 knownAt report", "")
        .Expect("backward P#1 knownAt report", "")
        .ExpectCustomers("CAP/1 knownAt report", "")
        .ExpectBalance("CAP/1 knownAt report", "received 10 onHand 10");

    [Fact]
    public void Each_load_that_arrives_takes_its_place_in_time() => Late
        .Expect("forward CAP/1 knownAt first", "confirmed: P#1..5")
        .ExpectCustomers("CAP/1 knownAt first", "EAST: P#1..5")
        .ExpectBalance("CAP/1 knownAt first", "received 10 used 5 inProcess 5")
        .Expect("forward CAP/1", "confirmed: P#1..2")
        .Expect("forward CAP/2", "confirmed: P#3..5")
        .Expect("forward CAP/2 asOf 08:03:25", "confirmed: P#3")
        .Expect("backward P#5", "confirmed: CAP/2")
        .ExpectCustomers("CAP/1", "EAST: P#1..2")
        .ExpectCustomers("CAP/2", "EAST: P#3..5");

    [Fact]
    public void A_transformation_from_elsewhere_is_sure_only_of_an_only_lot_that_was_not_later() => Scenario.Of("""
        08:00 receive CAP/1 20 at LINE
        08:00 receive CAP/2 10 at LINE
        08:01 load CAP/1 10 run 1 stateless by -
        08:02 make PUMP/1 5 run 1 by -
        08:03 load SEAL/1 10 run 1 stateless by -
        09:01 load CAP/1 10 run 2 stateless by -
        09:01 load CAP/2 10 run 2 stateless by -
        09:02 make PUMP/2 5 run 2 by -
        09:10 ship PUMP/1 5 from LINE to EAST
        """)
        .Expect("forward CAP/1", "confirmed: PUMP/1\npossible: PUMP/2")
        .Expect("forward CAP/2", "possible: PUMP/2")
        .Expect("forward SEAL/1", "possible: PUMP/1")
        .Expect("backward PUMP/1", "confirmed: CAP/1\npossible: SEAL/1")
        .ExpectReason("SEAL/1", "PUMP/1", "recorded after it came out")
        .ExpectReason("CAP/2", "PUMP/2", "several lots in one transformation")
        .ExpectCustomers("CAP/1", "EAST: PUMP/1=5")
        .ExpectCustomers("SEAL/1", "EAST: ?PUMP/1=5")
        .ExpectBalance("CAP/1", "received 20 used 20")
        .ExpectBalance("CAP/2", "received 10 used 10")
        .ExpectBalance("PUMP/1", "produced 5 shipped 5");
}
