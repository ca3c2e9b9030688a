using System.Globalization;
using Traceability.Cloud.Genealogy;
using Traceability.Tests.Genealogy.Table;

namespace Traceability.Tests.Genealogy;

/// <summary>
/// What a real plant grows to in one place or another: a chain ten thousand deep, a run with a hundred thousand outputs, a lot in fifty thousand runs, a circle of rework that goes round a thousand
/// times. Each is answered in full, both ways, on a stack of a size that recursion would break.
/// </summary>
public sealed class LargeGraphTests
{
    private const int SmallStack = 256 * 1024;

    [Fact]
    public void A_chain_ten_thousand_deep()
    {
        const int deep = 10_000;
        Ask(string.Join('\n', Enumerable.Range(1, deep).Select(i => $"{At(i)} make C/{i} 1 of C/{i - 1}=1").Prepend("00:00:00 receive C/0 1 at LINE")), view =>
        {
            var forward = Found(view, "C/0", forward: true);
            Assert.Equal(deep, forward.Count);
            Assert.Equal((deep, LinkClass.Confirmed), forward[Thing(view, $"C/{deep}")]);
            Assert.Equal((deep, LinkClass.Confirmed), Found(view, $"C/{deep}", forward: false)[Thing(view, "C/0")]);
        });
    }

    [Fact]
    public void A_run_with_a_hundred_thousand_outputs()
    {
        const int outputs = 100_000;
        Ask($"""
            feed A mix per 1
            00:00:00 receive A/1 {outputs} at LINE
            00:00:01 load A/1 {outputs} run 1 at LINE
            00:00:02 make P#1..{outputs} run 1
            """, view =>
        {
            var forward = Found(view, "A/1", forward: true);
            Assert.Equal(outputs, forward.Count);
            Assert.All(forward.Values, f => Assert.Equal((1, LinkClass.Confirmed), f));
            Assert.Equal([Thing(view, "A/1")], Found(view, $"P#{outputs}", forward: false).Keys);
            Assert.True(view.Graph.EdgeCount < 10, "outputs that drew the same share one edge");
            foreach (var unit in forward.Keys) Assert.Equal("onHand", Whereabouts.Of(view, unit).State);
            view.CatchUp();
            Assert.True(view.Lives.Kept < outputs / 10, "what one long question read is not kept for ever");
        });
    }

    [Fact]
    public void One_event_with_a_hundred_thousand_outputs()
    {
        const int outputs = 100_000;
        Ask($"00:00:00 receive A/1 1 at LINE\n00:00:02 make B/1 1 {string.Join(' ', Enumerable.Range(2, outputs - 1).Select(i => $"B/{i}=1"))} of A/1=1", view =>
        {
            Assert.Equal(outputs, Found(view, "A/1", forward: true).Count);
            Assert.Equal([Thing(view, "A/1")], Found(view, $"B/{outputs}", forward: false).Keys);
        });
    }

    [Fact]
    public void A_lot_in_fifty_thousand_runs()
    {
        const int runs = 50_000;
        Ask("feed A mix per 1\n00:00:00 receive A/1 100000 at LINE\n" + string.Join('\n', Enumerable.Range(1, runs).Select(i => $"{At(i)} load A/1 1 run {i} at LINE\n{At(i)} make P#{i} run {i}")), view =>
        {
            Assert.Equal(runs, Found(view, "A/1", forward: true).Count);
            Assert.Equal([Thing(view, "A/1")], Found(view, $"P#{runs}", forward: false).Keys);
            Assert.Equal(0, Balance.Of(view, Thing(view, "A/1")).Gap);
        });
    }

    [Fact]
    public void A_circle_of_rework_that_goes_round_a_thousand_times()
    {
        const int rounds = 1000;
        Ask("00:00:00 receive RESIN/1 1 at LINE\n" + string.Join('\n', Enumerable.Range(1, rounds).Select(i => $"{At(2 * i)} make CAP/{i} 1 of RESIN/1=1\n{At(2 * i + 1)} make RESIN/1 1 of CAP/{i}=1")), view =>
        {
            Assert.Equal(rounds, Found(view, "RESIN/1", forward: true).Count);
            var first = Found(view, "CAP/1", forward: true);
            Assert.Equal(rounds, first.Count);
            Assert.Equal(LinkClass.Possible, first[Thing(view, $"CAP/{rounds}")].Class);
            Assert.Equal(rounds, Found(view, $"CAP/{rounds}", forward: false).Count);
        });
    }

    [Fact]
    public void A_chain_of_assemblies_ten_thousand_deep_with_a_part_taken_out_of_each()
    {
        const int deep = 10_000;
        Ask(string.Join('\n', Enumerable.Range(1, deep).Select(i => $"{At(2 * i)} install U#{i} U#{i - 1} S/{i} 1\n{At(2 * i + 1)} remove U#{i} S/{i}")), view =>
        {
            var found = Found(view, $"U#{deep}", forward: false);
            Assert.Equal(deep + 1, found.Count);
            Assert.Equal((deep, LinkClass.Confirmed), found[Thing(view, "U#0")]);
            Assert.Equal((1, LinkClass.Formerly), found[Thing(view, $"S/{deep}")]);
        });
    }

    private static string At(int second) => TimeSpan.FromSeconds(second).ToString("c", CultureInfo.InvariantCulture);

    private static int Thing(Projection view, string name) => view.Things.Of(Scenario.Uri(name));

    private static Dictionary<int, (int Depth, LinkClass Class)> Found(Projection view, string name, bool forward)
    {
        var thing = Thing(view, name);
        var result = forward ? view.Forward(thing, TraceMode.Defect) : view.Backward(thing, TraceMode.Defect);
        Assert.Equal(result.Links.Count, result.Links.Aggregate(0, (count, _) => count + 1));
        return result.Things.ToDictionary(t => t.Thing, t => (t.Depth, t.Class));
    }

    // What fails on the small stack ends the process; what asserts is thrown where the test runs.
    private static void Ask(string table, Action<Projection> asserts)
    {
        Exception? failed = null;
        var thread = new Thread(() => failed = Record.Exception(() => asserts(Projection.Of(new EventLines(table).Stored, Scenario.Plant))), SmallStack);
        thread.Start();
        thread.Join();
        if (failed is not null) throw failed;
    }
}
