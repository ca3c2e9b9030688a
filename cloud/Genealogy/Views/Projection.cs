using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>What a view holds of all that is known: events up to a corrected time, and what was committed or recorded by then. Null is no cut.</summary>
public readonly record struct Cut(DateTimeOffset? AsOf = null, long? KnownCommit = null, DateTimeOffset? KnownTime = null);

/// <summary>
/// Everything the facts say, at one state of knowledge: kept up to date fact by fact, with the same answers in whatever order they
/// arrive. The folder's way: events become facts (Facts), facts stand in one order (Views), lines and tanks say what was
/// drawn from what (Lines), which is held as a hypergraph (Links); where things are is read off their own facts when it
/// is asked (Places); and the answers are made of these (Answers). One question at a time: <see cref="Records"/> sees to that.
/// </summary>
public sealed partial class Projection
{
    /// <summary>What more than a short question reads is not kept for the next: a night of drills would keep the whole plant.</summary>
    private const int MostLives = 4096;

    private readonly Cut _cut;
    private readonly Mentions _mentions;
    private readonly WholeCounts _counts;
    private readonly LineIndex _lines;
    private readonly Associations _associations;
    private readonly Memberships _memberships;
    private readonly HashSet<int> _declared = [];
    private readonly HashSet<int> _associated = [];
    private readonly Dictionary<int, List<int>> _lotsOfItem = [];
    private readonly Dictionary<(int, int), bool> _mayUse = [];
    private readonly Column<bool> _standing = new();
    private int _taken;
    private int _newest = -1;
    private ForwardTrace? _forward;
    private Coverage? _coverage;
    private Aliases? _aliases;
    private NearMissIndex? _nearMisses;
    private int _nearMissesOf = -1;

    public Projection(FactLog log, PlantModel plant, Cut cut = default)
    {
        (Log, Plant, _cut) = (log, plant, cut);
        Timeline = new Timeline(log);
        _mentions = new Mentions(Timeline);
        _counts = new WholeCounts(log, Timeline);
        _memberships = new Memberships(log, _mentions, Graph);
        Lives = new LifeReader(log, Timeline, _mentions, _counts, Graph);
        Containers = new Containers(this);
        var unnamed = new Unnamed(log, Timeline, Graph, Lives, item => _lotsOfItem.GetValueOrDefault(item) ?? []);
        _lines = new LineIndex(log, Timeline, Graph, unnamed, new LineReader(log, Timeline, Graph, Lives, unnamed, MayUse), TankAt);
        _associations = new Associations(log, Timeline, _mentions, Graph);
    }

    public FactLog Log { get; }
    public PlantModel Plant { get; }
    public Timeline Timeline { get; }
    public Graph Graph { get; } = new();
    public LifeReader Lives { get; }
    public Containers Containers { get; }
    public Things Things => Log.Things;

    /// <summary>The newest event by corrected time, -1 where there is none.</summary>
    public int Newest => _newest;

    /// <summary>Rises with everything that is taken in.</summary>
    public int Version { get; private set; }

    public long Bytes => Graph.Bytes + _mentions.Bytes;

    /// <summary>Takes in what the log holds beyond what is in already, and lets go of what a long question read for itself.</summary>
    public void CatchUp()
    {
        if (Lives.Kept > MostLives)
        {
            Lives.Forget();
            Containers.Forget();
        }
        if (_taken == Log.Count) return;
        for (; _taken < Log.Count; _taken++) Take(_taken);
        foreach (var parent in _associated) _associations.Tell(parent);
        _associated.Clear();
        Lives.Forget();
        Containers.Forget();
        _lines.Settle();
        Version++;
    }

    private void Take(int index)
    {
        var fact = Log[index];
        if (_cut.KnownCommit < fact.Commit || _cut.KnownTime is { } known && known.UtcTicks < fact.Recorded) return;
        _standing.Reach(index + 1, false);
        var moved = Timeline.Take(index);
        // Keys may change only of what is in no order at the time.
        var again = moved.Where(m => IsStanding(m.Fact)).ToList();
        foreach (var (other, _, _) in again) Remove(other);
        foreach (var (other, ticks, phase) in moved) Timeline.Move(other, ticks, phase);
        foreach (var (other, _, _) in moved)
            if (!_declared.Contains(other) && Log.KindOf(other) != FactKind.Declaration) Stand(other);
        if (fact.Kind == FactKind.Declaration) Declare(fact);
        else if (Log.Find(fact.EventId, declaration: true) is var void_ and >= 0 && void_ < index && Knows(void_)) _declared.Add(index);
        else Stand(index);
    }

    /// <summary>What the view leaves out.</summary>
    public Cut Cut => _cut;

    /// <summary>How far the records of this view are whole.</summary>
    public Coverage Coverage => _coverage ??= new Coverage(this);

    /// <summary>Suppliers' own lot numbers.</summary>
    public Aliases Aliases => _aliases ??= new Aliases(this);

