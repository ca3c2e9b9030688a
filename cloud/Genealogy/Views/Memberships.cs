namespace Traceability.Cloud.Genealogy;

/// <summary>Which units are of which lot (rule 11): what their birth says in ilmd.</summary>
internal sealed class Memberships(FactLog log, Mentions mentions, Graph graph)
{
    private readonly Column<int> _lotOf = new(), _next = new(), _first = new();

    private bool _anyDrawn;
    private int _asked;

    public long Bytes => _lotOf.Bytes + _next.Bytes + _first.Bytes;

    /// <summary>Each unit of the event belongs to the lot of the first event that states one.</summary>
    public void Join(Fact fact)
    {
        foreach (var goods in GoodsOf(fact))
            if (log.Things.IsUnit(goods.Thing) && FirstLot(goods.Thing) is var lot and >= 0) Put(goods.Thing, lot);
    }

    public void Leave(Fact fact)
    {
        if (fact.Lot is not { LotNumber: > 0 }) return;
        foreach (var goods in GoodsOf(fact))
            if (log.Things.IsUnit(goods.Thing)) Take(goods.Thing);
    }

    private static IReadOnlyList<Goods> GoodsOf(Fact fact) => fact.Kind switch
    {
        FactKind.Make => fact.Outputs,
        FactKind.Receive or FactKind.CustomerReturn => fact.Goods,
        _ => [],
    };

    private int FirstLot(int unit)
    {
        foreach (var index in mentions.Of(unit))
            if (log.KindOf(index) is FactKind.Make or FactKind.Receive or FactKind.CustomerReturn && log[index] is { Lot.LotNumber: > 0 and var lot } fact && GoodsOf(fact).Any(g => g.Thing == unit))
                return log.Things.Of(Gs1.MaterialId.Lot(log.Things.KeyOf(unit), log.Names[lot]!));
        return -1;
    }

    public int LotOf(int unit) => unit < _lotOf.Count ? _lotOf[unit] : -1;

    /// <summary>Whether a lot that has units was ever drawn from as a lot; once so it is taken to stay so.</summary>
    public bool AnyDrawn()
    {
        for (; !_anyDrawn && _asked < graph.MemberCount; _asked++) _anyDrawn = HasUnits(graph.FromOf(_asked));
        return _anyDrawn;
    }

    public bool HasUnits(int lot) => lot < _first.Count && _first[lot] >= 0;

    public IEnumerable<int> UnitsOf(int lot)
    {
        for (var unit = lot < _first.Count ? _first[lot] : -1; unit >= 0; unit = _next[unit]) yield return unit;
    }

    internal void Write(SnapshotWriter to)
    {
        foreach (var column in new[] { _lotOf, _next, _first }) to.Numbers(column);
    }

    internal void Read(SnapshotReader from)
    {
        foreach (var column in new[] { _lotOf, _next, _first }) from.Numbers(column);
    }

    private void Put(int unit, int lot)
    {
        Take(unit);
        var count = Math.Max(unit, lot) + 1;
        _lotOf.Reach(count, -1);
        _next.Reach(count, -1);
        _first.Reach(count, -1);
        // A lot may have been drawn from before it was known to have units.
        _anyDrawn |= graph.DrawsOf(lot).Length > 0;
        (_lotOf[unit], _next[unit], _first[lot]) = (lot, _first[lot], unit);
    }

    private void Take(int unit)
    {
        if (LotOf(unit) is var lot && lot < 0) return;
        ref var at = ref _first[lot];
        while (at != unit) at = ref _next[at];
        at = _next[unit];
        _lotOf[unit] = -1;
    }
}
