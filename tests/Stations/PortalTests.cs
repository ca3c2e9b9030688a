using Traceability.Edge.Stations;
using Traceability.Plant;

namespace Traceability.Tests.Stations;

/// <summary>What tags at a door lead to: one row one outcome.</summary>
public sealed class PortalTests
{
    private const string Eye = """, "session": "photoEye", "photoEye": { "gpi": 1 }""";
    private const string Sides = """, "antennas": { "inside": [1], "outside": [2] }""";
    private const string Both = Eye + Sides;
    private const string Named = """, "containers": ["095213000000000015", "095213000000000022"]""";
    private const string Counted = """, "quantity": 4""";

    // Boxes 1 to 6 are packed with two lamps each; 9 is nobody's.
    [Theory]
    [InlineData("", "order SO1; see 1", "", "ready: first label")]
    [InlineData("", "order SO1; see 1; wait 0.6; see 1", "", "ready: first label")]
    [InlineData("", "order SO1; see 1; see 1", "ship 1", "green: shipped with SO1")]
    [InlineData("", "order SO1; pass 1; pass 1; wait 4; pass 1", "ship 1", "green: shipped with SO1")]
    [InlineData("", "order SO1; pass 1 -71", "", "ready: first label")]
    [InlineData("", "order SO1; pass 1 -70", "ship 1", "green: shipped")]
    [InlineData(""", "rssiThresholdDbm": -50""", "order SO1; pass 1 -60; pass 2 -50", "ship 2", "green: shipped")]
    [InlineData("", "order SO1; pass lift", "", "ready: first label")]
    [InlineData("", "pass 1", "", "blue: no order open")]
    [InlineData("", "order SO1; pass 9", "refused unknown container", "redFlashing: not known")]
    [InlineData("", "hold 1; order SO1; pass 1", "refused held", "redFlashing: on hold")]
    [InlineData("", "order SO3; pass 1", "refused wrong item", "redFlashing: SO3 is for CASE")]
    [InlineData("", "order SO1; pass 1; wait 4; order SO2; pass 1", "ship 1, refused already shipped", "redFlashing: shipped with SO1")]
    [InlineData("", "order SO1; wait 601; pass 1", "", "blue: no order open")]
    // A photo-eye: only what passes while something stands in the door.
    [InlineData(Eye, "order SO1; pass 1", "", "ready: first label")]
    [InlineData(Eye, "order SO1; beam; pass 1; free", "ship 1", "green: shipped")]
    [InlineData(Eye, "order SO1; pass 1; beam; see 1; see 1", "ship 1", "green: shipped")]
    [InlineData(Eye, "order SO1; beam; free; wait 9; pass 1", "ship 1", "green: shipped")]
    [InlineData(Eye, "order SO1; beam; free; wait 11; pass 1", "", "ready: first label")]
    [InlineData(Eye, "order SO1; beam; wait 601; pass 1", "", "ready: first label")]
    [InlineData(Eye, "beam; pass 1; order SO1; pass 1", "ship 1", "green: shipped")]
    [InlineData(Eye, "order SO1; beam; pass 1; order SO2; pass 1", "ship 1", "ready: sales order SO2")]
    [InlineData(Eye, "order SO1; beam; pass 1; free; CMD:DONE; pass 2", "ship 1", "ready: shipment ended")]
    [InlineData(Eye, "order SO1; beam; CMD:DONE; pass 1", "", "blue: no order open")]
    // What is durable is there after a restart; sightings are made again.
    [InlineData(Eye, "order SO1; beam; see 1; restart; see 1", "", "ready: first label")]
    [InlineData(Eye, "order SO1; beam; restart; pass 1", "ship 1", "green: shipped")]
    [InlineData("", "order SO1; pass 1; restart; pass 1", "ship 1", "green: shipped")]
    [InlineData(Both, "order SO1; beam; out 1; restart; free; wait 20; beam; in 1", "ship 1, refused came back in", "yellow: comes in again")]
    // Sides: a crossing counts, not what stands on one side of the door.
    [InlineData(Sides, "order SO1; pass 1 @1; pass 1 @1", "", "ready: first label")]
    [InlineData(Sides, "order SO1; pass 1 @2; pass 1 @2", "", "ready: first label")]
    [InlineData(Sides, "order SO1; out 1", "ship 1", "green: shipped")]
    [InlineData(Sides, "order SO1; in 1", "", "yellow: comes in: not shipped")]
    [InlineData(Sides, "order SO1; pass 1 @3; pass 1 @3", "", "ready: first label")]
    [InlineData(Sides, "order SO1; see 1 @1; see 1 @2; see 1 @1; see 1 @1", "", "ready: first label")]
    [InlineData(Sides, "order SO1; out 1; wait 5; in 1", "ship 1, refused came back in", "yellow: comes in again")]
    [InlineData(Sides, "order SO1; out 1; pass 1 @1; wait 0.4; see 1 @1; wait 0.4; see 1 @1; wait 2.5; see 1 @1", "ship 1, refused came back in", "yellow: comes in again")]
    [InlineData(Both, "order SO1; out 1", "", "ready: first label")]
    [InlineData(Both, "order SO1; beam; out 1", "ship 1", "green: shipped")]
    [InlineData(Both, "order SO1; see 1 @1; see 1 @1; beam; see 1 @2; see 1 @2", "ship 1", "green: shipped")]
    // Residents are muted: the fourth visit within the hour, or five minutes in the field.
    [InlineData("", "pass 1; wait 60; pass 1; wait 60; pass 1; wait 60; order SO1; pass 1", "", "ready: first label")]
    [InlineData("", "pass 1; wait 60; pass 1; wait 60; pass 1; wait 60; pass 1; order SO1; wait 310; pass 1", "ship 1", "green: shipped")]
    [InlineData("", "order SO1; pass 9; wait 60; pass 9; wait 60; pass 9; wait 60; pass 9; wait 60; pass 9", "refused unknown container, refused unknown container, refused unknown container", "redFlashing: not known")]
    public void A_tag_leads_to(string door, string script, string story, string light)
    {
        using var play = new DoorPlay(door);
        play.Do(script);
        Assert.Equal(story, play.Story);
        var (pattern, text) = (light[..light.IndexOf(':', StringComparison.Ordinal)], light[(light.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        Assert.Equal(pattern, play.Light!.Pattern.ToString(), ignoreCase: true);
        Assert.Contains(text, play.Light.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "order SO1; see 1 -90; see 1 -90; see 2; wait 4; see 3; wait 4; see 4 -90", 3, 2, 0, 0, 0)]
    [InlineData("", "pass 1", 0, 0, 3, 0, 0)]
    [InlineData(Eye, "order SO1; pass 1; pass 2", 0, 0, 6, 0, 0)]
    [InlineData("", "order SO1; pass lift", 0, 0, 0, 0, 1)]
    [InlineData("", "order SO1; pass 9; wait 60; pass 9; wait 60; pass 9; wait 60; pass 9; see 9", 0, 0, 0, 3, 0)]
    public void Strays_are_counted_by_why(string door, string script, long weak, long alone, long outside, long muted, long foreign)
    {
        using var play = new DoorPlay(door);
        play.Do(script);
        Assert.Equal(new Strays(weak, alone, outside, muted, foreign), play.Portal.Strays);
    }

    [Fact]
    public void Residents_are_named_and_forgotten_after_they_were_away()
    {
        using var play = new DoorPlay(boxes: 2);
        play.Do("order SO1; see 2");
        for (var n = 0; n < 700; n++) play.Do("see lift; wait 0.3");
        Assert.Empty(Portal.Residents(play.Portal));
        for (var n = 0; n < 30; n++) play.Do("pass lift; wait 1.7; see 9 -90");
        Assert.Single(Portal.Residents(play.Portal));
        play.Do("wait 310; see 9 -90");
        Assert.Empty(Portal.Residents(play.Portal));
        Assert.Empty(play.Portal.Tags);
    }

    // The end of a shipment: tags and silence never end one that lacks something, or met something too much.
    [Theory]
    [InlineData(Named, "order SO1; pass 1; pass 2; CMD:DONE", "ship 1, ship 2", "ready: shipment ended")]
    [InlineData(Named, "order SO1; CMD:DONE", "", "ready: shipment ended")]
    [InlineData(Named, "order SO1; pass 1; CMD:DONE", "ship 1", "yellow: missing 1 of 2: 095213000000000022")]
    [InlineData(Named, "order SO1; pass 1; CMD:DONE; box 2; CMD:DONE", "ship 1, ship 2", "ready: shipment ended")]
    [InlineData(Named, "order SO1; pass 1; CMD:DONE; CMD:DONE", "ship 1, refused ended by hand", "yellow: ended as it is")]
    [InlineData(Named, "order SO1; pass 1; order SO2", "ship 1", "yellow: SO2 again ends it as it is")]
    [InlineData(Named, "order SO1; pass 1; order SO2; order SO2; pass 3", "ship 1, refused ended by hand, ship 3", "green: shipped with SO2")]
    [InlineData(Named, "order SO1; pass 1; order SO2; pass 2; order SO2", "ship 1, ship 2", "ready: sales order SO2")]
    [InlineData(Named, "order SO1; pass 1; wait 601; order SO2", "ship 1, refused left open", "ready: sales order SO2")]
    [InlineData(Named, "order SO1; pass 1; wait 601; order SO1", "ship 1, refused left open", "yellow: SO1 goes on: missing 1 of 2")]
    [InlineData(Named, "order SO1; pass 1; wait 601; tick", "ship 1, refused left open", "green: shipped")]
    [InlineData(Named, "order SO1; pass 1; pass 2; wait 601; tick; order SO2", "ship 1, ship 2", "ready: sales order SO2")]
    [InlineData(Named, "order SO1; pass 1; wait 601; tick; order SO1; pass 2; CMD:DONE", "ship 1, refused left open, ship 2", "ready: shipment ended")]
    [InlineData(Named, "order SO1; pass 3", "refused not on the order", "redFlashing: not among the containers")]
    [InlineData(Named, "order SO1; pass 1; pass 2; pass 3; CMD:DONE", "ship 1, ship 2, refused not on the order", "yellow: at the door, not shipped with it: 095213000000000039")]
    [InlineData(Named, "order SO1; pass 1; pass 2; pass 3; wait 601; tick", "ship 1, ship 2, refused not on the order, refused left open", "redFlashing: not among")]
    [InlineData(Named, "order SO1; box 1; box 2; box 3; CMD:DONE", "ship 1, ship 2, refused not on the order", "ready: shipment ended")]
    [InlineData(Named, "order SO1; pass 1; 1HLEAD; CMD:REASON-CUSTOMER", "ship 1, refused ended by a lead", "yellow: override by Berg (the customer wants it so)")]
    [InlineData(Named, "order SO1; pass 1; 1HOP; CMD:REASON-CUSTOMER", "ship 1, refused not awaited here", "redFlashing: not awaited")]
    [InlineData(Named, "order SO1; pass 1; CMD:REASON-CUSTOMER", "ship 1, refused not awaited here", "redFlashing: not awaited")]
    [InlineData(Named, "order SO1; pass 1; pass 3; restart; CMD:DONE", "ship 1, refused not on the order", "yellow: missing 1 of 2: 095213000000000022; at the door, not shipped with it: 095213000000000039")]
    [InlineData(Counted, "order SO1; pass 1; CMD:DONE", "ship 1", "yellow: 2 of 4 shipped")]
    [InlineData(Counted, "order SO1; pass 1; pass 2; CMD:DONE", "ship 1, ship 2", "ready: shipment ended")]
    [InlineData("", "order SO1; pass 1; CMD:DONE", "ship 1", "ready: shipment ended")]
    [InlineData("", "order SO1; pass 1; pass 9; CMD:DONE", "ship 1, refused unknown container", "yellow: at the door")]
    [InlineData("", "hold 2; order SO1; pass 1; pass 2; CMD:DONE; CMD:DONE", "ship 1, refused held, refused ended by hand", "yellow: ended as it is")]
    public void A_shipment_ends(string order, string script, string story, string light)
    {
        using var play = new DoorPlay("", order);
        play.Do(script);
        Assert.Equal(story, play.Story);
        var (pattern, text) = (light[..light.IndexOf(':', StringComparison.Ordinal)], light[(light.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        Assert.Equal(pattern, play.Light!.Pattern.ToString(), ignoreCase: true);
        Assert.Contains(text, play.Light.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_ended_it_and_what_was_missing_stand_in_the_event()
    {
        using var play = new DoorPlay("", Named);
        play.Do("1HOP; order SO1; pass 1; 1HLEAD; CMD:REASON-CUSTOMER");
        var e = play.Events.Last();
        Assert.Equal(("OP", "LEAD", "the customer wants it so", "override"), (e.Trace!.Operator, e.Trace.AuthorisedBy, e.Trace.Reason, e.Trace.Capture));
        Assert.Equal(["SO1: missing 1 of 2: 095213000000000022"], e.Trace.Findings);
        Assert.Empty(play.State.Shipments);
    }

    // Everything at random, by seed: what must hold of every schedule.
    [Theory]
    [InlineData("")]
    [InlineData(Eye)]
    [InlineData(Sides)]
    [InlineData(Both)]
    public void Whatever_happens_at_a_door_nothing_is_shipped_that_may_not_be(string door)
    {
        var some = 0;
        for (var seed = 1; seed <= 25; seed++)
        {
            var random = new Random(seed);
            using var play = new DoorPlay(door, Named);
            play.Do("hold 2");
            var weak = new HashSet<int> { 4 };
            for (var n = 0; n < 400; n++) play.Do(Step(random, weak));
            var shipped = play.Events.Where(e => e.BizStep == Epcis.Vocabulary.BizStep.Shipping).ToList();
            Assert.True(shipped.Select(e => e.EpcList![0]).Distinct().Count() == shipped.Count, $"seed {seed}: shipped twice");
            foreach (var e in shipped)
            {
                var box = int.Parse(e.EpcList![0][^10..^1], System.Globalization.CultureInfo.InvariantCulture);
                var order = e.BizTransactionList[0].Id[(e.BizTransactionList[0].Id.LastIndexOf(':') + 1)..];
                Assert.True(box is not (2 or 4 or 9), $"seed {seed}: box {box} is held, weak or unknown");
                Assert.True(order == "SO1" ? box is 1 : order == "SO2", $"seed {seed}: box {box} with {order}");
            }
            var made = play.Events.Where(e => e.Trace!.Capture == "rfid").All(e => e.BizStep is Epcis.Vocabulary.BizStep.Shipping or Epcis.Vocabulary.BizStep.Refused);
            some += shipped.Count;
            Assert.True(made, $"seed {seed}: a tag made another event");
        }
        Assert.True(some > 0, "the schedules shipped nothing at all");
    }

    private static string Step(Random random, HashSet<int> weak)
    {
        var box = new[] { 1, 2, 3, 4, 5, 9 }[random.Next(6)];
        var how = weak.Contains(box) ? $" -{random.Next(71, 90)}" : $" -{random.Next(40, 80)}";
        return random.Next(14) switch
        {
            0 => $"order SO{random.Next(1, 4)}",
            1 => "CMD:DONE",
            2 => "beam",
            3 => "free",
            4 => $"wait {random.Next(1, 20)}",
            5 => random.Next(20) == 0 ? "wait 601" : "tick",
            6 when !weak.Contains(box) && random.Next(3) == 0 => $"out {box}",
            _ => $"see {box} @{random.Next(1, 3)}{how}",
        };
    }

    [Fact]
    public void A_replayed_door_makes_the_same_bytes()
    {
        const string script = "order SO1; beam; out 1; free; wait 20; beam; out 3; in 1; free; wait 601; order SO2; out 5; CMD:DONE";
        using var once = new DoorPlay(Both, Named);
        using var twice = new DoorPlay(Both, Named);
        Assert.Equal(once.Do(script).Journaled, twice.Do(script).Journaled);
    }

    [Theory]
    [InlineData(""" "rssiThresholdDbm": -101 """, "from -100 to 0")]
    [InlineData(""" "rssiThresholdDbm": 1 """, "from -100 to 0")]
    [InlineData(""" "departSeconds": 0 """, "from 1 to 60")]
    [InlineData(""" "session": "photoEye" """, "no photoEye is named")]
    [InlineData(""" "session": "beam" """, "known are")]
    [InlineData(""" "photoEye": { "gpi": 1 } """, "unless the session is photoEye")]
    [InlineData(""" "session": "photoEye", "photoEye": { "gpi": 1, "chip": "a", "line": 1 } """, "must name an input")]
    [InlineData(""" "session": "photoEye", "photoEye": { "chip": "a" } """, "must name an input")]
    [InlineData(""" "antennas": { "inside": [1] } """, "inside and outside")]
    [InlineData(""" "antennas": { "inside": [1], "outside": [1, 2] } """, "on both sides")]
    [InlineData(""" "antennas": { "inside": [1, 1], "outside": [2] } """, "different whole numbers")]
    public void A_door_that_is_set_up_wrong_is_refused(string door, string why) =>
        Assert.Contains(why, string.Join(' ', Assert.Throws<PlantFormatException>(() => new DoorPlay($", {door}")).Problems), StringComparison.Ordinal);
}
