namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Folds a thing's facts into its <see cref="Life"/> (trace.md rules 10 and 11, and section 2 for the balance). Read lives are kept until the view changes.
/// </summary>
public sealed class LifeReader(FactLog log, Timeline timeline, Mentions mentions, WholeCounts counts, Graph graph)
{
    private readonly Dictionary<int, Life> _read = [];

    private DepartureReader Departures => field ??= new DepartureReader(log, timeline, mentions, this);

    /// <summary>How many lives are kept.</summary>
    public int Kept => _read.Count;

    public void Forget() => _read.Clear();

    public Life Of(int thing)
    {
        if (_read.TryGetValue(thing, out var known)) return known;
        var life = new Life();
        // Put there first: a circle of containers then finds what is known so far, instead of going round for ever.
        _read.Add(thing, life);
        Fold(thing, life);
        return life;
    }

    /// <summary>What a thing was packed into. Who opens a container asks so of all that lies in it, and of most of that for nothing else: it is not kept.</summary>
    public IReadOnlyList<Packing> PackingsOf(int thing)
    {
        if (_read.TryGetValue(thing, out var known)) return known.Packings;
        if (IsLot(thing)) return Of(thing).Packings;
        var life = new Life();
        FoldInstance(thing, life, onlyPacking: true);
        return life.Packings;
    }

    /// <summary>Where some of a lot may lie just before a fact: at places, and in containers that are here, as far as records can tell. 0 is here and not said where.</summary>
    public IReadOnlyCollection<int> PlacesBefore(int lot, int fact)
    {
        var life = new Life();
        FoldLot(lot, life, fact);
        var places = life.Stock.Keys.Concat(life.Uncounted).ToHashSet();
        foreach (var packing in life.Packings)
            if (packing.To < 0 && packing.Lot is { Left: > 0 } or { IsUncounted: true } && Departures.IsHere(packing, fact)) places.Add(PlaceBefore(packing.Parent, fact));
        return places;
    }

    // The latest sighting of a container or of one that it was in since.
    private int PlaceBefore(int container, int fact)
    {
        var (seen, since, place) = (-1, -1, 0);
        var walked = new HashSet<int>();
        for (var at = container; at >= 0 && walked.Add(at);)
        {
            var life = Of(at);
            foreach (var sighting in life.Sightings)
                if (timeline.Before(sighting.Fact, fact) && (since < 0 || timeline.Before(since, sighting.Fact)) && (seen < 0 || timeline.Before(seen, sighting.Fact))) (seen, place) = (sighting.Fact, sighting.Place);
            at = -1;
            foreach (var packing in life.Packings)
                if (timeline.Before(packing.From, fact) && (packing.To < 0 || !timeline.Before(packing.To, fact)))
                    (at, since) = (packing.Parent, since < 0 || timeline.Before(since, packing.From) ? packing.From : since);
        }
        return place;
    }

    private bool IsLot(int thing) => !log.Things.IsUnit(thing) && log.Things.KindOf(thing) != Gs1.MaterialKind.Container;

    private void Fold(int thing, Life life)
    {
        var isLot = IsLot(thing);
        if (isLot) FoldLot(thing, life, until: -1);
        else FoldInstance(thing, life);
        Ships(thing, life, isLot);
    }

    private void FoldInstance(int thing, Life life, bool onlyPacking = false)
    {
        if (EmptiedAround(thing) is not { } emptied)
            foreach (var index in mentions.Of(thing)) One(index);
        else
            foreach (var index in Merged(thing, emptied)) One(index);

        void One(int index)
        {
            if (onlyPacking && log.KindOf(index) is not (FactKind.Pack or FactKind.Unpack)) return;
            Instance(thing, life, index);
        }
    }

    // A count of a whole place names only what lies there, and is about every lot that lay there.
    private void FoldLot(int lot, Life life, int until)
    {
        var sampled = 0m;
        foreach (var index in counts.Merge(EmptiedAround(lot) is { } emptied ? Merged(lot, emptied) : mentions.Of(lot)))
        {
            if (until >= 0 && !timeline.Before(index, until)) return;
            Lot(lot, life, index, log[index], ref sampled);
        }
    }

    // An unpack without children names only the container, and is about all that was in it. Null where there is none.
    private List<int>? EmptiedAround(int thing)
    {
        List<int>? emptied = null;
        foreach (var index in mentions.Of(thing))
        {
            if (log.KindOf(index) != FactKind.Pack || log.GlanceAt(index).Parent is var parent && parent == thing) continue;
            foreach (var other in mentions.Of(parent))
                if (log.KindOf(other) == FactKind.Unpack && log[other] is { Goods.Count: 0 } fact && fact.Parent == parent && timeline.Before(index, other)) (emptied ??= []).Add(other);
        }
        return emptied;
    }

    private List<int> Merged(int thing, List<int> emptied)
    {
        var merged = mentions.Of(thing).Union(emptied).ToList();
        merged.Sort(timeline.Compare);
        return merged;
    }

