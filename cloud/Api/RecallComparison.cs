using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Api;

public sealed record AddedThing(string Id, string Kind, string Class, string? Reason, string State, string? Location);
public sealed record OtherClass(string Id, string From, string To, string? Reason);
public sealed record OtherPlace(string Id, string From, string? FromLocation, string To, string? ToLocation);
public sealed record OtherShipment(string Event, DateTimeOffset Time, string? Order, string? Customer, string? Container);

/// <summary>In the recall and not indicated any more. Event is the one that says so; the thing stays listed until a person has signed it off.</summary>
public sealed record NoLongerIndicated(string Id, string Class, string? Event, string Sentence, SignOff? SignedOff);

/// <summary>How a saved recall's scope differs at today's knowledge of the same time (trace.md section 2). Commit is what the comparison has seen.</summary>
public sealed record ScopeChange(long KnownAt, long Commit, bool Changed, IReadOnlyList<AddedThing> Added, IReadOnlyList<OtherClass> Reclassified, IReadOnlyList<NoLongerIndicated> NoLongerIndicated,
    IReadOnlyList<OtherPlace> Moved, IReadOnlyList<OtherShipment> ShipmentsAdded, IReadOnlyList<OtherShipment> ShipmentsNoLonger)
{
    public static ScopeChange None(long knownAt, long commit) => new(knownAt, commit, false, [], [], [], [], [], []);
}

/// <summary>Sets two answers to one question side by side, the saved one and today's, and finds which new record says what is no longer so.</summary>
internal sealed class RecallComparison(JsonElement saved, JsonElement today, Projection projection, long knownAt)
{
    private readonly Dictionary<string, JsonElement> _saved = Things(saved), _today = Things(today);
    private List<int>? _newer;
    private ILookup<string, JsonElement>? _linksTo;

