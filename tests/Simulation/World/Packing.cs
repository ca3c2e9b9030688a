namespace Traceability.Tests.Simulation.World;

/// <summary>Units into cases, cases onto pallets; what does not fill a case may wait for the next order's units.</summary>
internal sealed class Packing(Floor floor)
{
    private readonly Dictionary<ItemPlan, List<UnitMatter>> _waiting = [];

    public void Pack(ItemPlan item, IReadOnlyList<UnitMatter> made)
    {
        var units = _waiting.GetValueOrDefault(item) ?? [];
        units.AddRange(made);
        var whole = units.Count - units.Count % floor.Plan.UnitsPerCase;
        var count = floor.Luck.Chance(floor.Plan.Mishaps.CaseWaitsForTheNextOrder) && whole > 0 ? whole : units.Count;
        _waiting[item] = units.Skip(count).ToList();
        var cases = units.Take(count).Chunk(floor.Plan.UnitsPerCase).Select(FillCase).ToList();
        foreach (var onPallet in cases.Chunk(floor.Plan.CasesPerPallet)) FillPallet(item, onPallet);
    }

    private (string Sscc, UnitMatter[] Units) FillCase(UnitMatter[] units)
    {
        var sscc = floor.NextSscc();
        floor.Scan(floor.Now, "pack-1", Codes.Container(sscc));
        foreach (var unit in units)
        {
            floor.Now = floor.Now.AddSeconds(2);
            floor.Scan(floor.Now, "pack-1", Codes.Unit(floor.Plan.Gtin(unit.Item), unit.Serial, null));
            unit.Case = sscc;
        }
        floor.Scan(floor.Now.AddSeconds(2), "pack-1", Codes.Container(sscc));
        floor.Now = floor.Now.AddSeconds(12);
        return (sscc, units);
    }

    private void FillPallet(ItemPlan item, (string Sscc, UnitMatter[] Units)[] cases)
    {
        var sscc = floor.NextSscc();
        floor.Scan(floor.Now, "pack-1", Codes.Container(sscc));
        foreach (var (inner, _) in cases)
        {
            floor.Now = floor.Now.AddSeconds(3);
            floor.Scan(floor.Now, "pack-1", Codes.Container(inner));
        }
        floor.Scan(floor.Now.AddSeconds(2), "pack-1", Codes.Container(sscc));
        floor.Now = floor.Now.AddSeconds(12);
        floor.PalletsHere.Add(new PalletMatter(sscc, item, cases.Select(c => c.Sscc).ToList(), cases.SelectMany(c => c.Units).ToList()));
    }
}
