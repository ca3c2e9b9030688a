using Traceability.Epcis;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Inventory;

/// <summary>How each event changes the inventory (events.md section 3). An event declared void puts back what it moved.</summary>
public static class Projection
{
    public static void Apply(this Inventory inventory, EpcisEvent e, PlantModel plant)
    {
        // Blocked picks and refused reads are facts about people and labels, not about where things lie.
        if (e.BizStep is BizStep.PickBlocked or BizStep.Refused) return;
        var sign = e.ErrorDeclaration is null ? 1 : -1;
        switch (e.Type)
        {
            case EventType.TransformationEvent: Transform(inventory, e, plant, sign); break;
            case EventType.AggregationEvent when e.ParentId is not null: Aggregate(inventory, e, adding: e.Action == EventAction.ADD == sign > 0); break;
            case EventType.ObjectEvent: Observe(inventory, e, plant, sign); break;
        }
        if (HoldRules.Of(e) is { } change) inventory.Hold(change);
    }

    private static void Observe(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        switch (e.BizStep)
        {
            case BizStep.Receiving: Receive(inventory, e, sign); break;
            case BizStep.Storing or BizStep.Stocking or BizStep.StagingOutbound: Transfer(inventory, e, plant, sign); break;
            case BizStep.Picking: Move(inventory, e, e.ReadPoint, e.BizLocation, sign); break;
            case BizStep.Shipping: Ship(inventory, e, sign); break;
            case BizStep.CycleCounting when sign > 0 && e.BizLocation is not null: Count(inventory, e); break;
            case BizStep.Destroying: Move(inventory, e, e.BizLocation ?? e.ReadPoint, null, sign); break;
        }
    }

    private static void Receive(Inventory inventory, EpcisEvent e, int sign)
    {
        var supplier = e.SourceList.FirstOrDefault(s => s.Type == Vocabulary.Party.Possessing)?.Id;
        foreach (var element in e.QuantityList) Learn(inventory, element.EpcClass, e, supplier);
        Move(inventory, e, null, e.BizLocation, sign);
    }

    private static void Transfer(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        var from = e.Trace?.From?.Place;
        if (from is null || plant.LocationByUri(from)?.Kind != "line")
        {
            Move(inventory, e, from, e.BizLocation, sign);
            return;
        }
        // Off a line: what was never mounted goes first, the rest comes off its positions (trace.md section 2, balance).
        foreach (var element in e.QuantityList)
        {
            var quantity = (element.Quantity ?? 0) * sign;
            var record = inventory.At(from, element.EpcClass) ?? new StockRecord(0, 0, false);
            var unmounted = quantity > 0 ? Math.Clamp(record.Stock, 0, quantity) : 0;
            var mounted = record.Mounted - (quantity - unmounted);
            inventory.Set(from, element.EpcClass, record with { Stock = record.Stock - unmounted, Mounted = mounted, EverMounted = mounted > 0 && record.EverMounted });
            Add(inventory, e.BizLocation, element.EpcClass, quantity);
        }
        foreach (var epc in e.EpcList ?? []) Place(inventory, epc, sign > 0 ? e.BizLocation : from);
    }

    private static void Transform(Inventory inventory, EpcisEvent e, PlantModel plant, int sign)
    {
        var line = e.Trace?.Position ?? e.BizLocation;
        if (line is null) return;
        foreach (var input in e.InputQuantityList)
        {
            var quantity = (input.Quantity ?? 0) * sign;
            var record = inventory.At(line, input.EpcClass) ?? new StockRecord(0, 0, false);
            inventory.Set(line, input.EpcClass, record with
            {
                Stock = record.Stock - quantity,
                Mounted = record.Mounted + quantity,
                EverMounted = record.EverMounted || sign > 0,
                Loaded = record.OnPositions > 0 ? record.Loaded : e.EventTime,
            });
        }
        if (sign > 0) Draw(inventory, e, plant, line);
        foreach (var output in e.OutputQuantityList)
        {
            Learn(inventory, output.EpcClass, e, supplier: null);
            Add(inventory, line, output.EpcClass, (output.Quantity ?? 0) * sign);
        }
        foreach (var output in e.OutputEpcList)
        {
            var unit = inventory.Unit(output) ?? new UnitRecord(null, null, null, null, null, []);
            inventory.Set(output, unit with { Born = sign > 0 ? unit.Born ?? e.EventTime : null, Lot = e.Ilmd?.LotNumber ?? unit.Lot, Location = unit.Location ?? line });
        }
    }

