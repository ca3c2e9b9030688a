namespace Traceability.Cloud.Genealogy;

/// <summary>A neighbour that is provably not affected, and why.</summary>
public sealed record Excluded(int Thing, string Reason, string Run);

public static class Exclusion
{
    /// <summary>Forward: what else came out of the runs that an affected thing was mounted in. Backward: what else was mounted in the runs it came from.</summary>
    public static IEnumerable<Excluded> Of(Projection projection, int seed, TraceResult result, bool forward)
    {
        var inAnswer = result.Things.Select(t => t.Thing).Concat(projection.SeedsOf(seed)).ToHashSet();
        var given = new HashSet<int>();
        return projection.Runs.SelectMany(run => forward ? Outputs(projection, run, inAnswer) : Inputs(projection, run, inAnswer)).Where(e => given.Add(e.Thing));
    }

    private static IEnumerable<Excluded> Outputs(Projection projection, RunRecord run, HashSet<int> inAnswer)
    {
        var firstMounted = run.Mounted.Where(m => inAnswer.Contains(m.Key)).Select(m => m.Value).DefaultIfEmpty(int.MaxValue).Min();
        if (firstMounted == int.MaxValue) return [];
        return run.Outputs.Select(o => projection.Graph.Entries[o]).Where(o => !inAnswer.Contains(o.Thing))
            .Select(o => new Excluded(o.Thing, o.Rank < firstMounted ? "came out before it was loaded" : "run out before", run.Run));
    }

    private static IEnumerable<Excluded> Inputs(Projection projection, RunRecord run, HashSet<int> inAnswer)
    {
        var outputs = run.Outputs.Select(o => projection.Graph.Entries[o]).Where(o => inAnswer.Contains(o.Thing)).ToList();
        if (outputs.Count == 0) return [];
        var last = outputs.Max(o => o.Rank);
        return run.Mounted.Where(m => !inAnswer.Contains(m.Key)).Select(m => new Excluded(m.Key, m.Value > last ? "loaded after it came out" : "run out before", run.Run));
    }
}
