using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Rule 9: a tank or silo. In one that mixes, every draw may hold every lot that went in since it was emptied; in one with plug flow only
/// the lots whose stretch of quantity the draw meets, a band to both sides. What is drawn gets an entry at that very event.
/// </summary>
internal sealed class Tank(FactLog log, Timeline timeline, Graph graph, int place, decimal? band)
{
    private readonly List<int> _facts = [];
    private readonly List<int> _made = [];
    private readonly List<(int Lot, decimal? Quantity)> _in = [];
    private readonly Dictionary<int, decimal?> _drawn = [];
    private int _told, _asleep;
    private bool _stale;

    public void Add(int fact)
    {
        var at = _facts.BinarySearch(fact, Comparer<int>.Create(timeline.Compare));
        if (at >= 0) return;
        _facts.Insert(~at, fact);
        _stale |= ~at < _told;
    }

    public void Remove(int fact)
    {
        var at = _facts.BinarySearch(fact, Comparer<int>.Create(timeline.Compare));
        if (at < 0) return;
        _facts.RemoveAt(at);
        _stale = true;
    }

    /// <summary>Answers the first fact that is told anew, for the lines that drew from here; -1 where nothing was told before.</summary>
    public void Settle()
    {
        if (_stale)
        {
            foreach (var entry in _made) graph.RemoveEntry(entry);
            _made.Clear();
            _in.Clear();
            _drawn.Clear();
            (_told, _asleep, _stale) = (0, 0, false);
        }
        // Out of a snapshot the graph holds what was drawn, but not what lies in it.
        for (var i = 0; i < _asleep; i++) Apply(_facts[i], log[_facts[i]], recalls: true);
        _asleep = 0;
        for (; _told < _facts.Count; _told++) Apply(_facts[_told], log[_facts[_told]], recalls: false);
    }

    public void Write(SnapshotWriter to)
    {
        to.Numbers<int>(_facts.ToArray());
        to.Numbers<int>(_made.ToArray());
        to.Number(_told);
    }

    public void Read(SnapshotReader from)
    {
        _facts.AddRange(from.Numbers<int>());
        _made.AddRange(from.Numbers<int>());
        _told = _asleep = (int)from.Number();
    }

    public bool IsStale => _stale;

    public IReadOnlyList<int> Facts => _facts;

    private void Apply(int index, Fact fact, bool recalls)
    {
        if (fact.Kind == FactKind.Emptied)
        {
            Empty(fact);
            return;
        }
        if (IsDraw(fact))
            foreach (var goods in fact.Goods) Draw(index, fact, goods, recalls);
        foreach (var goods in Into(fact))
            _in.Add((goods.Thing, goods.Quantity));
    }

    private IReadOnlyList<Goods> Into(Fact fact) => fact.Kind switch
    {
        FactKind.Make => fact.Place == place ? fact.Outputs : [],
        FactKind.Receive or FactKind.CustomerReturn or FactKind.Move or FactKind.Pick or FactKind.Hold => fact.BizLocation == place ? fact.Goods : [],
        _ => [],
    };

    private bool IsDraw(Fact fact) => fact.Kind switch
    {
        FactKind.Load => fact.Run != 0 && (fact.Position == place || fact.Place == place),
        FactKind.Make => fact.Position == place || fact.Place == place,
        FactKind.Pick => fact.ReadPoint == place || fact.From == place,
        FactKind.Blocked or FactKind.Refused => false,
        _ => fact.Type == Epcis.EventType.ObjectEvent && fact.From == place,
    };

    private void Empty(Fact fact)
    {
        var items = fact.Goods.Select(g => log.Things.ItemOf(g.Thing)).ToHashSet();
        _in.RemoveAll(i => items.Count == 0 || items.Contains(log.Things.ItemOf(i.Lot)));
        foreach (var item in _drawn.Keys.Where(i => items.Count == 0 || items.Contains(i)).ToList()) _drawn.Remove(item);
    }

    private void Draw(int index, Fact fact, Goods goods, bool recalls)
    {
        var item = log.Things.ItemOf(goods.Thing);
        var (inside, byQuantity) = Inside(item, goods.Quantity);
        if (inside.Count == 0 || recalls) return;
        var thing = log.Things.KindOf(goods.Thing) == MaterialKind.Item && fact.Type == Epcis.EventType.TransformationEvent ? log.Things.Unnamed(item, log[index].EventId) : goods.Thing;
        // What went in without a lot and is drawn without one is that, as far as anybody knows.
        var why = inside.Count == 1 && (log.Things.KindOf(inside[0]) != MaterialKind.Item || !log.Things.IsUnnamed(thing)) ? Why.Sure : Why.Maybe(byQuantity ? Reason.PlugFlow : Reason.InTank, inside.Count);
        var draws = inside.Where(lot => lot != thing).Select(lot => new Draw(lot, why, [index])).ToList();
        if (draws.Count == 0) return;
        _made.Add(graph.AddDrawn(thing, index, draws, timeline));
    }

    // In the order in which they went in.
    private (List<int> Lots, bool ByQuantity) Inside(int item, decimal? quantity)
    {
        var lots = _in.Where(i => log.Things.ItemOf(i.Lot) == item).ToList();
        var before = _drawn.GetValueOrDefault(item, 0);
        _drawn[item] = before + quantity;
        if (band is not { } margin || before + quantity is not { } after || lots.Exists(i => i.Quantity is null)) return (All(lots), false);
        var met = new List<int>();
        var from = 0m;
        foreach (var (lot, filled) in lots)
        {
            var to = from + filled!.Value;
            if (Math.Max(from, (before ?? 0) - margin) < Math.Min(to, after + margin) && !met.Contains(lot) && IsLot(lot)) met.Add(lot);
            from = to;
        }
        // More came out than went in: then quantity says nothing.
        return met.Count == 0 ? (All(lots), false) : (met, true);
    }

    private List<int> All(List<(int Lot, decimal? Quantity)> lots) => lots.Select(i => i.Lot).Where(IsLot).Distinct().ToList();

    // Single pieces take their stretch, but a lot drawn is none of them.
    private bool IsLot(int thing) => log.Things.KindOf(thing) is MaterialKind.Lot or MaterialKind.Item;
}
