using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Where a thing is: State is one of api.md's words; the others say where that is. PossiblyBack is the place that its container came back to
/// while the thing itself has not been scanned there (rule 10).
/// </summary>
public sealed record Whereabouts(string State, string? Location, string? Container, string? Shipment, string? PossiblyBack = null)
{
    public static Whereabouts Of(Projection projection, int thing)
    {
        if (projection.Things.KindOf(thing) is MaterialKind.Lot or MaterialKind.Item) return OfLot(projection, thing);
        var life = projection.Lives.Of(thing);
        var timeline = projection.Timeline;
        var parent = life.OpenPacking?.Parent;
        var container = parent is { } sscc ? projection.Things.Uri(sscc) : null;
        if (life.Destroyed >= 0) return new Whereabouts("scrapped", null, null, null);
        var (left, back) = (life.Departures.Count > 0 ? life.Departures[^1].Fact : -1, life.Returns.Count > 0 ? life.Returns[^1] : -1);
        // A unit that went into something else is there and no longer on a shelf.
        var consumed = projection.Things.IsUnit(thing) && IsConsumed(projection, thing);
        if (back >= 0 && (left < 0 || timeline.Before(left, back)) && !consumed) return new Whereabouts("returned", projection.PlaceOf(Seen(projection, thing)?.Place ?? projection.Log.GlanceAt(back).BizLocation), container, null);
        if (left >= 0 && (back < 0 || timeline.Before(back, left)))
            return new Whereabouts("shipped", null, container, projection.DocumentOf(projection.Log.GlanceAt(left).Document), BackWith(projection, life, parent, left));
        var place = projection.PlaceOf(Seen(projection, thing)?.Place ?? 0);
        if (container is not null || projection.Things.KindOf(thing) == MaterialKind.Container && projection.Containers.Contents(thing).Count > 0) return new Whereabouts("packed", place, container, null);
        if (consumed) return new Whereabouts("consumed", place, null, null);
        return new Whereabouts(place is null ? "unknown" : "onHand", place, null, null);
    }

    private static bool IsConsumed(Projection projection, int unit)
    {
        var graph = projection.Graph;
        foreach (var edge in graph.DrawsOf(unit))
        {
            if (graph.EntriesAt(edge).Length == 0) continue;
            var members = graph.Members(edge);
            for (var member = members.Start; member < members.End; member++)
                if (graph.FromOf(member) == unit && graph.UntilOf(member) is null) return true;
        }
        return false;
    }

    // By its own scans, or by those of the containers that it has been in since.
    private static Sighting? Seen(Projection projection, int thing)
    {
        Sighting? latest = null;
        var since = -1;
        var (deep, seen) = (0, (HashSet<int>?)null);
        for (int? at = thing; at is { } around;)
        {
            var life = projection.Lives.Of(around);
            if (life.Sightings is [.., var own] && (since < 0 || projection.Timeline.Before(since, own.Fact)) && (latest is not { } known || projection.Timeline.Before(known.Fact, own.Fact))) latest = own;
            var packing = life.OpenPacking;
            if (packing is not null && (since < 0 || projection.Timeline.Before(since, packing.From))) since = packing.From;
            at = packing is not null && IsNew(packing.Parent, ref deep, ref seen) ? packing.Parent : null;
        }
        return latest;
    }

    // What is packed in itself, which only wrong records say, would be opened for ever. Nothing is nested so deep that it matters from when on this is watched.
    private static bool IsNew(int container, ref int deep, ref HashSet<int>? seen) => ++deep < 8 || (seen ??= []).Add(container);

    private static string? BackWith(Projection projection, Life life, int? parent, int left)
    {
        var (deep, seen) = (0, (HashSet<int>?)null);
        for (var container = parent; container is { } around && IsNew(around, ref deep, ref seen); container = projection.Lives.Of(around).OpenPacking?.Parent)
            if (projection.Lives.Of(around).Returns is [.., var back] && projection.Timeline.Before(left, back)
                && (life.Sightings.Count == 0 || projection.Timeline.Before(life.Sightings[^1].Fact, back))) return projection.PlaceOf(projection.Log.GlanceAt(back).BizLocation);
        return null;
    }

    private static Whereabouts OfLot(Projection projection, int lot)
    {
        var life = projection.Lives.Of(lot);
        if (life.Stock.Count + life.Uncounted.Count > 0) return new Whereabouts("onHand", life.Lying.Take(2).ToList() is [var only] ? projection.PlaceOf(only.Place) : null, null, null);
        if (projection.UnitsOf(lot).Any()) return new Whereabouts(projection.UnitsOf(lot).All(u => Of(projection, u).State == "shipped") ? "shipped" : "onHand", null, null, null);
        var balance = Balance.Of(projection, lot);
        var state = life.Totals.Packed > 0 || life.Totals.PackedUncounted ? "packed" : balance.InProcess > 0 ? "inProcess" : balance.Shipped > 0 || life.Departures.Count > 0 ? "shipped" : balance.Scrapped > 0 ? "scrapped" : balance.Used > 0 ? "consumed" : "unknown";
        return new Whereabouts(state, null, null, null);
    }
}
