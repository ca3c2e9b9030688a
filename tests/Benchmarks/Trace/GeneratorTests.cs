using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>What the benchmark's plain graph rests on: in the generated plant no order is in doubt and no lot is drawn before all of it is there.</summary>
public sealed class GeneratorTests
{
    private const int Seed = 20260302, Links = 20_000;
    private readonly Generator _generator = new(Seed, Links);
    private readonly List<StoredEvent> _events;

    public GeneratorTests() => _events = [.. _generator.Events()];

    [Fact]
    public void Numbers_have_no_gap_and_times_rise()
    {
        foreach (var gateway in _events.GroupBy(e => e.Gateway)) Assert.Equal(Enumerable.Range(1, gateway.Count()), gateway.Select(e => (int)e.Number!));
        Assert.Equal(_events.Count, _events.DistinctBy(e => e.Event.EventId).Count());
        Assert.All(_events.Zip(_events.Skip(1)), pair => Assert.True(pair.First.Event.EventTime < pair.Second.Event.EventTime));
    }

    [Fact]
    public void No_lot_is_put_out_after_it_was_drawn()
    {
        var drawn = new HashSet<string>();
        foreach (var e in _events.Select(e => e.Event))
        {
            var made = e.BizStep == Vocabulary.BizStep.Receiving ? e.QuantityList : e.OutputQuantityList;
            Assert.All(made, lot => Assert.DoesNotContain(lot.EpcClass, drawn));
            drawn.UnionWith(e.InputQuantityList.Select(q => q.EpcClass));
        }
    }

    [Fact]
    public void A_run_uses_up_exactly_what_was_loaded_on_each_position()
    {
        // The story may break off in the middle of each line's last run.
        var made = _events.Select(e => e.Event).Where(e => e.TransformationId is not null);
        foreach (var run in made.GroupBy(e => e.BizLocation).SelectMany(line => line.GroupBy(e => e.TransformationId).SkipLast(1)))
            foreach (var loads in run.Where(e => e.InputQuantityList.Count > 0).GroupBy(e => e.Trace!.Position))
            {
                var pieces = run.Sum(e => e.OutputEpcList.Count + e.OutputQuantityList.Sum(q => q.Quantity!.Value));
                Assert.Equal(pieces * loads.First().Trace!.Feed!.QuantityPer!.Value, loads.Sum(e => e.InputQuantityList[0].Quantity!.Value));
            }
    }

    [Fact]
    public void The_plain_graph_is_eight_levels_deep_and_holds_each_link_once()
    {
        var graph = _generator.Graph;
        var depth = new int[graph.Things];
        var links = new HashSet<(int, int)>();
        for (var i = 0; i < graph.Links; i++)
        {
            // Links into a thing stand after all links into what it was made of, so one pass is enough.
            Assert.True(links.Add((graph.From[i], graph.To[i])));
            depth[graph.To[i]] = Math.Max(depth[graph.To[i]], depth[graph.From[i]] + 1);
        }
        Assert.Equal(8, depth.Max());
        Assert.All(Enumerable.Range(0, graph.Things).Where(graph.IsUnit), unit => Assert.Equal(8, depth[unit]));
    }

    [Fact]
    public void The_same_seed_tells_the_same_story()
    {
        var again = new Generator(Seed, Links);
        Assert.Equal(_events.Select(e => (e.Event.EventId, e.Event.EventTime)), again.Events().Select(e => (e.Event.EventId, e.Event.EventTime)));
        Assert.Equal(_generator.Graph.From, again.Graph.From);
        Assert.Equal(_generator.Graph.To, again.Graph.To);
    }
}
