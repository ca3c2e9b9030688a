using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Everything the events say, at one state of knowledge: immutable once made, shared by all questions asked of that state.
/// The folder's way: events in one order (EventOrder), what lies where (Placement), what went into what (Derivation, Line,
/// Position), and the answers read off these (Trace, Balance, UnitHistory).
/// </summary>
public sealed class Projection
{
    private readonly Dictionary<string, Recorded> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<Recorded>> _ofThing = [];
    private readonly Dictionary<int, List<int>> _unitsOfLot = [];

    private readonly Lazy<NearMissIndex> _nearMisses;

    private Projection(PlantModel plant)
    {
        (Plant, Placement) = (plant, new Placement(Things));
        _nearMisses = new Lazy<NearMissIndex>(() => new NearMissIndex(Things.All.Where(id => id.Kind is MaterialKind.Lot or MaterialKind.Unit).Select(id => id.Extension!)));
    }

    public PlantModel Plant { get; }
    public Things Things { get; } = new();
    public Placement Placement { get; }
    public Graph Graph { get; private set; } = new();
    public IReadOnlyList<RunRecord> Runs { get; private set; } = [];
    internal IReadOnlyDictionary<string, Layers> Booked { get; private set; } = new Dictionary<string, Layers>();

    /// <summary>In the one order, without voided and repeated ones.</summary>
    public IReadOnlyList<Recorded> Events { get; private set; } = [];

    /// <summary>Events declared in error; they count nowhere but stay visible.</summary>
    public IReadOnlyList<StoredEvent> Voided { get; private set; } = [];

    public static Projection Of(IEnumerable<StoredEvent> stored, PlantModel plant)
    {
        var projection = new Projection(plant);
        var once = stored.GroupBy(s => s.Event.EventId).ToList();
        // The earliest commit is the event; a later one under its id repeats it or declares it void.
        var standing = once.Where(g => g.All(s => s.Event.ErrorDeclaration is null)).Select(g => g.MinBy(s => s.Commit)!);
        projection.Voided = once.Where(g => g.Any(s => s.Event.ErrorDeclaration is not null)).Select(g => g.MaxBy(s => s.Commit)!).ToList();
        projection.Events = EventOrder.Sort(standing);
        projection.Build();
        return projection;
    }

    private void Build()
    {
        foreach (var recorded in Events)
        {
            _byId[recorded.Event.EventId] = recorded;
            Placement.Apply(recorded);
            Index(recorded);
        }
        var derivation = new Derivation(Things, Placement, MayUse);
        derivation.Derive(Events);
        Graph = derivation.Graph;
        Runs = derivation.Runs;
        Booked = derivation.Booked;
    }

    private void Index(Recorded recorded)
    {
        foreach (var thing in Named(recorded.Event).Select(Things.Of).Distinct())
        {
            if (!_ofThing.TryGetValue(thing, out var list)) _ofThing.Add(thing, list = []);
            list.Add(recorded);
        }
        if (recorded.Event.Ilmd?.LotNumber is not { } lot) return;
        foreach (var unit in recorded.Event.OutputEpcList.Concat(recorded.Event.EpcList ?? []).Select(Things.Of).Where(Things.IsUnit))
        {
            var key = Things.Of(MaterialId.Lot(Things[unit].Key, lot));
            if (!_unitsOfLot.TryGetValue(key, out var units)) _unitsOfLot.Add(key, units = []);
            units.Add(unit);
        }
    }

    private static IEnumerable<string> Named(EpcisEvent e)
    {
        // A refused read is about no thing: its epcList holds the read point, because an ObjectEvent must have one.
        if (e.BizStep == Vocabulary.BizStep.Refused) return [];
        var parent = e.ParentId is null || e.Type == EventType.AssociationEvent && CanonicalUri.Parse(e.ParentId) is { Kind: MaterialKind.Location } ? [] : new[] { e.ParentId };
        return (e.EpcList ?? []).Concat(e.QuantityList.Select(q => q.EpcClass)).Concat(parent).Concat(e.ChildEpcs).Concat(e.ChildQuantityList.Select(q => q.EpcClass))
            .Concat(e.InputEpcList).Concat(e.InputQuantityList.Select(q => q.EpcClass)).Concat(e.OutputEpcList).Concat(e.OutputQuantityList.Select(q => q.EpcClass));
    }

    /// <summary>Whether what a run makes can contain an item at all. Where the master data is silent, it can.</summary>
    private bool MayUse(string run, string made, string item)
    {
        if (Plant.ItemByKey(made) is not { Components.Count: > 0 } product || Plant.ItemByKey(item) is not { } part) return true;
        return product.Components.Any(c => c.Item == part.Code || c.Substitutes.Contains(part.Code));
    }

    /// <summary>Lots and serials by their looks, made at the first question that names none of them.</summary>
    public NearMissIndex NearMisses => _nearMisses.Value;

    public Recorded? Event(string eventId) => _byId.GetValueOrDefault(eventId);
    public IReadOnlyList<Recorded> EventsOf(int thing) => _ofThing.TryGetValue(thing, out var list) ? list : [];
    public IReadOnlyList<int> UnitsOf(int lot) => _unitsOfLot.TryGetValue(lot, out var units) ? units : [];

    /// <summary>What a question about this thing starts from: a lot means its units too, a container what was ever in it (rule 11, trace.md section 2).</summary>
    public IReadOnlyCollection<int> SeedsOf(int thing)
    {
        var seeds = new HashSet<int>();
        var open = new Stack<int>([thing]);
        while (open.TryPop(out var next))
        {
            if (!seeds.Add(next)) continue;
            foreach (var unit in UnitsOf(next)) open.Push(unit);
            if (Things[next].Kind == MaterialKind.Container)
                foreach (var packing in Placement.Containers.Ever(next)) open.Push(packing.Child);
        }
        return seeds;
    }

    public TraceResult Forward(int thing, TraceMode mode) => Trace.Forward(Graph, Things.IsUnit, SeedsOf(thing), mode);
    public TraceResult Backward(int thing, TraceMode mode) => Trace.Backward(Graph, Things.IsUnit, SeedsOf(thing), mode);

    /// <summary>The plant's code where it knows the item, else the key.</summary>
    public string ItemOf(int thing) => Plant.ItemByKey(Things[thing].Key)?.Code ?? Things[thing].Key;
    public string? PlaceOf(string? uri) => uri is null ? null : Plant.LocationByUri(uri)?.Code ?? uri;
    public string? PartyOf(string? uri) => uri is null ? null : Plant.PartyByUri(uri)?.Code ?? uri;
    public static string? DocumentOf(string? uri) => uri is null ? null : Vocabulary.DocumentNumber(uri);
}
