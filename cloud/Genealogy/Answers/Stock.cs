using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>An order of the master data that is still open: a sales order that has not left, a work order that has not put out all its pieces.</summary>
public sealed record OpenOrder(string Kind, string Id, string Item, string? Customer, string? Line, decimal? Quantity);

/// <summary>A lot at a place; quantity null is unknown. Orders are those that need the item, itself or as a component.</summary>
public sealed record LyingLot(string Id, string Item, string? Lot, string? Location, decimal? Quantity, string Uom, DateOnly? Expiry, DateTimeOffset? Received, IReadOnlyList<OpenOrder> Orders);

/// <summary>What lies where, by lot, with what is still wanted of it. Serialised units have places of their own and are not in it.</summary>
public static class Stock
{
    public static IEnumerable<LyingLot> Of(Projection projection)
    {
        var orders = OpenOrders(projection);
        for (var thing = 0; thing < projection.Things.Count; thing++)
        {
            if (projection.Things.KindOf(thing) != MaterialKind.Lot || projection.Things.IsUnnamed(thing) || !projection.IsKnown(thing)) continue;
            var life = projection.Lives.Of(thing);
            if (life.Stock.Count + life.Uncounted.Count == 0) continue;
            var origins = life.Receipts.Select(r => r.Fact).Concat(life.Birth >= 0 ? [life.Birth] : []).ToList();
            var facts = origins.Select(f => projection.Log[f].Lot).OfType<LotFacts>().ToList();
            // Of several deliveries of one lot the earliest date holds for all: nobody can tell them apart on the shelf.
            var expiry = facts.Select(f => f.Expiry ?? f.BestBefore).OfType<DateOnly>().Order().Select(d => (DateOnly?)d).FirstOrDefault();
            DateTimeOffset? received = origins.Count == 0 ? null : projection.Timeline.TimeOf(origins[0]);
            foreach (var (place, quantity) in life.Lying)
                yield return new LyingLot(projection.Things.Uri(thing), projection.ItemOf(thing), projection.Things[thing].Extension, projection.PlaceOf(place), quantity,
                    projection.Log.Names[life.Totals.Uom] ?? "EA", expiry, received, orders.GetValueOrDefault(projection.ItemOf(thing)) ?? []);
        }
    }

    private static Dictionary<string, List<OpenOrder>> OpenOrders(Projection projection)
    {
        var plant = projection.Plant;
        var shipped = Enumerable.Range(0, projection.Log.Count).Where(i => projection.Log.KindOf(i) == FactKind.Ship && projection.IsStanding(i))
            .SelectMany(i => projection.Log[i].Documents).Select(d => projection.Log.Names[d]).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var sales = plant.SalesOrders.Values.Where(o => o.Item is not null && !shipped.Contains(Vocabulary.Document(plant.Gln, o.Id)))
            .Select(o => new OpenOrder("salesOrder", o.Id, o.Item!, o.Customer, null, o.Quantity));
        var work = plant.WorkOrders.Values.Where(o => !IsMade(projection, o)).Select(o => new OpenOrder("workOrder", o.Id, o.Item, null, o.Line, o.Quantity));
        var byItem = new Dictionary<string, List<OpenOrder>>(StringComparer.Ordinal);
        foreach (var order in sales.Concat(work).OrderBy(o => o.Id, StringComparer.Ordinal))
            foreach (var item in Wanted(plant, order))
            {
                if (!byItem.TryGetValue(item, out var list)) byItem.Add(item, list = []);
                list.Add(order);
            }
        return byItem;
    }

    // A sales order wants the item itself; a work order wants what it is made of.
    private static IEnumerable<string> Wanted(PlantModel plant, OpenOrder order) => order.Kind == "salesOrder" ? [order.Item]
        : plant.Items.TryGetValue(order.Item, out var item) ? item.Components.SelectMany(c => c.Substitutes.Prepend(c.Item)).Distinct() : [];

    private static bool IsMade(Projection projection, WorkOrder order)
    {
        if (order.Quantity is not { } wanted || order.Line is null) return false;
        var run = projection.Log.Names.Find(Vocabulary.Run(projection.Plant.Gln, order.Id, order.Line));
        return run > 0 && projection.LineOfRun(run) is { } story && projection.Told(story).RunOf(run)?.Pieces >= wanted;
    }
}
