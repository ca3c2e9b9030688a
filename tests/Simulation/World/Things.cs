namespace Traceability.Tests.Simulation.World;

/// <summary>A lot as matter: what it truly is and what truly went into it, whatever anybody scanned.</summary>
internal sealed class LotMatter(ItemPlan item, string code)
{
    public ItemPlan Item { get; } = item;
    public string Code { get; } = code;
    public string Key => $"{Item.Code}/{Code}";
    public DateTimeOffset Received { get; set; }
    public DateOnly? Expiry { get; init; }
    public decimal Printed { get; init; }
    public bool HoldsOneMore { get; set; }
    public string? PurchaseOrder { get; init; }
    public string? WorkOrder { get; init; }
    public HashSet<LotMatter> MadeOf { get; } = [];
    public decimal Used { get; set; }

    /// <summary>Everything in it, through every level.</summary>
    public IEnumerable<LotMatter> All() => MadeOf.SelectMany(m => m.All().Append(m));
}

/// <summary>A unit with its serial, and where life took it.</summary>
internal sealed class UnitMatter(ItemPlan item, string serial)
{
    public ItemPlan Item { get; } = item;
    public string Serial { get; } = serial;
    public required string WorkOrder { get; init; }
    public required DateTimeOffset Made { get; init; }

    /// <summary>Lots in the order they went in; of a change in the middle of a unit there are two of an item.</summary>
    public List<LotMatter> MadeOf { get; } = [];
    public string? Case { get; set; }
    public ShipmentMatter? Shipment { get; set; }
}

internal sealed record PalletMatter(string Sscc, ItemPlan Item, IReadOnlyList<string> Cases, IReadOnlyList<UnitMatter> Units);

internal sealed record ShipmentMatter(DateTimeOffset OrderScanned, string Order, string Customer, PalletMatter Pallet);

/// <summary>What a hand did at a face, and what the light has to say about it.</summary>
internal sealed record PickAct(DateTimeOffset Time, string Station, LotMatter Lot, decimal? Quantity, LotMatter? Expected);

internal sealed record WorkPaper(string Id, ItemPlan Item, int Quantity);

/// <summary>A part of a lot that lies somewhere on a line.</summary>
internal sealed class Charge(LotMatter lot, decimal left)
{
    public LotMatter Lot { get; } = lot;
    public decimal Left { get; set; } = left;
}

/// <summary>One item's place on a line: what is mounted, first used first, and what stands beside it unopened.</summary>
internal sealed class Spot
{
    public List<Charge> Mounted { get; } = [];
    public List<Charge> Beside { get; } = [];
    public HashSet<LotMatter> SeenInThisRun { get; } = [];

    /// <summary>Pieces of output that may still come from the old carton when the next one is scanned.</summary>
    public int Early { get; set; }

    public decimal Left => Mounted.Sum(c => c.Left);
    public IEnumerable<Charge> All => Mounted.Concat(Beside).Where(c => c.Left > 0);
}