    private void Instance(int thing, Life life, int index)
    {
        var kind = log.KindOf(index);
        if (kind is FactKind.Blocked or FactKind.Refused) return;
        var fact = log.GlanceAt(index);
        if (fact.Place != 0 && (kind != FactKind.Load || fact.Parent == thing)) life.Seen(new Sighting(index, fact.Place));
        switch (kind)
        {
            case FactKind.Receive:
                life.Came(new Receipt(index, 1, 0));
                if (life.Birth < 0) life.Birth = index;
                break;
            case FactKind.Make when life.Birth < 0 && graph.EntryAt(thing, index) >= 0: life.Birth = index; break;
            case FactKind.CustomerReturn: life.GivenBack(index); break;
            case FactKind.Destroy: life.Destroyed = index; break;
            case FactKind.Pack when fact.Parent != thing:
                // Found in another container without having been unpacked: it cannot be in both, and the newer scan tells.
                if (life.OpenPacking is { } open) open.To = index;
                life.Packed(new Packing(fact.Parent, index));
                break;
            case FactKind.Unpack when fact.Parent != thing:
                foreach (var packing in life.Packings)
                    if (packing.Parent == fact.Parent && packing.To < 0) packing.To = index;
                break;
        }
    }

    private static void Lot(int lot, Life life, int index, Fact fact, ref decimal sampled)
    {
        if (fact.Kind is FactKind.Blocked or FactKind.Refused or FactKind.Hold or FactKind.Other) return;
        if (fact.Kind == FactKind.Count)
        {
            StockRules.Count(life, fact, lot);
            return;
        }
        foreach (var goods in fact.Goods)
            if (goods.Thing == lot) Goods(lot, life, index, fact, goods, ref sampled);
        foreach (var goods in fact.Outputs)
            if (goods.Thing == lot) Produced(life, index, fact, goods);
        if (fact.Kind == FactKind.Unpack && fact.Goods.Count == 0) StockRules.Unpack(life, fact, index, null);
    }

    private static void Produced(Life life, int index, Fact fact, Goods goods)
    {
        life.Put(fact.Place, goods.Quantity);
        life.Totals.Produced += goods.Quantity ?? 0;
        life.Totals.Uom = life.Totals.Uom == 0 ? goods.Uom : life.Totals.Uom;
        if (life.Birth < 0) life.Birth = index;
    }

    private static void Goods(int lot, Life life, int index, Fact fact, Goods goods, ref decimal sampled)
    {
        var totals = life.Totals;
        switch (fact.Kind)
        {
            case FactKind.Receive:
                life.Put(fact.BizLocation, goods.Quantity);
                totals.Received += goods.Quantity ?? 0;
                totals.Uom = totals.Uom == 0 ? goods.Uom : totals.Uom;
                life.Came(new Receipt(index, goods.Quantity, goods.Uom));
                break;
            case FactKind.CustomerReturn:
                life.Put(fact.BizLocation, goods.Quantity);
                totals.Returned += goods.Quantity ?? 0;
                life.GivenBack(index);
                break;
            case FactKind.Move or FactKind.Pick: StockRules.Move(life, fact, index, goods); break;
            case FactKind.Sample or FactKind.Destroy: StockRules.Remove(life, fact, goods, ref sampled); break;
            case FactKind.Load or FactKind.Make:
                var taken = life.Take(fact.Place, goods.Quantity).Quantity;
                if (fact.Kind == FactKind.Make) totals.UsedDirectly += goods.Quantity ?? taken;
                break;
            case FactKind.Ship:
                var place = fact.From != 0 ? fact.From : fact.ReadPoint != 0 ? fact.ReadPoint : fact.BizLocation;
                var shipped = life.Take(place, goods.Quantity);
                life.Shipped(new LooseShipment(index, place, shipped.Quantity, goods.Uom) { Left = goods.Quantity ?? shipped.Quantity, IsUncounted = shipped.IsUncounted });
                break;
            case FactKind.VoidShip: StockRules.TakeBack(life, goods); break;
            case FactKind.Pack when fact.Parent != lot:
                var packed = life.Take(fact.From != 0 ? fact.From : fact.ReadPoint != 0 ? fact.ReadPoint : fact.BizLocation, goods.Quantity);
                life.Packed(new Packing(fact.Parent, index, new PackedLot(goods.Quantity ?? packed.Quantity, goods.Uom, packed.IsUncounted)));
                break;
            case FactKind.Unpack: StockRules.Unpack(life, fact, index, goods); break;
        }
    }

    // Departures need the containers around the thing, whose lives are read the same way.
    private void Ships(int thing, Life life, bool isLot)
    {
        life.Departures = Departures.Of(thing, life, isLot);
        if (!isLot) return;
        foreach (var loose in life.Loose) life.Totals.Shipped += loose.Left;
        foreach (var packing in life.Packings)
            if (Departures.LeftWith(packing) is { } left) life.Totals.Shipped += left;
            else if (packing is { To: < 0, Lot: { } lot })
            {
                life.Totals.Packed += lot.Left;
                life.Totals.PackedUncounted |= lot.IsUncounted;
            }
    }
}