    /// <summary>Whether the fact was known at the view's state of knowledge.</summary>
    public bool Knows(int index) => !(_cut.KnownCommit < Log[index].Commit) && !(_cut.KnownTime is { } known && known.UtcTicks < Log[index].Recorded);

    private void Declare(Fact declaration)
    {
        var wrong = Log.Find(declaration.EventId);
        // One that is not known yet will find its declaration when it comes.
        if (wrong < 0 || wrong >= _taken || !_declared.Add(wrong)) return;
        if (IsStanding(wrong)) Remove(wrong);
    }

    public bool IsStanding(int index) => index < _standing.Count && _standing[index];

    /// <summary>Whether the event was declared in error: it counts nowhere and stays visible.</summary>
    public bool IsVoided(int index) => _declared.Contains(index);

    private void Stand(int index)
    {
        if (_cut.AsOf is { } asOf && Timeline.TicksOf(index) > asOf.UtcTicks) return;
        var fact = Log[index];
        _standing[index] = true;
        var late = _newest >= 0 && !Timeline.Before(_newest, index);
        if (!late) _newest = index;
        foreach (var thing in fact.Named())
        {
            if (!_mentions.Any(thing) && Things.KindOf(thing) == MaterialKind.Lot) LotsOf(thing).Add(thing);
            _mentions.Add(thing, index);
        }
        foreach (var thing in fact.Entering()) Graph.AddEntry(thing, index, Timeline.TicksOf(index));
        Place(index, fact, stands: true);
        if (late) Doubt(index, fact);
        else if (Timeline.HasDoubt) DoubtItems(index, fact);
    }

    private void Remove(int index)
    {
        var fact = Log[index];
        _standing[index] = false;
        Place(index, fact, stands: false);
        foreach (var thing in fact.Entering()) Graph.RemoveEntry(Graph.EntryAt(thing, index));
        foreach (var thing in fact.Named()) _mentions.Remove(thing, index);
        if (fact.Lot is { LotNumber: > 0 }) _memberships.Join(fact);
        if (_newest == index) _newest = Enumerable.Range(0, _standing.Count).Where(IsStanding).DefaultIfEmpty(-1).Aggregate((a, b) => Timeline.Before(a, b) ? b : a);
        Doubt(index, fact);
    }

    private void Place(int index, Fact fact, bool stands)
    {
        if (fact is { Kind: FactKind.Count, WholePlace: true } && stands) _counts.Add(index);
        else if (fact is { Kind: FactKind.Count, WholePlace: true }) _counts.Remove(index);
        if (fact.Kind is FactKind.Install or FactKind.Remove) _associated.Add(fact.Parent);
        if (!stands) _memberships.Leave(fact);
        else if (fact.Lot is { LotNumber: > 0 }) _memberships.Join(fact);
        if (stands) _lines.Add(index, fact);
        else _lines.Remove(index, fact);
    }

    private void Doubt(int index, Fact fact)
    {
        if (fact is { Kind: FactKind.Count, WholePlace: true }) _lines.DoubtAll(index);
        foreach (var thing in fact.Named())
            if (Things.KindOf(thing) is MaterialKind.Lot or MaterialKind.Item) _lines.Doubt(thing, _mentions.Of(thing), index);
            else if (Things.KindOf(thing) == MaterialKind.Container && _lines.LacksLots) DoubtWithin(thing, index);
    }

    // Lots that were ever below the container: where it was, they may have been.
    private void DoubtWithin(int container, int index)
    {
        var seen = new HashSet<int> { container };
        var open = new Stack<int>([container]);
        while (open.TryPop(out var next))
            foreach (var child in Containers.Ever(next))
                if (Things.KindOf(child) == MaterialKind.Lot) _lines.DoubtUnnamed(child, index);
                else if (Things.KindOf(child) == MaterialKind.Container && seen.Add(child)) open.Push(child);
    }

    // What came into being without a lot may, by the clocks, have been there for a load that was told already.
    private void DoubtItems(int index, Fact fact)
    {
        foreach (var thing in fact.Entering())
            if (Things.KindOf(thing) == MaterialKind.Item) _lines.Doubt(thing, [], index);
    }

    private List<int> LotsOf(int lot)
    {
        var item = Things.ItemOf(lot);
        if (!_lotsOfItem.TryGetValue(item, out var lots)) _lotsOfItem.Add(item, lots = []);
        return lots;
    }

    private (bool Mixes, decimal? Band)? TankAt(int place) => Plant.LocationByUri(Log.Names[place]) switch
    {
        { Policy: "mixed" } => (true, null),
        { Policy: "plugFlow" } tank => (false, tank.Band),
        _ => null,
    };

    /// <summary>Whether what is made can contain an item at all. Where the master data is silent, it can.</summary>
    private bool MayUse(int made, int item)
    {
        if (_mayUse.TryGetValue((made, item), out var known)) return known;
        var product = Plant.ItemByKey(Things.KeyNumbered(made));
        var part = Plant.ItemByKey(Things.KeyNumbered(item));
        return _mayUse[(made, item)] = product is not { Components.Count: > 0 } || part is null || product.Components.Any(c => c.Item == part.Code || c.Substitutes.Contains(part.Code));
    }

