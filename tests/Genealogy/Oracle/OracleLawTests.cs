using Traceability.Cloud.Store;
using Traceability.Epcis;
using Xunit.Abstractions;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>Laws that must hold for any right answer, over random plants; and how many of these exercise each rule.</summary>
public sealed class OracleLawTests(ITestOutputHelper output)
{
    private const int Plants = 150, Counted = 200;

    [Fact]
    public void The_order_of_arrival_does_not_matter() => Holds(plant =>
    {
        var shuffled = plant.Events.ToArray();
        new Random(plant.Seed).Shuffle(shuffled);
        var other = plant with { Events = shuffled.Select((s, i) => s with { Commit = i + 1 }).ToList() };
        return Different(Answers(plant), Answers(other));
    });

    [Fact]
    public void A_repeat_changes_nothing() => Holds(plant =>
    {
        var again = plant.Events.Select((s, i) => s with { Commit = plant.Events.Count + i + 1 });
        return Different(Answers(plant), Answers(plant with { Events = [.. plant.Events, .. again] }));
    });

    [Fact]
    public void What_was_known_at_a_commit_is_what_the_events_up_to_it_say() => Holds(plant =>
    {
        var commit = plant.Events[^1].Commit / 2;
        return Different(Answers(plant, commit), Answers(plant with { Events = plant.Events.Where(s => s.Commit <= commit).ToList() }));
    });

    [Fact]
    public void An_unrelated_event_changes_nothing() => Holds(plant =>
    {
        var unrelated = new EpcisEvent
        {
            Type = EventType.TransformationEvent,
            EventId = "urn:uuid:unrelated",
            EventTime = plant.Events[plant.Events.Count / 2].Event.EventTime,
            BizLocation = RandomPlants.Place("NOWHERE"),
            InputQuantityList = [new QuantityElement(RandomPlants.Lot("X", "1"), 1)],
            OutputQuantityList = [new QuantityElement(RandomPlants.Lot("Y", "1"), 1)],
        };
        return Different(Answers(plant), Answers(plant with
        {
            Events = [.. plant.Events, new StoredEvent(plant.Events.Count + 1, unrelated.EventTime,
            null, null, null, unrelated)]
        }));
    });

    [Fact]
    public void Contamination_reaches_all_that_defect_reaches_and_knows_no_formerly() => Holds(plant => First(plant, (oracle, thing) =>
    {
        var (defect, contamination) = (oracle.Forward(thing, false), oracle.Forward(thing, true));
        var missing = defect.Where(d => !contamination.TryGetValue(d.Key, out var c) || c.Class == "formerly" || (d.Value.Class == "confirmed"
            && c.Class != "confirmed")).Select(d => d.Key).ToList();
        return missing.Count == 0 && contamination.Values.All(c => c.Class != "formerly") ? null : $"{thing}: defect reaches {string.Join(' ', missing)} better";
    }));

    [Fact]
    public void Backward_says_of_each_pair_what_forward_says() => Holds(plant => First(plant, (oracle, thing) =>
    {
        // The question must be of one thing alone: a lot means its units too, a container its contents.
        if (ThingUri.IsContainer(thing) || HasUnits(plant, thing)) return null;
        foreach (var contamination in (bool[])[false, true])
            foreach (var (source, found) in oracle.Backward(thing, contamination))
                if (!HasUnits(plant, source) && oracle.Forward(source, contamination).GetValueOrDefault(thing).Class is var forward
                    && forward != found) return $"{source} > {thing}: backward {found}, forward {forward}";
        foreach (var (reached, found) in oracle.Forward(thing, false))
            if (!HasUnits(plant, reached) && oracle.Backward(reached, false).GetValueOrDefault(thing) is var back
                && Rank(back) < Rank(found.Class)) return $"{thing} > {reached}: forward {found.Class}, backward {back}";
        return null;
    }));

    [Fact]
    public void A_confirmed_link_of_a_seed_is_confirmed_and_no_thing_reaches_itself() => Holds(plant => First(plant, (oracle, thing) =>
    {
        var answer = oracle.Forward(thing, true);
        var missed = oracle.Links().FirstOrDefault(l => l.From == thing && l.Class == "confirmed" && l.To != thing && !ThingUri.IsUnnamed(l.To)
            && !HasUnits(plant, thing) && answer.GetValueOrDefault(l.To).Class != "confirmed");
        return missed is not null ? $"{thing} > {missed.To} is no more confirmed" : answer.ContainsKey(thing)
            ? $"{thing} reaches itself" : answer.Values.Any(a => a.Depth < 1) ? "depth 0" : null;
    }));

