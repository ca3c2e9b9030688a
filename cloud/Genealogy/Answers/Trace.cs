namespace Traceability.Cloud.Genealogy;

/// <summary>What was, but has been removed since, taints only in contamination mode (rule 8).</summary>
public enum TraceMode { Defect, Contamination }

/// <summary>Member is the link that the reason was read from, -1 where there is none; Depth is the number of links from the seed.</summary>
public readonly record struct TracedThing(int Thing, Why Why, int Depth, int Member)
{
    public LinkClass Class => Why.Class;
}

/// <summary>What an entry has drawn by a member, with the class it has in the answer: what was drawn of a partly affected lot is possible at best.</summary>
public readonly record struct TracedLink(int Entry, int Member, Why Why);

public sealed record TraceResult(IReadOnlyList<TracedThing> Things, IReadOnlyCollection<TracedLink> Links);

/// <summary>When a draw can have taken from an entry, and what that says: shared by both directions.</summary>
internal static class Reach
{
    private static bool HasDrawnTwin(Graph graph, int entry)
    {
        for (var twin = graph.FirstEntryOf(graph.ThingOf(entry)); twin >= 0; twin = graph.NextEntryOf(twin))
            if (graph.EventOf(twin) == graph.EventOf(entry) && graph.IsAtDraw(twin)) return true;
        return false;
    }

    /// <summary>Removed by then for certain: within the clocks' errors it may still have been in.</summary>
    public static bool IsRemovedBefore(Timeline timeline, int until, int draw) => timeline.Before(until, draw) && !(timeline.HasDoubt && timeline.EitherOrder(until, draw));

    /// <summary>
    /// Whether the entry was there when the draw was made, or the clocks leave that open. What an event says its thing was drawn out of is
    /// there for that event's own draw.
    /// </summary>
    public static bool Covers(Graph graph, Timeline timeline, int entry, int draw, int by)
    {
        var at = graph.EventOf(entry);
        if (at < 0) return false;
        if (at == by && (graph.IsAtDraw(entry) || graph.HasTwins && HasDrawnTwin(graph, entry))) return true;
        if (at == draw) return false;
        return timeline.Before(at, draw) || timeline.HasDoubt && timeline.EitherOrder(at, draw);
    }
}
