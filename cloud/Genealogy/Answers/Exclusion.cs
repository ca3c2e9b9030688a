namespace Traceability.Cloud.Genealogy;

/// <summary>A neighbour that is provably not affected, and why. Run is a name.</summary>
public sealed record Excluded(int Thing, string Reason, int Run);

public static class Exclusion
{
    /// <summary>Forward: what else came out of the runs that an affected thing was mounted in. Backward: what else was mounted in the runs it came from.</summary>
    public static List<Excluded> Of(Projection projection, int seed, TraceResult result, bool forward) => Of(projection, projection.SeedsOf(seed), result, forward);

    /// <summary>The same for several seeds, with all that they mean among them.</summary>
    public static List<Excluded> Of(Projection projection, IReadOnlyCollection<int> seeds, TraceResult result, bool forward)
    {
        var inAnswer = result.Things.Select(t => t.Thing).Concat(seeds).ToHashSet();
        var given = new HashSet<int>();
        var found = new List<Excluded>();
        foreach (var run in RunsOf(projection, inAnswer, forward))
            found.AddRange((forward ? Outputs(projection, run, inAnswer) : Inputs(projection, run, inAnswer)).Where(e => given.Add(e.Thing)));
        return found;
    }

    // In the order in which the runs began, each once.
    private static List<Run> RunsOf(Projection projection, HashSet<int> inAnswer, bool forward)
    {
        var runs = new Dictionary<int, int>();
        foreach (var thing in inAnswer)
            foreach (var index in projection.FactsOf(thing))
                if (projection.Log.KindOf(index) == (forward ? FactKind.Load : FactKind.Make) && projection.Log[index] is { Run: not 0 } fact)
                    if (!runs.TryGetValue(fact.Run, out var first) || projection.Timeline.Before(index, first)) runs[fact.Run] = index;
        return runs.OrderBy(r => r.Value, Comparer<int>.Create(projection.Timeline.Compare))
            .Select(r => projection.LineOfRun(r.Key) is { } story ? projection.Told(story).RunOf(r.Key) : null).OfType<Run>().ToList();
    }

    private static IEnumerable<Excluded> Outputs(Projection projection, Run run, HashSet<int> inAnswer)
    {
        var mounted = run.Mounted.Where(m => inAnswer.Contains(m.Key)).Select(m => m.Value).ToList();
        if (mounted.Count == 0) return [];
        var first = mounted.Aggregate((a, b) => projection.Timeline.Before(b, a) ? b : a);
        return run.Outputs.SelectMany(o => o.Output.Entries.Select(e => (Thing: projection.Graph.ThingOf(e), o.Output.Event))).Where(o => !inAnswer.Contains(o.Thing))
            .Select(o => new Excluded(o.Thing, projection.Timeline.Before(o.Event, first) ? "came out before it was loaded" : "run out before", run.Id));
    }

    private static IEnumerable<Excluded> Inputs(Projection projection, Run run, HashSet<int> inAnswer)
    {
        var outputs = run.Outputs.Where(o => o.Output.Entries.Any(e => inAnswer.Contains(projection.Graph.ThingOf(e)))).ToList();
        if (outputs.Count == 0) return [];
        var last = outputs[^1].Output.Event;
        return run.Mounted.Where(m => !inAnswer.Contains(m.Key) && !projection.Things.IsUnnamed(m.Key))
            .Select(m => new Excluded(m.Key, projection.Timeline.Before(last, m.Value) ? "loaded after it came out" : "run out before", run.Id));
    }
}
