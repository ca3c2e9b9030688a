using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

internal enum ThingKind { Lot, Unit, Container, Item, Unnamed, Other }

/// <summary>A thing and how much of it an event speaks of; null is unknown. A unit is one piece.</summary>
internal readonly record struct Amount(string Thing, decimal? Quantity);

/// <summary>Things are their URI strings (events.md section 1); what they are is read off the text, nothing is looked up.</summary>
internal static class ThingUri
{
    private const string UnnamedPrefix = "unnamed ";

    public static ThingKind Kind(string uri) =>
        uri.StartsWith(UnnamedPrefix, StringComparison.Ordinal) ? ThingKind.Unnamed
        : Has(uri, "/00/") ? ThingKind.Container
        : !Has(uri, "/item/") && !Has(uri, "/01/") ? ThingKind.Other
        : Has(uri, LotPart(uri)) ? ThingKind.Lot
        : Has(uri, UnitPart(uri)) ? ThingKind.Unit
        : ThingKind.Item;

    public static bool IsLot(string uri) => Kind(uri) == ThingKind.Lot;
    public static bool IsUnit(string uri) => Kind(uri) == ThingKind.Unit;
    public static bool IsItem(string uri) => Kind(uri) == ThingKind.Item;
    public static bool IsUnnamed(string uri) => Kind(uri) == ThingKind.Unnamed;
    public static bool IsContainer(string uri) => Kind(uri) == ThingKind.Container;

    /// <summary>The item of a lot, a unit or an unnamed lot; an item without a lot is its own item.</summary>
    public static string Item(string uri)
    {
        if (IsUnnamed(uri)) return uri[(uri.LastIndexOf(' ') + 1)..];
        var end = Kind(uri) switch
        {
            ThingKind.Lot => uri.IndexOf(LotPart(uri), StringComparison.Ordinal),
            ThingKind.Unit => uri.IndexOf(UnitPart(uri), StringComparison.Ordinal),
            _ => uri.Length,
        };
        return uri[..end];
    }

    /// <summary>The lot that an ilmd lotNumber means for a unit.</summary>
    public static string LotOfUnit(string unit, string lotNumber) =>
        Item(unit) + LotPart(unit) + Uri.EscapeDataString(lotNumber);

    /// <summary>R7: what stands for a lot that was not recorded; each event has its own.</summary>
    public static string Unnamed(string item, string eventId) => $"{UnnamedPrefix}{eventId} {item}";

    public static List<Amount> Inputs(EpcisEvent e) => Amounts(e.InputQuantityList, e.InputEpcList);
    public static List<Amount> Outputs(EpcisEvent e) => Amounts(e.OutputQuantityList, e.OutputEpcList);
    public static List<Amount> Children(EpcisEvent e) => Amounts(e.ChildQuantityList, e.ChildEpcs);
    public static List<Amount> Listed(EpcisEvent e) => Amounts(e.QuantityList, e.EpcList ?? []);

    // Twice in one event is as much as both together, which nobody knows where one is unknown.
    private static List<Amount> Amounts(IReadOnlyList<QuantityElement> quantities, IReadOnlyList<string> epcs) =>
        [.. quantities.GroupBy(q => q.EpcClass).Select(same => new Amount(same.Key, same.Any(q => q.Quantity is null) ? null : same.Sum(q => q.Quantity))), .. epcs.Distinct().Select(e => new Amount(e, 1))];

    private static string LotPart(string uri) => Has(uri, "/item/") ? "/lot/" : "/10/";
    private static string UnitPart(string uri) => Has(uri, "/item/") ? "/serial/" : "/21/";
    private static bool Has(string uri, string part) => uri.Contains(part, StringComparison.Ordinal);
}
