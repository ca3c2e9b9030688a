namespace Traceability.Cloud.Genealogy;

/// <summary>
/// With which shipments things left, looked up once for each thing and counted by shipment: a lot is in thousands of units, and a
/// shipment holds hundreds of them.
/// </summary>
internal sealed class Shipped(Projection projection)
{
    private const int Nowhere = 1;

    // Wrong is a ship event that does not say to whom, -1 for none.
    private sealed class Left(IReadOnlyList<(int Customer, int Order)> to, int wrong)
    {
        public IReadOnlyList<(int Customer, int Order)> To { get; } = to;
        public int Wrong { get; } = wrong;
        public int Round { get; set; }
        public int Things { get; set; }
    }

    private readonly List<Left> _lefts = [new([], -1), new([], -1)];
    private readonly Dictionary<int, int> _ofFact = [];
    private readonly List<Left> _counted = [];
    private int[] _of = [];
    private int _round;

    /// <summary>The earliest shipment among those counted that names no customer; -1 where all do.</summary>
    public int Wrong => _counted.Select(l => l.Wrong).Where(w => w >= 0).DefaultIfEmpty(-1).Aggregate((a, b) => projection.Timeline.Before(b, a) ? b : a);

    public void Begin()
    {
        _round++;
        _counted.Clear();
    }

    /// <summary>False where the thing has not left.</summary>
    public bool Count(int thing)
    {
        var of = Of(thing);
        if (of == Nowhere) return false;
        var left = _lefts[of];
        if (left.Round != _round)
        {
            (left.Round, left.Things) = (_round, 0);
            _counted.Add(left);
        }
        left.Things++;
        return true;
    }

    public List<DrillCustomer> Customers()
    {
        var customers = new Dictionary<int, (HashSet<int> Orders, int Things)>();
        foreach (var left in _counted)
            foreach (var (customer, order) in left.To)
            {
                var (orders, things) = customers.GetValueOrDefault(customer, ([], 0));
                if (order != 0) orders.Add(order);
                customers[customer] = (orders, things + left.Things);
            }
        return customers.Select(c => new DrillCustomer(projection.PartyOf(c.Key)!, c.Value.Orders.Select(o => projection.DocumentOf(o)!).Order(StringComparer.Ordinal).ToList(), c.Value.Things))
            .OrderBy(c => c.Customer, StringComparer.Ordinal).ToList();
    }

    /// <summary>The number of what a thing left with.</summary>
    public int Of(int thing)
    {
        if (_of.Length <= thing) Array.Resize(ref _of, projection.Things.Count + projection.Things.Count / 4 + 16);
        if (_of[thing] is > 0 and var known) return known;
        var departures = projection.Lives.Of(thing).Departures;
        if (departures.Count == 0) return _of[thing] = Nowhere;
        if (departures.Count > 1) return _of[thing] = Add(departures);
        if (!_ofFact.TryGetValue(departures[0].Fact, out var number)) _ofFact.Add(departures[0].Fact, number = Add(departures));
        return _of[thing] = number;
    }

    private int Add(IReadOnlyList<Departure> departures)
    {
        var facts = departures.Select(d => (d.Fact, Of: projection.Log.GlanceAt(d.Fact))).ToList();
        var wrong = facts.FindIndex(f => f.Of.Party == 0);
        _lefts.Add(new Left(facts.Where(f => f.Of.Party != 0).Select(f => (f.Of.Party, f.Of.Document)).Distinct().ToList(), wrong < 0 ? -1 : facts[wrong].Fact));
        return _lefts.Count - 1;
    }
}
