using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;
using Traceability.Gs1;
using Traceability.Tests.Simulation;

namespace Traceability.Tests.Genealogy;

/// <summary>Rule of events.md section 3: the answer is the same in whatever order events arrive, one by one or at once, with repeats.</summary>
public sealed class PlantOrderTests
{
    private const int Seeds = 3;

    [PlantFact]
    public void A_plants_day_gives_the_same_answers_in_any_order_of_arrival()
    {
        using var play = PlantPlay.Of(Path.Combine(SharedPlants.Folder!, "northfield"));
        var expected = Answers(Projection.Of(play.Events, play.Plant));
        Assert.NotEmpty(expected);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var arrived = play.Events.Concat(play.Events.Where(_ => random.Next(5) == 0)).ToArray();
            random.Shuffle(arrived);
            var commits = arrived.Select((s, i) => s with { Commit = i + 1 });
            Assert.Equal(($"seed {seed}", expected), ($"seed {seed}", Answers(Projection.Of(commits, play.Plant))));
        }
    }

    [PlantFact]
    public void A_day_known_up_to_a_commit_is_the_day_that_had_only_those_events()
    {
        using var play = PlantPlay.Of(Path.Combine(SharedPlants.Folder!, "northfield"));
        using var records = new Records(new Stored(play.Events), play.Plant);
        for (var commit = 1L; commit < play.Events.Count; commit += play.Events.Count / 5)
            Assert.Equal(Answers(Projection.Of(play.Events.Take((int)commit), play.Plant)), Answers(records.At(null, knownCommit: commit)));
    }

    private static string Answers(Projection projection)
    {
        string Name(int thing) => projection.Things.Uri(thing);
        var lines = new List<string>();
        // Numbers are shared by all views of one log; what a view does not know is no thing of it.
        foreach (var thing in Enumerable.Range(0, projection.Things.Count).Where(projection.IsKnown))
        {
            lines.Add($"{Name(thing)} {Whereabouts.Of(projection, thing)} {Balance.Of(projection, thing)}");
            lines.AddRange(projection.Forward(thing, TraceMode.Defect).Things.Select(t => $"{Name(thing)} > {Name(t.Thing)} {t.Class} {Explanations.Of(projection, t)} {t.Depth}"));
            lines.AddRange(projection.Backward(thing, TraceMode.Defect).Things.Select(t => $"{Name(thing)} < {Name(t.Thing)} {t.Class} {Explanations.Of(projection, t)} {t.Depth}"));
        }
        lines.AddRange(Shipment.Of(projection, Enumerable.Range(0, projection.Things.Count).Where(projection.IsKnown)).Select(s => $"{projection.EventIdOf(s.Fact)} {string.Join(' ', s.Units.Select(Name).Order(StringComparer.Ordinal))}"));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    [PlantFact]
    public void Forward_and_backward_say_the_same_of_every_pair()
    {
        using var play = PlantPlay.Of(Path.Combine(SharedPlants.Folder!, "northfield"));
        var projection = Projection.Of(play.Events, play.Plant);
        var things = Enumerable.Range(0, projection.Things.Count).Where(t => !projection.UnitsOf(t).Any() && projection.Things[t].Kind != MaterialKind.Container).ToList();
        var forward = things.SelectMany(from => projection.Forward(from, TraceMode.Defect).Things.Select(t => (from, t.Thing, t.Class))).ToHashSet();
        var backward = things.SelectMany(to => projection.Backward(to, TraceMode.Defect).Things.Select(t => (t.Thing, to, t.Class))).ToHashSet();
        Assert.NotEmpty(forward);
        Assert.True(forward.SetEquals(backward));
    }

    private sealed class Stored(List<StoredEvent> events) : IEventStore
    {
        public long LastCommit => events.Count;
        public IEnumerable<StoredEvent> ReadAfter(long commit) => events.Skip((int)commit);
        public Task WaitAfterAsync(long commit, CancellationToken stop) => Task.CompletedTask;
        public byte[]? ReadBytes(string eventId) => null;
        public IReadOnlyList<GatewayStream> Gateways() => [];
    }
}
