namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>R2: what an output draws of one item (trace.md rule 2).</summary>
internal static class Candidates
{
    /// <summary>The things that lie there for this run at u: for mix all that are mounted, for sequential the current and what may still be left.</summary>
    public static List<string> Lying(Position position, RunState state, Standing u)
    {
        var mountings = state.Mountings;
        if (mountings.Count == 0) return [];
        var things = mountings.Select(m => m.Thing).Distinct().ToList();
        if (position.IsMix) return things;
        var current = mountings[^1].Thing;
        return things.FindAll(thing => thing == current || StillPossible(position, state, thing, u));
    }

    private static bool StillPossible(Position position, RunState state, string thing, Standing u)
    {
        var gaveWayTo = state.Mountings[state.Mountings.FindLastIndex(m => m.Thing == thing) + 1];
        return InOverlap(position, state, gaveWayTo.At, gaveWayTo.Pieces, u) || (!position.Feed.OneAtATime && position.MayHold(thing));
    }

    private static bool InOverlap(Position position, RunState state, Standing since, decimal pieces, Standing u) =>
        (position.Feed.OverlapUnits is { } units && state.Run.Pieces - pieces < units)
        || (position.Feed.OverlapSeconds is { } seconds && u.SecondsSince(since) < seconds)
        || since.EitherOrder(u);

    /// <summary>The candidates of one position, with their class.</summary>
    public static List<Candidate> At(Position position, RunState state, Standing u)
    {
        var lying = Lying(position, state, u);
        var open = state.Endings.FindAll(e => e.ByReturn ? e.At.EitherOrder(u) : InOverlap(position, state, e.At, e.Pieces, u));
        var ended = open.FindAll(e => !lying.Contains(e.Thing));
        var onlyOne = lying.Count == 1 && ended.Count == 0;
        var found = lying.ConvertAll(thing => new Candidate(thing,
            onlyOne && state.Mountings.Exists(m => m.Thing == thing && IsSure(m, u)),
            Draws(state.Mountings.Where(m => m.Thing == thing).SelectMany(m => m.Draws).Concat(open.Where(e => e.ByReturn && e.Thing == thing).SelectMany(e => e.Draws)))));
        found.AddRange(ended.GroupBy(e => e.Thing).Select(same => new Candidate(same.Key, false, Draws(same.SelectMany(e => e.Draws)))));
        return found;
    }

    /// <summary>Scanned in this run, not left on the line, not in doubt after a return, and surely before the output.</summary>
    private static bool IsSure(Mounting m, Standing u) => m.LeftFrom is null && !m.Doubt && !m.At.EitherOrder(u);

    /// <summary>Several positions of one item: united by thing, and if there is more than one thing none is sure.</summary>
    public static List<Candidate> Of(IEnumerable<Position> positions, Run run, Standing u)
    {
        var all = positions.SelectMany(p => At(p, p.StateIn(run)!, u)).GroupBy(c => c.Thing).ToList();
        return all.ConvertAll(same => new Candidate(same.Key, all.Count == 1 && same.Any(c => c.Confirmed), Draws(same.SelectMany(c => c.Draws))));
    }

    private static List<Draw> Draws(IEnumerable<Draw> draws) => draws.Distinct().ToList();
}
