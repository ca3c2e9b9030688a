namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Folds a thing's facts into its <see cref="Life"/> (trace.md rules 10 and 11, and section 2 for the balance). Read lives are kept until the view changes.
/// </summary>
public sealed class LifeReader(FactLog log, Timeline timeline, Mentions mentions, WholeCounts counts)
{
    private readonly Dictionary<int, Life> _read = [];

    /// <summary>How many lives are kept.</summary>
    public int Kept => _read.Count;

    public void Forget() => _read.Clear();

    public Life Of(int thing)
    {
        if (_read.TryGetValue(thing, out var known)) return known;
        var life = new Life();
        // Put there first: a circle of containers then finds what is known so far, instead of going round for ever.
        _read.Add(thing, life);
        Fold(thing, life, until: -1);
        return life;
    }

    /// <summary>Stock just before a fact.</summary>
    public IReadOnlyDictionary<int, decimal> StockBefore(int thing, int fact)
    {
        var life = new Life();
        Fold(thing, life, fact);
        return life.Stock;
    }

    private void Fold(int thing, Life life, int until)
    {
        var isLot = !log.Things.IsUnit(thing) && log.Things.KindOf(thing) != Gs1.MaterialKind.Container;
        var sampled = 0m;
        foreach (var index in FactsOf(thing, isLot))
        {
            if (until >= 0 && !timeline.Before(index, until)) break;
            var fact = log[index];
            if (isLot) Lot(thing, life, index, fact, ref sampled);
            else Instance(thing, life, index, fact);
        }
        if (until < 0) Ships(thing, life, isLot);
    }

    // Beside what names the thing: an unpack without children names only the container, a count of a whole place only what lies there.
    private IEnumerable<int> FactsOf(int thing, bool isLot)
    {
        var facts = mentions.Of(thing);
        List<int>? around = null;
        foreach (var index in facts)
        {
            if (log.KindOf(index) != FactKind.Pack || log[index].Parent is var parent && parent == thing) continue;
            foreach (var other in mentions.Of(parent))
                if (log.KindOf(other) == FactKind.Unpack && log[other] is { Goods.Count: 0 } fact && fact.Parent == parent && timeline.Before(index, other)) (around ??= []).Add(other);
        }
        if (around is not null)
        {
            var merged = facts.Union(around).ToList();
            merged.Sort(timeline.Compare);
            facts = merged;
        }
        return isLot ? counts.Merge(facts) : facts;
    }

    private static void Instance(int thing, Life life, int index, Fact fact)
    {
        if (fact.Kind is FactKind.Blocked or FactKind.Refused) return;
        if (fact.Place != 0 && (fact.Kind != FactKind.Load || fact.Parent == thing)) life.Sightings.Add(new Sighting(index, fact.Place));
        switch (fact.Kind)
        {
            case FactKind.Receive:
                life.Receipts.Add(new Receipt(index, 1, 0));
                if (life.Birth < 0) life.Birth = index;
                break;
            case FactKind.Make when life.Birth < 0 && Holds(fact.Outputs, thing): life.Birth = index; break;
            case FactKind.CustomerReturn: life.Returns.Add(index); break;
            case FactKind.Destroy: life.Destroyed = index; break;
            case FactKind.Pack or FactKind.Unpack when fact.Parent != thing: InOut(thing, life, index, fact, null, 0); break;
        }
    }

    private static bool Holds(IReadOnlyList<Goods> goods, int thing)
    {
        foreach (var g in goods)
            if (g.Thing == thing) return true;
        return false;
    }

    private static void InOut(int thing, Life life, int index, Fact fact, decimal? quantity, int uom)
    {
        if (fact.Kind == FactKind.Pack)
        {
            // Found in another container without having been unpacked: it cannot be in both, and the newer scan tells.
            if (quantity is null && life.OpenPacking is { } open) open.To = index;
            life.Packings.Add(new Packing(fact.Parent, index, quantity, uom));
            return;
        }
        foreach (var packing in life.Packings)
            if (packing.Parent == fact.Parent && packing.To < 0) packing.To = index;
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
                life.Receipts.Add(new Receipt(index, goods.Quantity, goods.Uom));
                break;
            case FactKind.CustomerReturn:
                life.Put(fact.BizLocation, goods.Quantity);
                totals.Returned += goods.Quantity ?? 0;
                life.Returns.Add(index);
                break;
            case FactKind.Move or FactKind.Pick: StockRules.Move(life, fact, index, goods); break;
            case FactKind.Sample or FactKind.Destroy: StockRules.Remove(life, fact, goods, ref sampled); break;
            case FactKind.Load or FactKind.Make:
                var taken = life.Take(fact.Place, goods.Quantity);
                if (fact.Kind == FactKind.Make) totals.UsedDirectly += goods.Quantity ?? taken;
                break;
            case FactKind.Ship:
                var place = fact.From != 0 ? fact.From : fact.ReadPoint != 0 ? fact.ReadPoint : fact.BizLocation;
                var shipped = life.Take(place, goods.Quantity);
                life.Loose.Add(new LooseShipment(index, place, shipped, goods.Uom) { Left = goods.Quantity ?? shipped });
                break;
            case FactKind.VoidShip: StockRules.TakeBack(life, goods); break;
            case FactKind.Pack when fact.Parent != lot:
                var packed = life.Take(fact.From != 0 ? fact.From : fact.ReadPoint != 0 ? fact.ReadPoint : fact.BizLocation, goods.Quantity);
                life.Packings.Add(new Packing(fact.Parent, index, goods.Quantity ?? packed, goods.Uom));
                break;
            case FactKind.Unpack: StockRules.Unpack(life, fact, index, goods); break;
        }
    }

    // Departures need the containers around the thing, whose lives are read the same way.
    private void Ships(int thing, Life life, bool isLot)
    {
        var departures = new DepartureReader(log, timeline, mentions, this);
        var all = departures.Of(thing, life, isLot);
        life.Departures.Clear();
        life.Departures.AddRange(all);
        if (!isLot) return;
        foreach (var loose in life.Loose) life.Totals.Shipped += loose.Left;
        foreach (var packing in life.Packings)
            if (departures.LeftWith(packing) is { } left) life.Totals.Shipped += left;
            else if (packing.To < 0) life.Totals.Packed += packing.Left ?? 0;
    }
}
