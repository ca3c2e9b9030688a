using Traceability.Epcis;

namespace Traceability.Inventory;

/// <summary>Quantities and things from place to place, and counts, which are facts that later arrivals of older movements leave alone.</summary>
internal static class Movements
{
    private const int Kept = 4;

    public static void Move(Inventory inventory, EpcisEvent e, string? from, string? to, int sign)
    {
        foreach (var element in e.QuantityList)
        {
            // An unknown quantity moves an unknown amount: the lot is known at the target, the sums stay as they are.
            var quantity = (element.Quantity ?? 0) * sign;
            Add(inventory, e, from, element.EpcClass, -quantity);
            Add(inventory, e, to, element.EpcClass, quantity);
        }
        foreach (var epc in e.EpcList ?? []) Place(inventory, e, epc, sign > 0 ? to : from);
    }

    public static void Add(Inventory inventory, EpcisEvent e, string? place, string lot, decimal quantity)
    {
        if (place is not null) inventory.Set(place, lot, Moved(inventory.At(place, lot) ?? StockRecord.None, e, quantity));
    }

    public static StockRecord Moved(StockRecord record, EpcisEvent e, decimal quantity)
    {
        if (quantity == 0 || record.Counted is { } count && IsOutdated(e, count.Time)) return record;
        return record with { Stock = record.Stock + quantity, Moves = [.. (record.Moves ?? []).TakeLast(Kept - 1), new Movement(e.EventTime, quantity)] };
    }

    /// <summary>Off a line: what was never mounted goes first, the rest comes off its positions (trace.md section 2, balance); what names its run was mounted.</summary>
    public static void OffLine(Inventory inventory, EpcisEvent e, string line, string lot, decimal quantity)
    {
        var record = inventory.At(line, lot) ?? StockRecord.None;
        var wasMounted = e.Trace?.From is { } from && (from.Run ?? from.Position) is not null;
        var unmounted = quantity > 0 && !wasMounted ? Math.Clamp(record.Stock, 0, quantity) : 0;
        var mounted = record.Mounted - (quantity - unmounted);
        inventory.Set(line, lot, Moved(record, e, -unmounted) with { Mounted = mounted, EverMounted = mounted > 0 && record.EverMounted });
    }

    public static void Place(Inventory inventory, EpcisEvent e, string epc, string? place)
    {
        if (inventory.Container(epc) is { } box)
        {
            if (!IsOutdated(e, box.Seen)) inventory.Set(epc, box with { Location = place, Seen = e.EventTime });
            return;
        }
        var unit = inventory.Unit(epc) ?? UnitRecord.Unknown;
        if (!IsOutdated(e, unit.Seen)) inventory.Set(epc, unit with { Location = place, Seen = e.EventTime });
    }

    // A count is a fact about its moment: with scope "place" lots that are not listed are 0.
    public static void Count(Inventory inventory, EpcisEvent e, int sign)
    {
        var place = e.BizLocation!;
        var counted = e.QuantityList.GroupBy(q => q.EpcClass, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Aggregate((decimal?)0, (sum, q) => sum + q.Quantity), StringComparer.Ordinal);
        var lots = e.Trace?.CountScope == "place" ? inventory.AllAt(place).Select(l => l.Lot).Union(counted.Keys, StringComparer.Ordinal).ToList() : counted.Keys.ToList();
        foreach (var lot in lots)
        {
            var record = inventory.At(place, lot) ?? StockRecord.None;
            if (sign < 0) Uncount(inventory, e, place, lot, record);
            else if (counted.GetValueOrDefault(lot, 0) is { } quantity && record.Counted is not { } known) Set(quantity);
            else if (counted.GetValueOrDefault(lot, 0) is { } again && record.Counted!.Time <= e.EventTime) Set(again);

            void Set(decimal quantity)
            {
                var since = (record.Moves ?? []).Where(m => m.Time > e.EventTime).ToList();
                var difference = quantity - (record.Stock - since.Sum(m => m.Quantity));
                inventory.Set(place, lot, record with { Stock = record.Stock + difference, Counted = new CountMark(e.EventId, e.EventTime, difference), Moves = since.Count == 0 ? null : since });
            }
        }
        if (sign > 0)
            foreach (var epc in e.EpcList ?? []) Place(inventory, e, epc, place);
    }

    private static void Uncount(Inventory inventory, EpcisEvent e, string place, string lot, StockRecord record)
    {
        if (record.Counted is { } mark && mark.EventId == e.EventId) inventory.Set(place, lot, record with { Stock = record.Stock - mark.Difference, Counted = null });
    }

    /// <summary>Older beyond doubt than what is known: it arrived late and changes nothing of that any more.</summary>
    public static bool IsOutdated(EpcisEvent e, DateTimeOffset? known) =>
        known is { } newest && e.Trace?.Clock is not { Quality: "unsynced" } && e.EventTime + TimeSpan.FromMilliseconds((double)(e.Trace?.Clock?.MaxErrorMs ?? 0)) < newest;
}
