using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Inventory;

/// <summary>What is mounted on a line, what comes off it, and what quantity says is left on its positions.</summary>
internal static class Lines
{
    public static void Transform(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        var line = e.Trace?.Position ?? e.BizLocation;
        if (line is null) return;
        foreach (var input in e.InputQuantityList)
        {
            var quantity = (input.Quantity ?? 0) * sign;
            var record = inventory.At(line, input.EpcClass) ?? StockRecord.None;
            var moved = Movements.Moved(record, e, -quantity);
            // Mounted before the positions were emptied: it is off again.
            inventory.Set(line, input.EpcClass, Movements.IsOutdated(e, record.Cleared?.Time) ? moved : moved with
            {
                Mounted = record.Mounted + quantity,
                EverMounted = record.EverMounted || sign > 0,
                Loaded = record.OnPositions > 0 ? record.Loaded : e.EventTime,
            });
        }
        if (sign > 0) Draw(inventory, e, plant, line);
        else PutBack(inventory, e, plant, line);
        foreach (var output in e.OutputQuantityList)
        {
            Projection.Learn(inventory, output.EpcClass, e, supplier: null);
            Movements.Add(inventory, e, line, output.EpcClass, (output.Quantity ?? 0) * sign);
        }
        foreach (var output in e.OutputEpcList) Born(inventory, e, output, line, sign);
    }

    private static void Born(Inventory inventory, EpcisEvent e, string output, string line, int sign)
    {
        var unit = inventory.Unit(output) ?? UnitRecord.Unknown;
        inventory.Set(output, unit with
        {
            Born = sign > 0 ? unit.Born ?? e.EventTime : null,
            Lot = e.Ilmd?.LotNumber ?? unit.Lot,
            // A peer's later word, shipped or installed, may be here already.
            Location = sign < 0 ? unit.Location == line ? null : unit.Location : unit.Location ?? (unit.Seen is null ? line : null),
        });
    }

    /// <summary>What comes off a line was made of what quantity says is on its positions, first loaded first: so a used-up lot lies there no more.</summary>
    private static void Draw(Inventory inventory, EpcisEvent e, PlantModel plant, string line)
    {
        foreach (var (uri, pieces) in Made(e))
            foreach (var component in ItemOf(plant, uri)?.Components ?? [])
            {
                var needed = pieces * (component.QuantityPer ?? 0);
                foreach (var (lot, record) in inventory.MountedAt(line, KeysOf(plant, component)))
                {
                    if (needed <= 0) break;
                    var used = Math.Min(needed, record.OnPositions);
                    inventory.Set(line, lot, record with { Used = record.Used + used });
                    needed -= used;
                }
            }
    }

    // A piece that was never made used nothing: what was drawn last is back on its position.
    private static void PutBack(Inventory inventory, EpcisEvent e, PlantModel plant, string line)
    {
        foreach (var (uri, pieces) in Made(e))
            foreach (var component in ItemOf(plant, uri)?.Components ?? [])
            {
                var back = pieces * (component.QuantityPer ?? 0);
                foreach (var key in KeysOf(plant, component))
                    foreach (var (lot, record) in inventory.AllAt(line).Where(l => l.Record.Used > 0 && ItemOf(plant, l.Lot)?.Key == key).OrderByDescending(l => l.Record.Loaded).ToList())
                    {
                        var used = Math.Min(back, record.Used);
                        inventory.Set(line, lot, record with { Used = record.Used - used });
                        back -= used;
                    }
            }
    }

    private static IEnumerable<(string Uri, decimal Pieces)> Made(EpcisEvent e) =>
        e.OutputEpcList.Select(epc => (epc, 1m)).Concat(e.OutputQuantityList.Select(q => (q.EpcClass, q.Quantity ?? 0)));

    private static IEnumerable<string> KeysOf(PlantModel plant, Component component) =>
        component.Substitutes.Prepend(component.Item).Select(plant.Items.GetValueOrDefault).OfType<Item>().Select(i => i.Key);

    /// <summary>The item of a lot or unit by its URI; null for anything else, and for an item that is not in the plant.</summary>
    public static Item? ItemOf(PlantModel plant, string thing)
    {
        // A lot's or unit's URI is its item's, a qualifier, and the lot or serial; a GS1 item's key is the end of its URI: see MaterialId.Uri.
        var last = thing.LastIndexOf('/');
        var qualifier = last > 0 ? thing.LastIndexOf('/', last - 1) : -1;
        if (qualifier < 0) return null;
        var item = thing[..qualifier];
        return plant.ItemByKey(item) ?? plant.ItemByKey(item[(item.LastIndexOf('/') + 1)..]);
    }

    /// <summary>Whether a parent is a place, and not a unit or a container.</summary>
    public static bool IsPlace(string parent, PlantModel plant) =>
        plant.LocationByUri(parent) is not null || parent.StartsWith("https://id.gs1.org/414/", StringComparison.Ordinal);

    // A line's positions are cleared; of a tank or hopper, where goods just lie, what lay there is gone.
    public static void Emptied(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        var place = e.ParentId!;
        var isLine = plant.LocationByUri(place)?.Kind == "line";
        foreach (var (lot, record) in inventory.AllAt(place).ToList())
        {
            if (e.ChildQuantityList.Count > 0 && !e.ChildQuantityList.Any(q => q.EpcClass == lot || lot.StartsWith(q.EpcClass + "/", StringComparison.Ordinal))) continue;
            if (sign > 0) inventory.Set(place, lot, isLine ? Clear(record, e) : Counted(record, e));
            else if (record.Cleared is { } mark && mark.EventId == e.EventId)
                inventory.Set(place, lot, record with { Mounted = record.Mounted + mark.Mounted, Used = record.Used + mark.Used, EverMounted = record.EverMounted || mark.EverMounted, Cleared = null });
            else if (record.Counted is { } count && count.EventId == e.EventId) inventory.Set(place, lot, record with { Stock = record.Stock - count.Difference, Counted = null });
        }
    }

    private static StockRecord Clear(StockRecord record, EpcisEvent e) => Movements.IsOutdated(e, record.Loaded) ? record : record with
    {
        Mounted = 0,
        Used = 0,
        EverMounted = false,
        Cleared = new ClearMark(e.EventId, e.EventTime, record.Mounted, record.Used, record.EverMounted),
    };

    private static StockRecord Counted(StockRecord record, EpcisEvent e) =>
        Movements.IsOutdated(e, record.Counted?.Time) ? record : record with { Stock = 0, Moves = null, Counted = new CountMark(e.EventId, e.EventTime, -record.Stock) };
}
