namespace Traceability.Cloud.Genealogy;

/// <summary>One ship event's container or loose goods, with what was in it then; Container is -1 for loose goods.</summary>
public sealed record Shipment(int Fact, int Container, int Order, int Customer, IReadOnlyList<int> Units, IReadOnlyList<(int Lot, decimal? Quantity, int Uom)> Quantities)
{
    /// <summary>The shipments that any of these things left with, in order. A unit's lot that left by quantity only is among them (rule 11).</summary>
    public static List<Shipment> Of(Projection projection, IEnumerable<int> things)
    {
        var found = new Dictionary<(int Fact, int Named), Shipment>();
        foreach (var thing in things)
        {
            Add(projection, thing, found);
            if (projection.LotOf(thing) is var lot and >= 0) Add(projection, lot, found);
        }
        var shipments = found.Values.ToList();
        shipments.Sort((a, b) => projection.Timeline.Compare(a.Fact, b.Fact) is var order and not 0 ? order : string.CompareOrdinal(NameOf(projection, a), NameOf(projection, b)));
        return shipments;
    }

    // Many things leave in one container: it is opened once.
    private static void Add(Projection projection, int thing, Dictionary<(int Fact, int Named), Shipment> found)
    {
        foreach (var departure in projection.Lives.Of(thing).Departures)
            if (!found.ContainsKey((departure.Fact, departure.Named))) found.Add((departure.Fact, departure.Named), Read(projection, departure));
    }

    private static string NameOf(Projection projection, Shipment shipment) =>
        projection.Things.Uri(shipment.Container >= 0 ? shipment.Container : shipment.Units.Count > 0 ? shipment.Units[0] : shipment.Quantities[0].Lot);

    private static Shipment Read(Projection projection, Departure departure)
    {
        var fact = projection.Log[departure.Fact];
        var named = departure.Named;
        if (projection.Things.IsUnit(named)) return new Shipment(departure.Fact, -1, fact.Document, fact.Party, [named], []);
        if (projection.Things.KindOf(named) != Gs1.MaterialKind.Container) return new Shipment(departure.Fact, -1, fact.Document, fact.Party, [], [(named, departure.Quantity, departure.Uom)]);
        var (units, quantities) = (new List<int>(), new List<(int, decimal?, int)>());
        foreach (var (child, packing) in projection.Containers.AllBelow(named, departure.Fact))
        {
            if (projection.Things.IsUnit(child)) units.Add(child);
            if (packing.Lot is not null) quantities.Add((child, packing.Lot.Before(departure.Fact, projection.Timeline), packing.Lot.Uom));
        }
        return new Shipment(departure.Fact, named, fact.Document, fact.Party, units, quantities);
    }
}