    /// <summary>In order, without voided ones.</summary>
    public Mentions.Chain FactsOf(int thing) => _mentions.Of(thing);

    /// <summary>Everything that stands, in order.</summary>
    public List<int> InOrder()
    {
        var all = Enumerable.Range(0, _standing.Count).Where(IsStanding).ToList();
        all.Sort(Timeline.Compare);
        return all;
    }

    public bool IsKnown(int thing) => _mentions.Any(thing);
    public bool HasUnits(int lot) => _memberships.HasUnits(lot);
    public IEnumerable<int> UnitsOf(int lot) => _memberships.UnitsOf(lot);

    /// <summary>Whether some unit states its lot, so that the lot may be drawn from by quantity only (rule 11).</summary>
    internal bool HasUnitsOfLots => _memberships.AnyDrawn();
    public int LotOf(int unit) => _memberships.LotOf(unit);
    public IReadOnlyList<int> LotsOfItem(int item) => _lotsOfItem.GetValueOrDefault(item) ?? (IReadOnlyList<int>)[];

    internal LineStory? LineOfRun(int run) => _lines.LineOfRun(run);

    /// <summary>The line with all that was told to it.</summary>
    internal Line Told(LineStory story) => _lines.Told(story);

    /// <summary>What a question about this thing starts from: a lot means its units too, a container what was ever in it (rule 11, trace.md section 2).</summary>
    public IReadOnlyCollection<int> SeedsOf(int thing)
    {
        var seeds = new HashSet<int>();
        var open = new Stack<int>([thing]);
        while (open.TryPop(out var next))
        {
            if (!seeds.Add(next)) continue;
            foreach (var unit in UnitsOf(next)) open.Push(unit);
            if (Things.KindOf(next) != MaterialKind.Container) continue;
            foreach (var child in Containers.Ever(next)) open.Push(child);
        }
        return seeds;
    }

    public TraceResult Forward(int thing, TraceMode mode) => Forward(SeedsOf(thing), mode);
    public TraceResult Forward(IReadOnlyCollection<int> seeds, TraceMode mode) => (_forward ??= new ForwardTrace(this)).Trace(seeds, mode);
    public TraceResult Backward(int thing, TraceMode mode) => Backward(SeedsOf(thing), mode);
    public TraceResult Backward(IReadOnlyCollection<int> seeds, TraceMode mode) => new BackwardTrace(this, mode).Trace(seeds);

    /// <summary>Lots and serials by their looks, made at the first question that names none of them.</summary>
    public NearMissIndex NearMisses
    {
        get
        {
            if (_nearMisses is null || _nearMissesOf != Version)
                (_nearMisses, _nearMissesOf) = (new NearMissIndex(Things.All.Where(id => id.Kind is MaterialKind.Lot or MaterialKind.Unit && id.Extension is not null).Select(id => id.Extension!)), Version);
            return _nearMisses;
        }
    }

    /// <summary>The plant's code where it knows the item, else the key.</summary>
    public string ItemOf(int thing) => Plant.ItemByKey(Things.KeyOf(thing))?.Code ?? Things.KeyOf(thing);
    /// <summary>What a report calls a thing: item and lot or serial, as a person would type it.</summary>
    public string NameOf(int thing) => Things[thing].Extension is { } extension ? $"{(Plant.ItemByKey(Things.KeyOf(thing))?.Code ?? Uri.UnescapeDataString(Things.KeyOf(thing).Split('/')[^1]))}/{extension}" : ItemOf(thing);
    public string? PlaceOf(int name) => PlaceOf(Log.Names[name]);
    public string? PlaceOf(string? uri) => uri is null ? null : Plant.LocationByUri(uri)?.Code ?? uri;
    public string? PartyOf(int name) => PartyOf(Log.Names[name]);
    public string? PartyOf(string? uri) => uri is null ? null : Plant.PartyByUri(uri)?.Code ?? uri;
    public string? DocumentOf(int name) => DocumentOf(Log.Names[name]);
    public static string? DocumentOf(string? uri) => uri is null ? null : Epcis.Vocabulary.DocumentNumber(uri);
    public string EventIdOf(int fact) => Log.EventIdOf(fact);

    /// <summary>Recalls one line more that sleeps since the start from a snapshot; false where all are awake.</summary>
    internal bool WakeOne() => _lines.WakeOne();

    /// <summary>A projection of these events alone, for questions about a handful of them.</summary>
    public static Projection Of(IEnumerable<Store.StoredEvent> events, PlantModel plant, Cut cut = default)
    {
        var log = new FactLog();
        foreach (var stored in events.OrderBy(e => e.Commit)) log.Append(stored);
        var projection = new Projection(log, plant, cut);
        projection.CatchUp();
        return projection;
    }
}
