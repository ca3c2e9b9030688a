using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;
using Traceability.Gs1;

namespace Traceability.Cloud.Web;

/// <summary>One thing of an answer with what a person asks of it. Left is the quantity on hand of a lot; null for what is not counted so, or was not counted.</summary>
public sealed record TracedRow(int Thing, string Uri, string Kind, string Item, string Name, LinkClass Class, string? Reason, int Depth, Whereabouts Where, decimal? Left, string? Uom, bool Held)
{
    public static TracedRow Of(Projection projection, TracedThing traced)
    {
        var thing = traced.Thing;
        var id = projection.Things[thing];
        var isLot = id.Kind == MaterialKind.Lot && !projection.UnitsOf(thing).Any();
        return new TracedRow(thing, projection.Things.Uri(thing), IdParameter.KindOf(id.Kind), id.Kind == MaterialKind.Container ? "container" : projection.ItemOf(thing), id.Extension ?? id.Key,
            traced.Class, Explanations.Of(projection, traced), traced.Depth, Whereabouts.Of(projection, thing), isLot ? projection.Lives.Of(thing).Lying.Aggregate((decimal?)0, (sum, there) => sum + there.Quantity) : null,
            projection.Log.Names[projection.Lives.Of(thing).Totals.Uom] ?? "EA", IsHeld(projection, thing));
    }

    /// <summary>Where the table goes on; ordinal order of the keys is the order of the rows, as the API gives them.</summary>
    public string Key => $"{Depth:D6}|{Uri}";

    public string State => Held ? "held" : Where.State;
    public string StateWord => StateWordOf(State);
    public string ClassWord => Class.ToString().ToLowerInvariant();

    /// <summary>Where exactly: the order it left with, else the place, else the container.</summary>
    public string? Place => Where.Shipment ?? Where.Location ?? (Where.Container is { } container ? $"container {container[^18..]}" : null);

    public bool Holds(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w =>
        Contains(Name, w) || Contains(Item, w) || Contains(ClassWord, w) || Contains(StateWord, w) || Contains(Reason, w) || Contains(Place, w) || Contains(Kind, w));

    public static string StateWordOf(string state) => state switch
    {
        "onHand" => "on hand",
        "inProcess" => "in process",
        _ => state,
    };

    private static bool Contains(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;

    // Set and not unset again; "conformant" says that all is well and holds nothing.
    private static bool IsHeld(Projection projection, int thing)
    {
        HashSet<int>? holds = null;
        foreach (var index in projection.FactsOf(thing))
        {
            if (projection.Log[index] is not { } fact || fact.Set.Count + fact.Unset.Count == 0) continue;
            holds ??= [];
            holds.ExceptWith(fact.Unset);
            holds.UnionWith(fact.Set.Where(w => projection.Log.Names[w] != Epcis.Vocabulary.Disposition.Conformant));
        }
        return holds?.Count > 0;
    }
}

/// <summary>One sales order that affected goods left with. Quantities are of lots that were shipped by quantity.</summary>
public sealed record AffectedOrder(string? Customer, string? Order, DateTimeOffset Shipped, IReadOnlyList<int> Confirmed, IReadOnlyList<int> Possible,
    IReadOnlyList<(int Lot, decimal? Quantity, string Uom, LinkClass Class)> Quantities, IReadOnlyList<string> Containers, decimal Contained)
{
    public LinkClass Class => Confirmed.Count > 0 || Quantities.Any(q => q.Class == LinkClass.Confirmed) ? LinkClass.Confirmed : LinkClass.Possible;

    /// <summary>Every order that one of these things left with, by customer, then order.</summary>
    public static IReadOnlyList<AffectedOrder> Of(Projection projection, IReadOnlyDictionary<int, LinkClass> affected) =>
        Shipment.Of(projection, affected.Keys).GroupBy(s => (Customer: projection.PartyOf(s.Customer), Order: projection.DocumentOf(s.Order)))
            .Select(g => Sum(projection, g.Key.Customer, g.Key.Order, g.ToList(), affected))
            .OrderBy(o => o.Customer, StringComparer.Ordinal).ThenBy(o => o.Order, StringComparer.Ordinal).ToList();

    private static AffectedOrder Sum(Projection projection, string? customer, string? order, List<Shipment> shipments, IReadOnlyDictionary<int, LinkClass> affected)
    {
        var units = shipments.SelectMany(s => s.Units).Distinct().ToList();
        var quantities = shipments.SelectMany(s => s.Quantities).Select(q => (q.Lot, q.Quantity, Uom: projection.Log.Names[q.Uom] ?? "EA", Class: ClassOf(projection, q.Lot, affected)))
            .Where(q => q.Class is not null).Select(q => (q.Lot, q.Quantity, q.Uom, q.Class!.Value)).ToList();
        return new AffectedOrder(customer, order, shipments.Min(s => projection.Timeline.TimeOf(s.Fact)), Of(LinkClass.Confirmed), Of(LinkClass.Possible), quantities,
            shipments.Where(s => s.Container >= 0).Select(s => projection.Things[s.Container].Key).Distinct().ToList(),
            units.Count + shipments.SelectMany(s => s.Quantities).Sum(q => q.Quantity ?? 0));

        List<int> Of(LinkClass linkClass) => units.Where(u => affected.TryGetValue(u, out var found) && found == linkClass).ToList();
    }

    // Of a serialised lot that left by quantity only, any unit may be in it (rule 11).
    private static LinkClass? ClassOf(Projection projection, int lot, IReadOnlyDictionary<int, LinkClass> affected) =>
        affected.TryGetValue(lot, out var own) ? own : projection.UnitsOf(lot).Any(affected.ContainsKey) ? LinkClass.Possible : null;
}