    /// <summary>Earlier are things that an earlier comparison added: they belong to the recall as the saved ones do.</summary>
    public ScopeChange Compare(long commit, IReadOnlyList<(string Thing, string Class)> earlier, IReadOnlyList<SignOff> signed)
    {
        var known = _saved.ToDictionary(t => t.Key, t => Text(t.Value, "class")!);
        foreach (var (thing, linkClass) in earlier) known.TryAdd(thing, linkClass);
        var added = _today.Where(t => !_saved.ContainsKey(t.Key)).Select(t => new AddedThing(t.Key, Text(t.Value, "kind")!, Text(t.Value, "class")!, Text(t.Value, "reason"), State(t.Value), Place(t.Value))).ToList();
        var both = _saved.Where(t => _today.ContainsKey(t.Key)).Select(t => (Id: t.Key, Was: t.Value, Is: _today[t.Key])).ToList();
        var reclassified = both.Where(t => Text(t.Was, "class") != Text(t.Is, "class")).Select(t => new OtherClass(t.Id, Text(t.Was, "class")!, Text(t.Is, "class")!, Text(t.Is, "reason"))).ToList();
        var moved = both.Where(t => State(t.Was) != State(t.Is) || Place(t.Was) != Place(t.Is)).Select(t => new OtherPlace(t.Id, State(t.Was), Place(t.Was), State(t.Is), Place(t.Is))).ToList();
        var gone = known.Where(t => !_today.ContainsKey(t.Key)).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => Gone(t.Key, t.Value, signed.FirstOrDefault(s => s.Thing == t.Key))).ToList();
        var (left, leaves) = (Shipments(saved), Shipments(today));
        var more = leaves.Where(s => !left.ContainsKey(s.Key)).Select(s => s.Value).ToList();
        var less = left.Where(s => !leaves.ContainsKey(s.Key)).Select(s => s.Value).ToList();
        var changed = added.Count + reclassified.Count + moved.Count + more.Count + less.Count > 0 || gone.Exists(g => g.SignedOff is null);
        return new ScopeChange(knownAt, commit, changed, added, reclassified, gone, moved, more, less);
    }

    private static Dictionary<string, JsonElement> Things(JsonElement scope) => scope.GetProperty("things").EnumerateArray().ToDictionary(t => t.GetProperty("id").GetString()!, StringComparer.Ordinal);

    // By event, container and what of the scope was in it: a shipment of which more turns out to be affected is a change too.
    private static Dictionary<string, OtherShipment> Shipments(JsonElement scope)
    {
        var found = new Dictionary<string, OtherShipment>(StringComparer.Ordinal);
        foreach (var s in scope.GetProperty("shipments").EnumerateArray())
        {
            var inside = string.Join(' ', s.GetProperty("confirmed").EnumerateArray().Concat(s.GetProperty("possible").EnumerateArray()).Select(u => u.GetString()).Order(StringComparer.Ordinal));
            found[$"{Text(s, "event")} {Text(s, "container")} {inside} {s.GetProperty("quantities").GetRawText()}"] =
                new OtherShipment(Text(s, "event")!, s.GetProperty("time").GetDateTimeOffset(), Text(s, "order"), Text(s, "customer"), Text(s, "container"));
        }
        return found;
    }

    private NoLongerIndicated Gone(string thing, string linkClass, SignOff? signed)
    {
        var (evidence, sentence) = Evidence(thing);
        return new NoLongerIndicated(thing, linkClass, evidence, sentence, signed);
    }

    // Along the ways that led to the thing: an event declared wrong first, then the first new record about anything on them.
    private (string? Event, string Sentence) Evidence(string thing)
    {
        _linksTo ??= saved.GetProperty("links").EnumerateArray().ToLookup(l => Text(l, "to")!, StringComparer.Ordinal);
        var (events, names) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal) { thing });
        var open = new Queue<string>([thing]);
        while (open.TryDequeue(out var at))
            foreach (var link in _linksTo[at])
            {
                events.Add(Text(link, "event")!);
                foreach (var draw in link.GetProperty("draws").EnumerateArray()) events.Add(draw.GetString()!);
                if (Text(link, "run") is { } run) names.Add(run);
                if (names.Add(Text(link, "from")!)) open.Enqueue(Text(link, "from")!);
            }
        _newer ??= NewFacts(projection, knownAt).Where(i => Counts(projection, i)).ToList();
        foreach (var index in _newer)
            if (projection.Log.KindOf(index) == FactKind.Declaration && (events.Contains(projection.EventIdOf(index)) || IsAbout(index, names)))
                return (projection.EventIdOf(index), $"Event {projection.EventIdOf(index)} was declared in error.");
        foreach (var index in _newer)
            if (projection.Log.KindOf(index) != FactKind.Declaration && IsAbout(index, names)) return (projection.EventIdOf(index), $"Event {projection.EventIdOf(index)} became known later.");
        return _newer is [var first, ..] ? (projection.EventIdOf(first), $"Event {projection.EventIdOf(first)} and what became known with it.") : (null, "The same records are answered otherwise.");
    }

    private bool IsAbout(int index, HashSet<string> names)
    {
        var fact = projection.Log[index];
        return projection.Log.Names[fact.Run] is { } run && names.Contains(run) || fact.Parent >= 0 && names.Contains(projection.Things.Uri(fact.Parent))
            || fact.Goods.Concat(fact.Outputs).Any(g => names.Contains(projection.Things.Uri(g.Thing)));
    }

    private static bool Counts(Projection view, int index) => view.Cut.AsOf is not { } asOf || view.Timeline.TicksOf(index) <= asOf.UtcTicks;

    /// <summary>Facts that became known after a commit: they are in the order of commits.</summary>
    public static IEnumerable<int> NewFacts(Projection view, long commit)
    {
        var (low, high) = (0, view.Log.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (view.Log[middle].Commit <= commit) low = middle + 1;
            else high = middle;
        }
        return Enumerable.Range(low, view.Log.Count - low);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
    private static string State(JsonElement thing) => thing.GetProperty("where").GetProperty("state").GetString()!;
    private static string? Place(JsonElement thing) => thing.GetProperty("where").GetProperty("location").GetString();
}
