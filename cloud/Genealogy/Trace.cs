using System.Collections;

namespace Traceability.Cloud.Genealogy;

/// <summary>What was, but has been removed since, taints only in contamination mode (rule 8).</summary>
public enum TraceMode { Defect, Contamination }

public sealed record TracedThing(int Thing, LinkClass Class, string? Reason, int Depth);

/// <summary>A link of an answer with the class it has there: what was drawn of a partly affected lot is possible at best.</summary>
public sealed record TracedLink(Link Link, LinkClass Class, string? Reason);

public sealed record TraceResult(IReadOnlyList<TracedThing> Things, IReadOnlyList<TracedLink> Links);

/// <summary>
/// Forward and backward over the graph, carrying the class per entry, in time order: so every link is looked at once,
/// circles of rework end by themselves, and depth has no limit.
/// </summary>
public static class Trace
{
    public static TraceResult Forward(Graph graph, Func<int, bool> isUnit, IReadOnlyCollection<int> seeds, TraceMode mode) =>
        new ForwardPass(graph, isUnit, seeds, mode).Answer();

    public static TraceResult Backward(Graph graph, Func<int, bool> isUnit, IReadOnlyCollection<int> seeds, TraceMode mode) =>
        new BackwardPass(graph, isUnit, seeds, mode).Answer();

    /// <summary>Whether a draw at this rank could take from this entry: it was there, and what came with it not yet removed.</summary>
    internal static bool Reaches(Graph graph, int entry, int draw) => graph.Entries[entry].Rank < draw;

    internal static bool Removed(Link link, int draw, TraceMode mode) => mode == TraceMode.Defect && link.Until is { } until && until < draw;
}

internal sealed class ForwardPass(Graph graph, Func<int, bool> isUnit, IReadOnlyCollection<int> seeds, TraceMode mode)
{
    private sealed record Taint(LinkClass Class, string? Reason, int Depth, int? Until);

    private readonly HashSet<int> _seeds = [.. seeds];
    private readonly Dictionary<int, Taint> _tainted = [];
    private readonly Dictionary<int, List<int>> _taintedOf = [];
    private readonly PriorityQueue<int, int> _open = new();
    private readonly HashSet<int> _queued = [];
    private readonly List<TracedLink> _links = [];

    public TraceResult Answer()
    {
        foreach (var seed in _seeds) Queue(seed, -1);
        while (_open.TryDequeue(out var entry, out _)) Visit(entry);
        return new TraceResult(Things(), _links);
    }

    private void Queue(int thing, int after)
    {
        foreach (var link in graph.OutOf(thing))
            if (link.Draws[^1] > after && _queued.Add(link.To)) _open.Enqueue(link.To, graph.Entries[link.To].Rank);
    }

    private void Visit(int entry)
    {
        Taint? best = null;
        foreach (var link in graph.Into(entry))
        {
            if (Drawn(link) is not { } drawn) continue;
            var own = link.Class >= drawn.Class ? new Taint(link.Class, link.Reason ?? drawn.Reason, drawn.Depth + 1, link.Until) : drawn with { Depth = drawn.Depth + 1, Until = link.Until };
            _links.Add(new TracedLink(link, own.Class, own.Reason));
            best = best is null ? own : Better(best, own);
        }
        if (best is null) return;
        _tainted.Add(entry, best);
        var (thing, rank) = graph.Entries[entry];
        if (!_taintedOf.TryGetValue(thing, out var entries)) _taintedOf.Add(thing, entries = []);
        entries.Add(entry);
        if (!_seeds.Contains(thing)) Queue(thing, rank);
    }

    private static Taint Better(Taint a, Taint b)
    {
        var best = b.Class < a.Class ? b : a;
        return best with { Depth = Math.Min(a.Depth, b.Depth), Until = a.Until is null || b.Until is null ? null : Math.Max(a.Until.Value, b.Until.Value) };
    }

    // Rule 5: of a lot put out in several entries a draw is sure only if every entry before it is; several draws, only if all are.
    private Taint? Drawn(Link link)
    {
        if (_seeds.Contains(link.From)) return new Taint(LinkClass.Confirmed, null, 0, null);
        if (!_taintedOf.TryGetValue(link.From, out var tainted)) return null;
        Taint? found = null;
        var part = false;
        foreach (var draw in link.Draws)
        {
            var reached = tainted.Where(e => Trace.Reaches(graph, e, draw) && !Gone(e, draw)).Select(e => _tainted[e]).ToList();
            foreach (var taint in reached) found = found is null ? taint : Better(found, taint);
            part |= reached.Count == 0 || (!isUnit(link.From) && (reached.Any(t => t.Class != LinkClass.Confirmed) || reached.Count < EntriesBefore(link.From, draw)));
        }
        if (found is null) return null;
        return part && found.Class == LinkClass.Confirmed ? found with { Class = LinkClass.Possible, Reason = "part of the lot" } : found;
    }