    /// <summary>What comes off a line was made of what quantity says is on its positions, first loaded first: so a used-up lot lies there no more.</summary>
    private static void Draw(Inventory inventory, EpcisEvent e, PlantModel plant, string line)
    {
        var made = e.OutputEpcList.Select(epc => (Uri: epc, Pieces: 1m)).Concat(e.OutputQuantityList.Select(q => (Uri: q.EpcClass, Pieces: q.Quantity ?? 0)));
        foreach (var (uri, pieces) in made)
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

    private static IEnumerable<string> KeysOf(PlantModel plant, Component component) =>
        component.Substitutes.Prepend(component.Item).Select(plant.Items.GetValueOrDefault).OfType<Item>().Select(i => i.Key);

    // A lot's or unit's URI is its item's, a qualifier, and the lot or serial; a GS1 item's key is the end of its URI: see MaterialId.Uri.
    private static Item? ItemOf(PlantModel plant, string thing)
    {
        var qualifier = thing.LastIndexOf('/', thing.LastIndexOf('/') - 1);
        var item = thing[..qualifier];
        return plant.ItemByKey(item) ?? plant.ItemByKey(item[(item.LastIndexOf('/') + 1)..]);
    }

    private static void Aggregate(Inventory inventory, EpcisEvent e, bool adding)
    {
        var box = inventory.Container(e.ParentId!) ?? new ContainerRecord([], null, null, null, []);
        var children = adding ? box.Children.Union(e.ChildEpcs, StringComparer.Ordinal)
            : e.ChildEpcs.Count == 0 ? [] : box.Children.Except(e.ChildEpcs, StringComparer.Ordinal);
        inventory.Set(e.ParentId!, box with { Children = children.ToList(), Location = e.BizLocation ?? box.Location });
        foreach (var child in adding ? e.ChildEpcs : e.ChildEpcs.Count == 0 ? box.Children : e.ChildEpcs)
        {
            var parent = adding ? e.ParentId : null;
            if (inventory.Container(child) is { } inner) inventory.Set(child, inner with { Container = parent, Location = e.BizLocation ?? inner.Location });
            else if (inventory.Unit(child) is { } unit) inventory.Set(child, unit with { Container = parent, Location = e.BizLocation ?? unit.Location });
            // A peer's produce event may still be on its way: the child is known from here on, its birth comes later.
            else inventory.Set(child, new UnitRecord(null, null, e.BizLocation, parent, null, []));
        }
    }

    private static void Ship(Inventory inventory, EpcisEvent e, int sign)
    {
        var order = e.BizTransactionList.FirstOrDefault(t => t.Type == BizTransaction.OrderConfirmation)?.Id ?? e.EventId;
        foreach (var epc in e.EpcList ?? [])
            foreach (var thing in inventory.Contents(epc).Prepend(epc).ToList())
            {
                if (inventory.Container(thing) is { } box) inventory.Set(thing, box with { ShippedWith = sign > 0 ? order : null });
                else if (inventory.Unit(thing) is { } unit) inventory.Set(thing, unit with { ShippedWith = sign > 0 ? order : null });
            }
        Move(inventory, e with { EpcList = null }, e.BizLocation ?? e.ReadPoint, null, sign);
    }

    private static void Move(Inventory inventory, EpcisEvent e, string? from, string? to, int sign)
    {
        foreach (var element in e.QuantityList)
        {
            // An unknown quantity moves an unknown amount: the lot is known at the target, the sums stay as they are.
            var quantity = (element.Quantity ?? 0) * sign;
            Add(inventory, from, element.EpcClass, -quantity);
            Add(inventory, to, element.EpcClass, quantity);
        }
        foreach (var epc in e.EpcList ?? []) Place(inventory, epc, sign > 0 ? to : from);
    }

    // A count is a fact about this moment: with scope "place" lots that are not listed are 0.
    private static void Count(Inventory inventory, EpcisEvent e)
    {
        if (e.Trace?.CountScope == "place")
            foreach (var (lot, record) in inventory.AllAt(e.BizLocation!).ToList()) inventory.Set(e.BizLocation!, lot, record with { Stock = 0 });
        foreach (var element in e.QuantityList)
        {
            var record = inventory.At(e.BizLocation!, element.EpcClass) ?? new StockRecord(0, 0, false);
            inventory.Set(e.BizLocation!, element.EpcClass, record with { Stock = element.Quantity ?? record.Stock });
        }
    }

    private static void Add(Inventory inventory, string? place, string lot, decimal quantity)
    {
        if (place is null) return;
        var record = inventory.At(place, lot) ?? new StockRecord(0, 0, false);
        inventory.Set(place, lot, record with { Stock = record.Stock + quantity });
    }

    private static void Place(Inventory inventory, string epc, string? place)
    {
        if (inventory.Container(epc) is { } box) inventory.Set(epc, box with { Location = place });
        else inventory.Set(epc, (inventory.Unit(epc) ?? new UnitRecord(null, null, null, null, null, [])) with { Location = place });
    }

    // The earliest receive or output stands, whatever order the events arrive in.
    private static void Learn(Inventory inventory, string lot, EpcisEvent e, string? supplier)
    {
        var known = inventory.Lot(lot) ?? new LotRecord(null, null, null, []);
        var first = known.Received is { } received && received <= e.EventTime ? received : e.EventTime;
        inventory.Set(lot, known with
        {
            Received = first,
            Expiry = known.Expiry ?? e.Trace?.Lot?.Expiry ?? e.Ilmd?.ItemExpirationDate,
            Supplier = known.Supplier ?? supplier,
        });
    }
}
