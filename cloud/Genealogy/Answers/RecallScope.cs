using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>What of an item is in one state at one place: units by number, lots by quantity; null where some of it was not counted.</summary>
public sealed record WhereShare(string State, string? Location, string Item, string Uom, int Units, decimal? Quantity);

/// <summary>What one customer has been sent of the affected things. Quantity sums up lots; null where their units of measure differ or one was not counted.</summary>
public sealed record CustomerShare(string? Customer, IReadOnlyList<string> Orders, int Units, int Confirmed, int Possible, decimal? Quantity, DateTimeOffset FirstShipped, DateTimeOffset LastShipped);

/// <summary>
/// The scope of a recall (trace.md section 2): the seeds, all that is made of them, where that is now and who has it. Named is what was
/// asked for; the result begins with all that it means (a lot's units, a container's contents), at depth 0.
/// </summary>
public sealed record RecallScope(Projection Projection, IReadOnlyList<int> Named, IReadOnlyCollection<int> Seeds, TraceResult Result)
{
    public static RecallScope Of(Projection projection, IReadOnlyList<int> named, TraceMode mode)
    {
        var seeds = named.SelectMany(projection.SeedsOf).ToHashSet();
        var traced = projection.Forward(seeds, mode);
        var things = seeds.Select(s => new TracedThing(s, Why.Sure, 0, -1)).Concat(traced.Things).ToList();
        return new RecallScope(projection, named, seeds, new TraceResult(things, traced.Links));
    }

    /// <summary>Lots whose balance is asked for with the recall.</summary>
    public IEnumerable<int> SeedLots => Seeds.Where(s => Projection.Things.KindOf(s) == MaterialKind.Lot && !Projection.Things.IsUnnamed(s));

    public List<CustomerShare> Customers()
    {
        var affected = Result.Things.Where(t => t.Class != LinkClass.Formerly).ToDictionary(t => t.Thing, t => t.Class);
        return Shipment.Of(Projection, affected.Keys).GroupBy(s => s.Customer).Select(g => Share(g.Key, g.ToList(), affected))
            .Where(c => c.Units > 0 || c.Quantity is not 0).OrderBy(c => c.Customer, StringComparer.Ordinal).ToList();
    }

    private CustomerShare Share(int customer, List<Shipment> shipments, Dictionary<int, LinkClass> affected)
    {
        var units = shipments.SelectMany(s => s.Units).Where(affected.ContainsKey).ToHashSet();
        var lots = shipments.SelectMany(s => s.Quantities).Where(q => affected.ContainsKey(q.Lot) || Projection.UnitsOf(q.Lot).Any(affected.ContainsKey)).ToList();
        var confirmed = units.Count(u => affected[u] == LinkClass.Confirmed);
        var times = shipments.ConvertAll(s => Projection.Timeline.TimeOf(s.Fact));
        return new CustomerShare(Projection.PartyOf(customer), shipments.Select(s => Projection.DocumentOf(s.Order)).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList(),
            units.Count, confirmed, units.Count - confirmed, lots.Select(l => l.Uom).Distinct().Count() > 1 || lots.Exists(l => l.Quantity is null) ? null : lots.Sum(l => l.Quantity), times.Min(), times.Max());
    }

    /// <summary>Where everything affected is now, summed up by state, place and item.</summary>
    public List<WhereShare> Whereabouts()
    {
        var sums = new Dictionary<(string State, string? Location, string Item, string Uom), (int Units, decimal? Quantity)>();
        foreach (var thing in Result.Things.Where(t => t.Class != LinkClass.Formerly).Select(t => t.Thing))
            foreach (var (state, location, quantity, uom) in PartsOf(thing))
            {
                var key = (state, location, Projection.ItemOf(thing), uom);
                var (units, sum) = sums.GetValueOrDefault(key, (0, 0));
                sums[key] = Projection.Things.IsUnit(thing) ? (units + 1, sum) : (units, sum + quantity);
            }
        return sums.Select(s => new WhereShare(s.Key.State, s.Key.Location, s.Key.Item, s.Key.Uom, s.Value.Units, s.Value.Quantity))
            .OrderBy(s => s.State, StringComparer.Ordinal).ThenBy(s => s.Location, StringComparer.Ordinal).ThenBy(s => s.Item, StringComparer.Ordinal).ToList();
    }

    // A lot is in several states at once; its units are counted themselves, a container is where its contents are.
    private IEnumerable<(string State, string? Location, decimal? Quantity, string Uom)> PartsOf(int thing)
    {
        if (Projection.Things.IsUnit(thing))
        {
            var where = Genealogy.Whereabouts.Of(Projection, thing);
            return [(where.State, where.Location, 1, "EA")];
        }
        if (Projection.Things.KindOf(thing) != MaterialKind.Lot || Projection.UnitsOf(thing).Any()) return [];
        var life = Projection.Lives.Of(thing);
        var balance = Balance.Of(Projection, thing);
        var uom = balance.Uom ?? "EA";
        (string, string?, decimal?, string)[] sums =
        [
            ("packed", null, life.Totals.PackedUncounted ? null : life.Totals.Packed, uom), ("inProcess", null, balance.InProcess, uom),
            ("shipped", null, life.Departures.Any(d => d.Quantity is null) ? null : balance.Shipped, uom),
            ("scrapped", null, balance.Scrapped + balance.Sampled, uom), ("consumed", null, balance.Used, uom),
        ];
        return life.Lying.Select(s => ("onHand", Projection.PlaceOf(s.Place), s.Quantity, uom)).Concat(sums.Where(s => s.Item3 is null or > 0));
    }
}