    [Fact]
    public void Balances_close_and_nothing_is_below_zero() => Holds(plant => First(plant, (oracle, thing) =>
    {
        var b = oracle.Balance(thing);
        var ins = b.Received + b.Produced + b.Returned;
        var outs = b.Used + b.InProcess + b.Shipped + b.Scrapped + b.Sampled + b.OnHand;
        return ins - outs == b.Gap && new[] { ins, b.Used, b.InProcess, b.Shipped, b.Scrapped, b.Sampled, b.OnHand, b.Found,
            b.Lost }.All(v => v >= 0) ? null : $"{thing} {b}";
    }));

    [Fact]
    public void The_same_seed_is_the_same_plant_and_shrinking_keeps_the_failure()
    {
        var plant = RandomPlants.Make(7);
        Assert.Equal(plant.Events.Select(Shrink.Line), RandomPlants.Make(7).Events.Select(Shrink.Line));
        var step = plant.Events[3].Event.EventId;
        Assert.Equal([step], Shrink.Minimal(plant, p => p.Events.Any(s => s.Event.EventId == step)).Events.Select(s => s.Event.EventId));
    }

    [Fact]
    public void Each_rule_is_exercised_by_plants_enough()
    {
        var coverage = new Coverage();
        for (var seed = 1; seed <= Counted; seed++)
        {
            var plant = RandomPlants.Make(seed);
            coverage.Add(plant, new Oracle(plant.Events, plant.Plant, plant.Tanks));
        }
        foreach (var line in coverage.Lines) output.WriteLine(line);
        Assert.All(coverage.Least, rule => Assert.True(rule.Value >= Counted / 100, $"{rule.Key} only in {rule.Value} of {Counted} plants"));
    }

    private static void Holds(Func<RandomPlant, string?> difference)
    {
        for (var seed = 1; seed <= Plants; seed++)
        {
            var plant = RandomPlants.Make(seed);
            if (difference(plant) is not null) Assert.Fail(Shrink.Explain(plant, difference));
        }
    }

    private static string? First(RandomPlant plant, Func<Oracle, string, string?> fault)
    {
        var oracle = new Oracle(plant.Events, plant.Plant, plant.Tanks);
        return oracle.Lots.Concat(oracle.Units).Concat(oracle.Items).Concat(oracle.Containers).Select(t => fault(oracle, t)).FirstOrDefault(f => f is not null);
    }

    private static List<string> Answers(RandomPlant plant, long? knownAt = null)
    {
        var oracle = new Oracle(plant.Events, plant.Plant, plant.Tanks, knownAt: knownAt);
        var things = oracle.Lots.Concat(oracle.Units).Concat(oracle.Containers).Concat(oracle.Items).Where(t => ThingUri.Item(t) is var item
            && !item.EndsWith('X') && !item.EndsWith('Y')).ToList();
        return things.SelectMany(t => oracle.Forward(t, false).Select(a => $"{EventTable.Name(t)} > {EventTable.Name(a.Key)} {a.Value}")
            .Concat(oracle.Forward(t, true).Select(a => $"{EventTable.Name(t)} >> {EventTable.Name(a.Key)} {a.Value}"))
            .Append($"{EventTable.Name(t)} {oracle.Balance(t)}").Order(StringComparer.Ordinal)).ToList();
    }

    private static string? Different(List<string> a, List<string> b) =>
        a.SequenceEqual(b) ? null : $"only first: {string.Join("; ", a.Except(b).Take(5))}\nonly second: {string.Join("; ", b.Except(a).Take(5))}";

    private static bool HasUnits(RandomPlant plant, string lot) => plant.Events.Any(s => s.Event.Ilmd?.LotNumber is { } number
        && s.Event.OutputEpcList.Any(u => ThingUri.LotOfUnit(u, number) == lot));

    private static int Rank(string? linkClass) => linkClass switch { "confirmed" => 3, "possible" => 2, "formerly" => 1, _ => 0 };
}