    private bool Gone(int entry, int draw) => mode == TraceMode.Defect && _tainted[entry].Until is { } until && until < draw;

    private int EntriesBefore(int thing, int draw) => graph.EntriesOf(thing).Count(e => Trace.Reaches(graph, e, draw));

    private List<TracedThing> Things()
    {
        var things = new List<TracedThing>();
        foreach (var (thing, entries) in _taintedOf)
        {
            if (_seeds.Contains(thing)) continue;
            var now = entries.Select(e => _tainted[e]).Where(t => mode == TraceMode.Contamination || t.Until is null).ToList();
            var best = now.Count > 0 ? now.Aggregate(Better) : entries.Select(e => _tainted[e]).Aggregate(Better) with { Class = LinkClass.Formerly, Reason = "removed since" };
            things.Add(new TracedThing(thing, best.Class, best.Class == LinkClass.Confirmed ? null : best.Reason, best.Depth));
        }
        return things;
    }
}

internal sealed class BackwardPass(Graph graph, Func<int, bool> isUnit, IReadOnlyCollection<int> seeds, TraceMode mode)
{
    private readonly Dictionary<int, int> _local = [];
    private readonly Dictionary<int, int> _depth = [];
    private readonly Dictionary<int, string?> _reason = [];
    private readonly HashSet<int> _entries = [];
    private readonly Dictionary<int, BitArray> _sure = [];
    private readonly List<Link> _links = [];

    /// <summary>
    /// First all that can be reached backwards; then, in time order over that part alone, for every entry the set of ancestors
    /// that are certainly in it. The answer so equals what each ancestor's forward trace says of the seed.
    /// </summary>
    public TraceResult Answer()
    {
        var open = new Queue<(int Entry, int Depth, string? Reason)>();
        foreach (var seed in seeds)
            foreach (var entry in graph.EntriesOf(seed))
                if (_entries.Add(entry)) open.Enqueue((entry, 0, null));
        while (open.TryDequeue(out var at))
            foreach (var link in graph.Into(at.Entry))
            {
                _links.Add(link);
                var reason = link.Reason ?? at.Reason;
                if (_local.TryAdd(link.From, _local.Count)) (_depth[link.From], _reason[link.From]) = (at.Depth + 1, reason);
                foreach (var entry in graph.EntriesOf(link.From))
                    if (link.Draws.Any(d => Trace.Reaches(graph, entry, d)) && _entries.Add(entry)) open.Enqueue((entry, at.Depth + 1, reason));
            }
        foreach (var entry in _entries.OrderBy(e => graph.Entries[e].Rank)) _sure.Add(entry, SureIn(entry));
        return new TraceResult(Things(), _links.ConvertAll(l => new TracedLink(l, ClassNow(l), l.Reason)));
    }

    private LinkClass ClassNow(Link link) => Trace.Removed(link, int.MaxValue, mode) ? LinkClass.Formerly : link.Class;

    private BitArray SureIn(int entry)
    {
        var sure = new BitArray(_local.Count);
        foreach (var link in graph.Into(entry))
        {
            if (link.Class != LinkClass.Confirmed || ClassNow(link) != LinkClass.Confirmed) continue;
            if (DrawnSurely(link) is { } drawn) sure.Or(drawn);
            sure[_local[link.From]] = true;
        }
        return sure;
    }

    private BitArray? DrawnSurely(Link link)
    {
        BitArray? all = null;
        foreach (var draw in link.Draws)
        {
            BitArray? one = null;
            foreach (var entry in graph.EntriesOf(link.From).Where(e => Trace.Reaches(graph, e, draw)))
                one = one is null ? new BitArray(_sure[entry]) : isUnit(link.From) ? one.Or(_sure[entry]) : one.And(_sure[entry]);
            if (one is null) return null;
            all = all is null ? one : all.And(one);
        }
        return all;
    }

    private List<TracedThing> Things()
    {
        var ends = seeds.SelectMany(graph.EntriesOf).Select(e => _sure[e]).ToList();
        var once = _links.Where(l => ClassNow(l) != LinkClass.Formerly).Select(l => l.From).ToHashSet();
        return _local.Where(t => !seeds.Contains(t.Key)).Select(t =>
        {
            if (ends.Exists(sure => sure[t.Value])) return new TracedThing(t.Key, LinkClass.Confirmed, null, _depth[t.Key]);
            return once.Contains(t.Key)
                ? new TracedThing(t.Key, LinkClass.Possible, _reason[t.Key] ?? "part of a lot", _depth[t.Key])
                : new TracedThing(t.Key, LinkClass.Formerly, "removed since", _depth[t.Key]);
        }).ToList();
    }
}
