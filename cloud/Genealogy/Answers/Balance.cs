using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>Mass balance of a lot in one unit (trace.md section 2). Gap is what the records do not explain; it may be negative.</summary>
public sealed record Balance(decimal Received, decimal Produced, decimal Returned, decimal Used, decimal InProcess, decimal Shipped, decimal Scrapped, decimal Sampled,
    decimal OnHand, string? Uom)
{
    public decimal Found { get; init; }
    public decimal Lost { get; init; }
    public decimal Ins => Received + Produced + Returned;
    public decimal Accounted => Used + InProcess + Shipped + Scrapped + Sampled + OnHand;
    public decimal Gap => Ins - Accounted;
    public decimal? AccountedPercent => Ins == 0 ? null : Math.Round(100 * Accounted / Ins, 2);

    public static Balance Of(Projection projection, int thing)
    {
        if (projection.UnitsOf(thing).Any()) return OfUnits(projection, projection.UnitsOf(thing));
        if (projection.Things.KindOf(thing) == MaterialKind.Unit) return OfUnits(projection, [thing]);
        var life = projection.Lives.Of(thing);
        var (used, inProcess) = AtLines(projection, thing);
        var sums = life.Totals;
        return new Balance(sums.Received, sums.Produced, sums.Returned, sums.UsedDirectly + used, inProcess, sums.Shipped, sums.Scrapped, sums.Sampled,
            life.Stock.Values.Sum() + sums.Packed, projection.Log.Names[sums.Uom])
        {
            Found = sums.Found,
            Lost = sums.Lost,
        };
    }

    // Where the use per piece is unknown, what was loaded and not brought back counts as used.
    private static (decimal Used, decimal InProcess) AtLines(Projection projection, int thing)
    {
        var (used, inProcess) = (0m, 0m);
        HashSet<LineStory> seen = [];
        foreach (var index in projection.FactsOf(thing))
        {
            if (projection.Log.KindOf(index) != FactKind.Load || projection.Log[index] is not { Run: not 0 } fact || projection.LineOfRun(fact.Run) is not { } story || !seen.Add(story)) continue;
            foreach (var layer in projection.Told(story).Booked(thing))
            {
                used += layer.QuantityPer is null ? Math.Max(0, (layer.Loaded ?? 0) - layer.Returned) : layer.Used;
                inProcess += layer.QuantityPer is null ? 0 : layer.Left ?? 0;
            }
        }
        return (used, inProcess);
    }

    private static Balance OfUnits(Projection projection, IEnumerable<int> units)
    {
        var all = units.ToList();
        var states = all.Select(u => Whereabouts.Of(projection, u).State).CountBy(s => s).ToDictionary();
        decimal Count(string state) => states.GetValueOrDefault(state);
        var lives = all.ConvertAll(projection.Lives.Of);
        var received = lives.Count(l => l.Receipts.Count > 0);
        var back = lives.Count(l => l.Returns.Count > 0);
        var shipped = lives.Sum(l => Math.Min(l.Departures.Count, l.Returns.Count + 1));
        return new Balance(received, lives.Count(l => l.Receipts.Count == 0 && l.Birth >= 0), back, Count("consumed"), 0, shipped, Count("scrapped"), 0,
            Count("onHand") + Count("packed") + Count("returned") + Count("inProcess"), null);
    }
}
