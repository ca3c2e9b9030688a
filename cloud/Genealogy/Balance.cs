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
        if (projection.UnitsOf(thing) is { Count: > 0 } units) return OfUnits(projection, units);
        if (projection.Things.IsUnit(thing)) return OfUnits(projection, [thing]);
        var sums = projection.Placement.Sums.GetValueOrDefault(thing) ?? new Totals();
        var used = sums.UsedDirectly;
        var inProcess = 0m;
        foreach (var layer in projection.Booked.Values.SelectMany(b => b.All).Where(l => l.Thing == thing))
        {
            // Where the use per piece is unknown, what was loaded and not brought back counts as used.
            used += layer.QuantityPer is null ? Math.Max(0, (layer.Loaded ?? 0) - layer.Returned) : layer.Used;
            inProcess += layer.QuantityPer is null ? 0 : layer.Left ?? 0;
        }
        return new Balance(sums.Received, sums.Produced, sums.Returned, used, inProcess, sums.Shipped, sums.Scrapped, sums.Sampled, projection.Placement.Stock.Total(thing), sums.Uom)
        {
            Found = sums.Found,
            Lost = sums.Lost,
        };
    }

    private static Balance OfUnits(Projection projection, IReadOnlyList<int> units)
    {
        var states = units.Select(u => Whereabouts.Of(projection, u).State).CountBy(s => s).ToDictionary();
        decimal Count(string state) => states.GetValueOrDefault(state);
        var received = units.Count(projection.Placement.Receipts.ContainsKey);
        return new Balance(received, units.Count - received, Count("returned"), Count("consumed"), 0, Count("shipped") + Count("returned"), Count("scrapped"), 0,
            Count("onHand") + Count("packed") + Count("returned") + Count("inProcess"), null);
    }
}
