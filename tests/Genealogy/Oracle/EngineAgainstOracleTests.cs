using System.Globalization;
using Traceability.Cloud.Genealogy;
using Xunit.Abstractions;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// The engine before its judge: random plants with all rules mixed, told event by event in their order of arrival with questions in between,
/// so that what comes late is mended and not made anew, and now and then with a restart from a snapshot between two events. Sets, classes,
/// depths and balances must be equal.
/// TRACEABILITY_PLANTS and TRACEABILITY_SEED choose how many and from where; a failing plant is shrunk and printed.
/// </summary>
public sealed class EngineAgainstOracleTests(ITestOutputHelper output)
{
    private const int Plants = 10_000;

    [Fact]
    public void The_engine_says_of_every_random_plant_what_the_oracle_says()
    {
        var (count, first) = (Setting("TRACEABILITY_PLANTS", Plants), Setting("TRACEABILITY_SEED", 1));
        output.WriteLine($"{count} plants, seeds {first} to {first + count - 1}");
        for (var seed = first; seed < first + count; seed++)
        {
            var plant = RandomPlants.Make(seed);
            if (Difference(plant) is not null) Assert.Fail(Shrink.Explain(plant, Difference));
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string? Difference(RandomPlant plant)
    {
        try
        {
            return FirstDifference(plant);
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            return $"the engine failed: {e}";
        }
    }

    /// <summary>The first difference in words; null where there is none.</summary>
    private static string? FirstDifference(RandomPlant plant)
    {
        if (plant.Events.Count == 0) return null;
        var random = new Random(plant.Seed);
        // A cut is asked of some plants: what was known and what had happened by then.
        var happened = plant.Events.Select(s => s.Event.EventTime).Order().ToList();
        DateTimeOffset? asOf = random.Next(4) == 0 ? happened[random.Next(happened.Count)] : null;
        long? knownAt = random.Next(4) == 0 ? plant.Events[random.Next(plant.Events.Count)].Commit : null;
        var oracle = new Oracle(plant.Events, plant.Plant, plant.Tanks, asOf, knownAt);
        var engine = Told(plant, new Cut(asOf, knownAt), random);
        var things = oracle.Lots.Concat(oracle.Units).Concat(oracle.Containers).Concat(oracle.Items).ToList();
        foreach (var thing in things)
            foreach (var contamination in new[] { false, true })
            {
                var mode = contamination ? TraceMode.Contamination : TraceMode.Defect;
                if (Compare($"forward {thing} {mode}", oracle.Forward(thing, contamination).ToDictionary(t => t.Key, t => $"{t.Value.Class} depth {t.Value.Depth}"),
                    engine.Forward(engine.Things.Of(thing), mode).Things.ToDictionary(t => engine.Things.Uri(t.Thing), t => $"{Word(t.Class)} depth {t.Depth}")) is { } forward) return forward;
                if (Compare($"backward {thing} {mode}", oracle.Backward(thing, contamination),
                    engine.Backward(engine.Things.Of(thing), mode).Things.ToDictionary(t => engine.Things.Uri(t.Thing), t => Word(t.Class))) is { } backward) return backward;
            }
        foreach (var lot in oracle.Lots.Where(l => !engine.UnitsOf(engine.Things.Of(l)).Any()))
        {
            var b = Balance.Of(engine, engine.Things.Of(lot));
            var found = new OracleBalance(b.Received, b.Produced, b.Returned, b.Used, b.InProcess, b.Shipped, b.Scrapped, b.Sampled, b.OnHand, b.Found, b.Lost, b.Gap);
            if (oracle.Balance(lot) != found) return $"balance {lot}\n  oracle {oracle.Balance(lot)}\n  engine {found}";
        }
        return null;
    }

    private static Projection Told(RandomPlant plant, Cut cut, Random random)
    {
        var log = new FactLog();
        var projection = new Projection(log, plant.Plant, cut);
        foreach (var stored in plant.Events.OrderBy(e => e.Commit))
        {
            log.Append(stored);
            if (random.Next(3) != 0) continue;
            projection.CatchUp();
            // A cut view is made anew after a start.
            if (cut == default && random.Next(12) == 0) (log, projection) = Restarted(log, projection, plant, random);
        }
        projection.CatchUp();
        return projection;
    }

    private static (FactLog, Projection) Restarted(FactLog log, Projection projection, RandomPlant plant, Random random)
    {
        using var file = new MemoryStream();
        Snapshot.Write(file, log, projection, plant.Plant);
        file.Position = 0;
        var again = Snapshot.Read(file, plant.Plant);
        while (random.Next(2) == 0 && again.View.WakeOne()) { }
        return again;
    }

    private static string Word(LinkClass of) => of.ToString().ToLowerInvariant();

    private static string? Compare(string question, Dictionary<string, string> oracle, Dictionary<string, string> engine)
    {
        var only = oracle.Where(o => engine.GetValueOrDefault(o.Key) != o.Value).Select(o => $"  oracle {EventTable.Name(o.Key)} {o.Value}")
            .Concat(engine.Where(e => oracle.GetValueOrDefault(e.Key) != e.Value).Select(e => $"  engine {EventTable.Name(e.Key)} {e.Value}")).ToList();
        return only.Count == 0 ? null : $"{question}\n{string.Join('\n', only)}";
    }
}
