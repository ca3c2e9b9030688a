namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// R7: an input without a lot stands for an unnamed lot, one for each event and item, into which every lot leads that it may
/// have been. It is drawn from like any lot and never shows in an answer.
/// </summary>
internal sealed class UnnamedLots(Graph graph, Lines lines, Stock stock)
{
    private readonly List<string> _resolved = [];

    /// <summary>The inputs or children with every item without a lot replaced by its unnamed lot. Asked before the event has its effects.</summary>
    public List<Amount> Resolve(Standing e, List<Amount> amounts, List<string> filledFromTank)
    {
        return amounts.ConvertAll(a => ThingUri.IsItem(a.Thing) ? a with { Thing = Resolve(e, a.Thing, filledFromTank) } : a);
    }

    private string Resolve(Standing e, string item, List<string> filledFromTank)
    {
        var unnamed = ThingUri.Unnamed(item, e.Id);
        if (_resolved.Contains(unnamed)) return unnamed;
        _resolved.Add(unnamed);
        var entry = graph.EntryOf(unnamed, e);
        entry.ByDraw = true;
        if (filledFromTank.Contains(item)) return unnamed;
        foreach (var lot in MayBe(e, item)) Graph.Add(lot, entry, false, new Draw(e));
        return unnamed;
    }

    /// <summary>What a lot that was not recorded may have been: what is there or still on the line; if no lot is, every lot on hand.</summary>
    private List<string> MayBe(Standing e, string item)
    {
        string?[] places = [e.Place, e.Event.Trace?.Position, LinePlace(e)];
        var onLine = lines.All.Where(l => l.Place == LinePlace(e)).SelectMany(l => l.Positions).Where(p => p.Item == item)
            .SelectMany(p => p.Layers).Where(l => l.MayBeLeft).Select(l => l.Thing);
        var near = stock.Things.Where(t => ThingUri.Item(t) == item && stock.PlacesOf(t).Exists(p => p != "" && places.Contains(p))).Concat(onLine).ToList();
        if (!near.Exists(ThingUri.IsLot)) near.AddRange(stock.Things.Where(t => ThingUri.Item(t) == item && stock.PlacesOf(t).Count > 0));
        var lots = near.Where(t => ThingUri.IsLot(t) || ThingUri.IsUnnamed(t));
        // The item without a lot may itself have come out of something: whatever came into being as such is a candidate as well.
        var itself = graph.Before(item, new Draw(e)).Count > 0 ? [item] : Array.Empty<string>();
        return lots.Concat(itself).Distinct().ToList();
    }

    private string? LinePlace(Standing e) => e.Event.TransformationId is { } run && e.IsTransformation ? lines.PlaceOfRun(run) : e.Place;
}
