using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Tests.Genealogy.Oracle;

public sealed record OracleBalance(decimal Received, decimal Produced, decimal Returned, decimal Used, decimal InProcess, decimal Shipped, decimal Scrapped,
    decimal Sampled, decimal OnHand, decimal Found, decimal Lost, decimal Gap);

/// <summary>A link for explaining a difference. From and To may be unnamed lots ("unnamed {eventId} {item}"); Until is the event that removed it.</summary>
public sealed record OracleLink(string From, string To, string EventId, string Class, IReadOnlyList<string> Draws, string? Until);

/// <summary>
/// The genealogy engine's judge: plain, slow, obviously right. Every answer is computed anew from the events, in the words of
/// trace.md section 1 and their exact meaning; it shares nothing with the engine but the event model. One file below holds one
/// group of rules. Things are their URI strings.
/// </summary>
public sealed class Oracle
{
    private readonly List<Standing> _events;
    private readonly Replay _replay;
    private readonly Belonging _belonging;
    private readonly List<SourcedLink> _links;
    private readonly Dictionary<(string, bool), Dictionary<string, (string Class, int Depth)>> _alone = [];

    /// <param name="events">In any order; Commit is the order of arrival.</param>
    /// <param name="plant">Only the policies of its locations count.</param>
    /// <param name="tanks">Policies and bands by location, instead of the plant's.</param>
    /// <param name="asOf">Events after this effective time do not count.</param>
    /// <param name="knownAt">What was committed later is not known yet.</param>
    public Oracle(IReadOnlyList<StoredEvent> events, PlantModel plant, IReadOnlyDictionary<string, TankPolicy>? tanks = null,
        DateTimeOffset? asOf = null, long? knownAt = null)
    {
        _events = StandingOrder.Of(events, asOf, knownAt);
        _replay = new Replay(_events, tanks ?? plant.Locations.Values.Where(l => l.Policy is "mixed" or "plugFlow")
            .ToDictionary(l => l.Uri, l => new TankPolicy(l.Policy!, 0)));
        _belonging = new Belonging(_replay.Graph, _events);
        _links = _belonging.Sourced(_replay.Graph);
        var things = _events.SelectMany(e => Named(e.Event)).Concat(_belonging.Lots).Distinct().Order(StringComparer.Ordinal).ToLookup(ThingUri.Kind);
        (Lots, Units, Containers, Items) = ([.. things[ThingKind.Lot]], [.. things[ThingKind.Unit]], [.. things[ThingKind.Container]], [.. things[ThingKind.Item]]);
    }

    public IReadOnlyList<string> Lots { get; }
    public IReadOnlyList<string> Units { get; }
    public IReadOnlyList<string> Containers { get; }

    /// <summary>Items that stand somewhere without a lot.</summary>
    public IReadOnlyList<string> Items { get; }

    /// <summary>Where did it go: thing, class (confirmed, possible, formerly) and the smallest number of links from a seed.</summary>
    public Dictionary<string, (string Class, int Depth)> Forward(string seedUri, bool contamination) => From(_belonging.Seeds(seedUri), contamination);

    /// <summary>What is in it: by definition every thing that reaches a seed when it alone is asked forward, with the best class.</summary>
    public Dictionary<string, string> Backward(string seedUri, bool contamination)
    {
        var seeds = _belonging.Seeds(seedUri);
        var answer = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var thing in Sources().Where(t => !seeds.Contains(t)))
        {
            var reached = Alone(thing, contamination).Where(r => seeds.Contains(r.Key)).Select(r => r.Value.Class).ToList();
            if (reached.Count > 0) answer[thing] = Best(reached);
        }
        return answer;
    }

    public OracleBalance Balance(string lotUri)
    {
        var (stock, (used, inProcess)) = (_replay.Stock, _replay.Books.Of(lotUri));
        var (sums, onHand) = (stock.Of(lotUri), stock.OnHand(lotUri));
        used += sums.UsedDirectly;
        var gap = sums.Received + sums.Produced + sums.Returned - used - inProcess - sums.Shipped - sums.Scrapped - sums.Sampled - onHand;
        return new OracleBalance(sums.Received, sums.Produced, sums.Returned, used, inProcess, sums.Shipped, sums.Scrapped, sums.Sampled, onHand,
            sums.Found, sums.Lost, gap);
    }

    public IReadOnlyList<OracleLink> Links() => _links.ConvertAll(l => new OracleLink(l.Link.From, l.Link.To.Thing, l.Link.To.At.Id,
        l.Link.Confirmed ? "confirmed" : "possible", l.Link.Draws.ConvertAll(d => d.At == d.By ? d.At.Id : $"{d.At.Id} (scanned by {d.By.Id})"), l.Link.Until?.Id));

    /// <summary>The standing events in the order in which they count.</summary>
    public IReadOnlyList<EpcisEvent> InOrder => _events.ConvertAll(e => e.Event);

    // Only what something was drawn from can reach anything, or the units of such a lot.
    private IEnumerable<string> Sources()
    {
        var drawn = _links.Select(l => l.Link.From).Distinct().Where(t => !ThingUri.IsUnnamed(t)).ToList();
        return drawn.Concat(drawn.SelectMany(_belonging.UnitsOf)).Distinct();
    }

    // Kept, because every backward question asks it of every thing.
    private Dictionary<string, (string Class, int Depth)> Alone(string thing, bool contamination)
    {
        if (!_alone.TryGetValue((thing, contamination), out var answer)) _alone[(thing, contamination)] = answer = From([thing], contamination);
        return answer;
    }

    private Dictionary<string, (string Class, int Depth)> From(HashSet<string> seeds, bool contamination) => new Taint(_links, seeds, contamination).Answer();

    private static string Best(List<string> classes) => classes.Contains("confirmed") ? "confirmed" : classes.Contains("possible") ? "possible" : "formerly";

    private static IEnumerable<string> Named(EpcisEvent e) => ThingUri.Inputs(e).Concat(ThingUri.Outputs(e)).Concat(ThingUri.Children(e)).Concat(ThingUri.Listed(e))
        .Select(a => a.Thing).Append(e.ParentId ?? "").Where(t => ThingUri.Kind(t) != ThingKind.Other);
}
