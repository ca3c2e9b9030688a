using Traceability.Epcis;

namespace Traceability.Inventory;

/// <summary>Relabel, split and merge: what lay under the old label lies there under the new one, and is not younger for it.</summary>
internal static class Repackaging
{
    public static void Apply(Inventory inventory, EpcisEvent e, int sign)
    {
        var place = e.BizLocation ?? e.ReadPoint;
        foreach (var input in e.InputQuantityList) Movements.Add(inventory, e, place, input.EpcClass, -(input.Quantity ?? 0) * sign);
        foreach (var output in e.OutputQuantityList)
        {
            Inherit(inventory, e, output.EpcClass);
            Movements.Add(inventory, e, place, output.EpcClass, (output.Quantity ?? 0) * sign);
        }
        foreach (var input in e.InputEpcList) Replace(inventory, e, input, place, sign);
        foreach (var output in e.OutputEpcList) Begin(inventory, e, output, place, sign);
    }

    private static void Inherit(Inventory inventory, EpcisEvent e, string output)
    {
        DateTimeOffset? received = null;
        DateOnly? expiry = null;
        foreach (var input in e.InputQuantityList)
        {
            var known = inventory.Lot(input.EpcClass) ?? new LotRecord(null, null, null, []);
            if (!(known.Heirs ?? []).Contains(output, StringComparer.Ordinal)) inventory.Set(input.EpcClass, known with { Heirs = [.. known.Heirs ?? [], output] });
            if (known.Received < (received ?? DateTimeOffset.MaxValue)) received = known.Received;
            if (known.Expiry < (expiry ?? DateOnly.MaxValue)) expiry = known.Expiry;
        }
        Projection.Learn(inventory, output, e, supplier: null, received);
        if (inventory.Lot(output) is { Expiry: null } lot && expiry is not null) inventory.Set(output, lot with { Expiry = expiry });
    }

    private static void Replace(Inventory inventory, EpcisEvent e, string old, string? place, int sign)
    {
        var unit = inventory.Unit(old) ?? UnitRecord.Unknown;
        inventory.Set(old, unit with { ReplacedBy = sign > 0 ? (e.OutputEpcList is [var made, ..] ? made : null) : null, Location = sign > 0 ? null : place });
    }

    private static void Begin(Inventory inventory, EpcisEvent e, string made, string? place, int sign)
    {
        var unit = inventory.Unit(made) ?? UnitRecord.Unknown;
        var old = e.InputEpcList.Select(inventory.Unit).FirstOrDefault(u => u is not null);
        inventory.Set(made, unit with { Born = sign > 0 ? unit.Born ?? e.EventTime : null, Lot = e.Ilmd?.LotNumber ?? unit.Lot ?? old?.Lot, Location = sign > 0 ? place : null });
    }
}
