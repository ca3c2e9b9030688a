using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>Where a thing is: State is one of api.md's words; the others say where that is.</summary>
public sealed record Whereabouts(string State, string? Location, string? Container, string? Shipment)
{
    public static Whereabouts Of(Projection projection, int thing)
    {
        var placement = projection.Placement;
        if (projection.Things[thing].Kind == MaterialKind.Lot) return OfLot(projection, thing);
        var container = placement.Containers.Open(thing) is { } open ? projection.Things.Uri(open.Parent) : null;
        if (placement.Destroyed.ContainsKey(thing)) return new Whereabouts("scrapped", null, null, null);
        if (placement.Returned.TryGetValue(thing, out var back)) return new Whereabouts("returned", projection.PlaceOf(back.Event.BizLocation), container, null);
        if (placement.ShipmentOf.TryGetValue(thing, out var shipment)) return new Whereabouts("shipped", null, container, Projection.DocumentOf(shipment.Order));
        var place = placement.Sightings.TryGetValue(thing, out var seen) ? projection.PlaceOf(seen[^1].Place) : null;
        if (container is not null || placement.Containers.Contents(thing).Any()) return new Whereabouts("packed", place, container, null);
        // A unit that went into something else is there and no longer on a shelf.
        if (projection.Things.IsUnit(thing) && projection.Graph.OutOf(thing).Any(l => l.Until is null)) return new Whereabouts("consumed", place, null, null);
        return new Whereabouts(place is null ? "unknown" : "onHand", place, null, null);
    }

    private static Whereabouts OfLot(Projection projection, int lot)
    {
        var places = projection.Placement.Stock.Of(lot);
        if (places.Count > 0) return new Whereabouts("onHand", places.Count == 1 ? projection.PlaceOf(places.First().Key) : null, null, null);
        var balance = Balance.Of(projection, lot);
        if (projection.UnitsOf(lot) is { Count: > 0 } units) return new Whereabouts(units.All(u => Of(projection, u).State == "shipped") ? "shipped" : "onHand", null, null, null);
        var state = balance.InProcess > 0 ? "inProcess" : balance.Shipped > 0 ? "shipped" : balance.Scrapped > 0 ? "scrapped" : balance.Used > 0 ? "consumed" : "unknown";
        return new Whereabouts(state, null, null, null);
    }
}
