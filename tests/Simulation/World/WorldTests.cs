using System.Globalization;
using System.Text.Json;
using Traceability.Cloud.Store;

namespace Traceability.Tests.Simulation.World;

/// <summary>
/// Made plants, each from its own seed: every kind of question the truth answers, asked of the product. A failing seed is
/// named; TRACEABILITY_WORLDS=n tries so many plants, TRACEABILITY_WORLD=seed only the one.
/// </summary>
public sealed class WorldTests
{
    private const int InOrdinaryRuns = 40;
    private const int InAnyOrder = 4;
    private static readonly int First = Number("TRACEABILITY_WORLD") ?? 1;
    private static readonly int Count = Number("TRACEABILITY_WORLD") is null ? Number("TRACEABILITY_WORLDS") ?? InOrdinaryRuns : 1;

    [Fact]
    public void Every_made_plant_is_answered_as_its_truth_says() => Check(First, Count, arrival: null);

    // Gateways come and go; what the cloud answers must not depend on which of them was heard first.
    [Fact]
    public void The_order_of_arrival_changes_no_answer() => Check(First, Math.Min(InAnyOrder, Count), Shuffled);

    /// <summary>The oracle's own oracle: whatever physically went into a unit, the plain rules never miss.</summary>
    [Fact]
    public void The_plain_rules_miss_nothing_physical()
    {
        var missed = new List<string>();
        foreach (var seed in Enumerable.Range(First, Math.Max(Count, 40)))
        {
            using var truth = JsonDocument.Parse(PlantFolder.Of(MadePlant.Of(DrawnPlants.Of(seed))).Truth);
            foreach (var lot in truth.RootElement.GetProperty("lots").EnumerateObject())
            {
                var units = lot.Value.GetProperty("units");
                var found = new[] { "certain", "possible" }.SelectMany(c => units.GetProperty(c).EnumerateArray()).Select(u => u.GetString()).ToHashSet();
                missed.AddRange(lot.Value.GetProperty("physicalUnits").EnumerateArray().Select(u => u.GetString()).Where(u => !found.Contains(u)).Select(u => $"seed {seed}: {lot.Name} in {u}"));
            }
        }
        Assert.Empty(missed);
    }

    private static void Check(int first, int count, Func<int, List<StoredEvent>, List<StoredEvent>>? arrival)
    {
        var failures = new List<string>();
        for (var seed = first; seed < first + count; seed++)
        {
            var made = PlantFolder.Of(MadePlant.Of(DrawnPlants.Of(seed)));
            var s = seed;
            var differences = TruthComparison.OfPlayed(made.Plant, made.Scans, made.Truth, arrival is null ? null : events => arrival(s, events));
            failures.AddRange(differences.Take(5).Select(d => $"seed {seed}: {d}"));
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static List<StoredEvent> Shuffled(int seed, List<StoredEvent> events)
    {
        var luck = new Luck(seed);
        return events.OrderBy(_ => luck.Between(0, int.MaxValue - 1)).Select((e, i) => e with { Commit = i + 1 }).ToList();
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
