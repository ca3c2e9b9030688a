using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>What one draw may have taken from: P(d), and for a lot with units (R11) their entries by the same test.</summary>
internal sealed record Source(Draw Draw, bool IsUnit, List<Entry> Entries, List<Entry> UnitEntries);

internal sealed record SourcedLink(Link Link, List<Source> Sources);

/// <summary>Which units a lot has, what was ever in a container, and from these the seeds of a question.</summary>
internal sealed class Belonging
{
    private readonly List<(string Unit, string Lot)> _lotOfUnit = [];
    private readonly List<(string Container, string Child)> _packed = [];

    public Belonging(Graph graph, List<Standing> events)
    {
        // A unit's lot is the one named at its birth; what went into that event is not born there.
        foreach (var entry in graph.Entries.Where(e => ThingUri.IsUnit(e.Thing) && e.At.Event.Ilmd?.LotNumber is not null && IsBornAt(e)).OrderBy(e => e.At.Rank))
            if (!_lotOfUnit.Exists(u => u.Unit == entry.Thing)) _lotOfUnit.Add((entry.Thing, ThingUri.LotOfUnit(entry.Thing, entry.At.Event.Ilmd!.LotNumber!)));
        foreach (var e in events.Where(e => e.Event is { Type: EventType.AggregationEvent, Action: EventAction.ADD, ParentId: not null }))
            _packed.AddRange(ThingUri.Children(e.Event).ConvertAll(c => (e.Event.ParentId!, c.Thing)));
    }

    private static bool IsBornAt(Entry entry) => ThingUri.Outputs(entry.At.Event).Concat(ThingUri.Listed(entry.At.Event)).Any(a => a.Thing == entry.Thing);

    public IEnumerable<string> Lots => _lotOfUnit.Select(u => u.Lot).Distinct();

    public List<string> UnitsOf(string lot) => _lotOfUnit.FindAll(u => u.Lot == lot).ConvertAll(u => u.Unit);

    /// <summary>The asked thing; a lot adds its units, a container all that was ever in it.</summary>
    public HashSet<string> Seeds(string asked)
    {
        var seeds = new HashSet<string>(StringComparer.Ordinal);
        AddSeeds(asked, seeds);
        return seeds;
    }

    private void AddSeeds(string thing, HashSet<string> seeds)
    {
        if (!seeds.Add(thing)) return;
        foreach (var unit in UnitsOf(thing)) AddSeeds(unit, seeds);
        foreach (var (_, child) in _packed.Where(p => p.Container == thing)) AddSeeds(child, seeds);
    }

    /// <summary>The links with what their draws may have taken from, computed once because every question needs it; in time order, because then few
    /// rounds are enough.</summary>
    public List<SourcedLink> Sourced(Graph graph) => graph.Links.OrderBy(l => l.To.At.Rank).Select(l => new SourcedLink(l, l.Draws.ConvertAll(d =>
        new Source(d, ThingUri.IsUnit(l.From), graph.Before(l.From, d), UnitsOf(l.From).SelectMany(u => graph.Before(u, d)).ToList())))).ToList();
}
