using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;
using Traceability.Plant;

namespace Traceability.Tests.Genealogy.Table;

internal sealed record TracedName(string Name, string Class, string? Reason, int Depth);

/// <summary>One ship event: what left for whom. Container is null for loose goods.</summary>
internal sealed record ShippedNames(string? Customer, string? Container, IReadOnlyList<string> Units, IReadOnlyList<(string Lot, decimal? Quantity)> Quantities);

/// <summary>
/// Everything that the tables ask of the engine, in the tables' own names and words: the one place that knows the engine's
/// types, so that another engine with the same meaning is put under all scenarios here.
/// </summary>
internal sealed class Answers
{
    private readonly Projection _projection;

    public Answers(IReadOnlyList<StoredEvent> stored, PlantModel plant, DateTimeOffset? asOf = null, long? knownAt = null) =>
        _projection = new Records(new Arrived(stored), plant).At(asOf, knownAt);

    public List<TracedName> Trace(Question question) => Result(question).Things
        .Select(t => new TracedName(NameOf(t.Thing), t.Class.ToString().ToLowerInvariant(), Explanations.Of(_projection, t), t.Depth)).ToList();

    /// <summary>The thing asked about and what the question means by it: units of a lot, contents of a container.</summary>
    public HashSet<string> Seeds(string thing) => _projection.SeedsOf(Thing(thing)).Select(NameOf).ToHashSet();

    public List<(string Reason, string Name)> Excluded(Question question) => Exclusion.Of(_projection, Thing(question.Thing), Result(question), question.Forward)
        .Select(e => (e.Reason, NameOf(e.Thing))).ToList();

    public List<ShippedNames> Shipments() => Shipment.Of(_projection, Enumerable.Range(0, _projection.Things.Count)).ConvertAll(s => new ShippedNames(
        _projection.Log.Names[s.Customer],
        s.Container >= 0 ? NameOf(s.Container) : null,
        s.Units.Select(NameOf).ToList(),
        s.Quantities.Select(q => (NameOf(q.Lot), q.Quantity)).ToList()));

    public Dictionary<string, decimal> Balance(string thing)
    {
        var b = Cloud.Genealogy.Balance.Of(_projection, Thing(thing));
        return new Dictionary<string, decimal>
        {
            ["received"] = b.Received,
            ["produced"] = b.Produced,
            ["returned"] = b.Returned,
            ["used"] = b.Used,
            ["inProcess"] = b.InProcess,
            ["onHand"] = b.OnHand,
            ["shipped"] = b.Shipped,
            ["scrapped"] = b.Scrapped,
            ["sampled"] = b.Sampled,
            ["found"] = b.Found,
            ["lost"] = b.Lost,
            ["gap"] = b.Gap,
        };
    }

    /// <summary>A state of api.md section 2, with the place and the container where they are known.</summary>
    public (string State, string? Place, string? Container) Where(string thing)
    {
        var where = Whereabouts.Of(_projection, Thing(thing));
        return (where.State, where.Location is { } place ? Names.Short(place) : null, where.Container is { } container ? Names.Short(container) : null);
    }

    /// <summary>Where a lot lies and how much of it.</summary>
    public List<(string Place, decimal? Quantity)> Stock(string lot) =>
        _projection.Lives.Of(Thing(lot)).Lying.Where(p => p.Quantity != 0).Select(p => (Names.Short(_projection.Log.Names[p.Place]!), p.Quantity)).ToList();

    /// <summary>Causes in their order: kind, name, and in how many failing and good units they are.</summary>
    public SuspectAnswer Suspects(IEnumerable<string> failing, IEnumerable<string>? good)
    {
        using var suspects = new Suspects(_projection);
        return suspects.Of(failing.Select(Thing).ToHashSet(), good?.Select(Thing).ToHashSet());
    }

    /// <summary>In how many of the units a thing is, by each unit's own backward trace.</summary>
    public (int Confirmed, int Possible) Contained(string id, IEnumerable<string> units)
    {
        var found = units.SelectMany(u => _projection.Backward(Thing(u), TraceMode.Contamination).Things).Where(t => _projection.Things.Uri(t.Thing) == id).ToList();
        return (found.Count(t => t.Class == LinkClass.Confirmed), found.Count(t => t.Class == LinkClass.Possible));
    }

    private TraceResult Result(Question question)
    {
        var mode = question.Contamination ? TraceMode.Contamination : TraceMode.Defect;
        return question.Forward ? _projection.Forward(Thing(question.Thing), mode) : _projection.Backward(Thing(question.Thing), mode);
    }

    private int Thing(string name) => _projection.Things.Of(Names.Uri(name));
    private string NameOf(int thing) => Names.Short(_projection.Things[thing].Uri);
}
