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
        var found = new List<Excluded>();
        var given = new HashSet<int>(inAnswer);
        foreach (var run in RunsOf(projection, inAnswer, forward))
            if (forward) Outputs(projection, run, inAnswer, given, found);
            else Inputs(projection, run, inAnswer, given, found);
        return found;
    }

    // In the order in which the runs began, each once.
    private static List<Run> RunsOf(Projection projection, HashSet<int> inAnswer, bool forward)
    {
        var runs = new Dictionary<int, int>();
        foreach (var thing in inAnswer)
            foreach (var index in projection.FactsOf(thing))
                if (projection.Log.KindOf(index) == (forward ? FactKind.Load : FactKind.Make) && projection.Log.GlanceAt(index) is { Run: not 0 } fact)
                    if (!runs.TryGetValue(fact.Run, out var first) || projection.Timeline.Before(index, first)) runs[fact.Run] = index;
        return runs.OrderBy(r => r.Value, Comparer<int>.Create(projection.Timeline.Compare))
            .Select(r => projection.LineOfRun(r.Key) is { } story ? projection.Told(story).RunOf(r.Key) : null).OfType<Run>().ToList();
    }

    private static void Outputs(Projection projection, Run run, HashSet<int> inAnswer, HashSet<int> given, List<Excluded> found)
    {
        var first = -1;
        foreach (var (thing, mounted) in run.Mounted)
            if (inAnswer.Contains(thing) && (first < 0 || projection.Timeline.Before(mounted, first))) first = mounted;
        if (first < 0) return;
        foreach (var output in run.Outputs.Select(o => o.Output))
            foreach (var entry in output.Entries)
                if (projection.Graph.ThingOf(entry) is var thing && given.Add(thing))
                    found.Add(new Excluded(thing, projection.Timeline.Before(output.Event, first) ? "came out before it was loaded" : "run out before", run.Id));
    }

    private static void Inputs(Projection projection, Run run, HashSet<int> inAnswer, HashSet<int> given, List<Excluded> found)
    {
        var last = -1;
        foreach (var output in run.Outputs.Select(o => o.Output))
            foreach (var entry in output.Entries)
                if (inAnswer.Contains(projection.Graph.ThingOf(entry))) last = output.Event;
        if (last < 0) return;
        foreach (var (thing, mounted) in run.Mounted)
            if (!projection.Things.IsUnnamed(thing) && given.Add(thing))
                found.Add(new Excluded(thing, projection.Timeline.Before(last, mounted) ? "loaded after it came out" : "run out before", run.Id));
    }
}
