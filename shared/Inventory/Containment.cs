using Traceability.Epcis;

namespace Traceability.Inventory;

/// <summary>What is in what: children of containers, and parts of units.</summary>
internal static class Containment
{
    public static void Aggregate(Inventory inventory, EpcisEvent e, bool adding)
    {
        var box = inventory.Container(e.ParentId!) ?? ContainerRecord.Unknown;
        var isCurrent = !Movements.IsOutdated(e, box.Seen);
        var children = adding ? box.Children.Union(e.ChildEpcs, StringComparer.Ordinal)
            : e.ChildEpcs.Count == 0 ? [] : box.Children.Except(e.ChildEpcs, StringComparer.Ordinal);
        inventory.Set(e.ParentId!, box with { Children = children.ToList(), Location = isCurrent ? e.BizLocation ?? box.Location : box.Location });
        var scanned = e.ChildEpcs.Count > 0;
        foreach (var child in adding || scanned ? e.ChildEpcs : box.Children) Child(inventory, e, child, box, adding, scanned, isCurrent);
        foreach (var element in e.ChildQuantityList) Movements.Add(inventory, e, e.BizLocation ?? e.ReadPoint, element.EpcClass, (element.Quantity ?? 0) * (adding ? -1 : 1));
    }

    private static void Child(Inventory inventory, EpcisEvent e, string child, ContainerRecord box, bool adding, bool scanned, bool isCurrent)
    {
        var parent = adding ? e.ParentId : null;
        // Packed before the container left, and told after: it left with it. Taken out of a returned one by scan: it is back.
        string? With(string? known) => adding && !isCurrent && box.ShippedWith is not null ? box.ShippedWith : !adding && scanned && box.ShippedWith is null ? null : known;
        if (inventory.Container(child) is { } inner)
        {
            if (!Movements.IsOutdated(e, inner.Seen)) inventory.Set(child, inner with { Container = parent, Location = e.BizLocation ?? inner.Location, ShippedWith = With(inner.ShippedWith), Seen = e.EventTime });
            return;
        }
        // A peer's produce event may still be on its way: the child is known from here on, its birth comes later.
        var unit = inventory.Unit(child) ?? UnitRecord.Unknown;
        if (!Movements.IsOutdated(e, unit.Seen)) inventory.Set(child, unit with { Container = parent, Location = e.BizLocation ?? unit.Location, ShippedWith = With(unit.ShippedWith), Seen = e.EventTime });
    }

    /// <summary>Install and remove: the parts' quantities are sums; a removal without children takes out everything that is known to be in.</summary>
    public static void Associate(Inventory inventory, EpcisEvent e, bool adding)
    {
        var parent = inventory.Unit(e.ParentId!) ?? UnitRecord.Unknown;
        var place = e.BizLocation ?? e.ReadPoint;
        var told = e.ChildEpcs.Select(epc => new PartRecord(epc, 1)).Concat(e.ChildQuantityList.Select(q => new PartRecord(q.EpcClass, q.Quantity ?? Left(parent, q.EpcClass)))).ToList();
        if (told.Count == 0 && !adding) told = [.. parent.Parts ?? []];
        var parts = (parent.Parts ?? []).ToDictionary(p => p.Thing, p => p.Quantity, StringComparer.Ordinal);
        foreach (var (thing, quantity) in told)
        {
            parts[thing] = parts.GetValueOrDefault(thing) + (adding ? quantity : -quantity);
            if (inventory.Unit(thing) is null && !e.ChildEpcs.Contains(thing, StringComparer.Ordinal)) Movements.Add(inventory, e, place, thing, adding ? -quantity : quantity);
            else if ((inventory.Unit(thing) ?? UnitRecord.Unknown) is var unit && !Movements.IsOutdated(e, unit.Seen))
                inventory.Set(thing, unit with { Parent = adding ? e.ParentId : null, Location = place ?? unit.Location, Seen = e.EventTime });
        }
        inventory.Set(e.ParentId!, parent with { Parts = parts.Where(p => p.Value != 0).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new PartRecord(p.Key, p.Value)).ToList() });
    }

    private static decimal Left(UnitRecord parent, string thing) => (parent.Parts ?? []).FirstOrDefault(p => p.Thing == thing)?.Quantity ?? 0;
}
