namespace Traceability.Tests.Simulation.World;

/// <summary>A part of a product: what one piece of it takes.</summary>
internal sealed record Part(string Item, decimal Per);

/// <summary>An item as the plant's engineers planned it. LotSize is what a delivered carton or one made lot holds.</summary>
internal sealed record ItemPlan(string Code, int Number, string Description)
{
    public string Uom { get; init; } = "EA";
    public bool IsFefo { get; init; }
    public int ShelfLifeDays { get; init; } = 180;
    public bool IsSequential { get; init; } = true;
    public int OverlapUnits { get; init; }
    public decimal LotSize { get; init; }
    public string? Supplier { get; init; }

    /// <summary>Where it is picked; null for what is packed and shipped.</summary>
    public string? Face { get; init; }

    /// <summary>The line that makes it, and how much one production order asks for: of final items; of others a minimum.</summary>
    public string? Line { get; init; }
    public int OrderSize { get; init; }
    public int OrdersPerDay { get; init; } = 1;
    public IReadOnlyList<Part> Parts { get; init; } = [];

    /// <summary>Some cartons hold one piece more than printed. Only where leftovers always go back (trace.md rule 3) and overlapUnits covers it.</summary>
    public bool HoldsOneMore { get; init; }
    public bool LotPrintedFirst { get; init; }

    public bool IsFinal => Face is null;
    public bool IsBought => Supplier is not null;
}

/// <summary>How often people and machines do what they should not, each a probability.</summary>
internal sealed record Mishaps
{
    public double DoubleTrigger { get; init; } = 0.03;
    public double LotOnSecondBarcode { get; init; } = 0.1;
    public double NewerLotFirst { get; init; } = 0.25;
    public double GoesBack { get; init; } = 0.6;
    public double StrayTag { get; init; } = 0.3;
    public double KeyedAtTheLine { get; init; }
    public double CaseWaitsForTheNextOrder { get; init; }
    public int MostSpare { get; init; } = 8;
}

/// <summary>
/// A plant on paper: what is drawn from a seed, or written by hand for the shipped one. Items stand in the order they are
/// made: what others are made of comes before them.
/// </summary>
internal sealed record Blueprint
{
    public required int Seed { get; init; }
    public required string Code { get; init; }
    public required string Name { get; init; }

    /// <summary>Seven digits, beginning with the demonstration prefix.</summary>
    public required string Company { get; init; }
    public required IReadOnlyList<ItemPlan> Items { get; init; }
    public required IReadOnlyList<string> Customers { get; init; }
    public DateTimeOffset Start { get; init; } = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);
    public int Days { get; init; } = 1;
    public int UnitsPerCase { get; init; } = 4;
    public int CasesPerPallet { get; init; } = 6;
    public int PalletsThatStay { get; init; } = 1;
    public int FirstSerial { get; init; } = 100001;
    public int SecondsPerEntry { get; init; } = 360;
    public int SlowestUnitSeconds { get; init; } = 26;

    /// <summary>The gateway of a station, or of what stands first in its name.</summary>
    public required Func<string, string> Gateway { get; init; }
    public Mishaps Mishaps { get; init; } = new();

    /// <summary>What people call parties and places; others go by their code.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the final lines work at the same time, not one after the other.</summary>
    public bool SideBySide { get; init; }

    public ItemPlan Item(string code) => Items.First(i => i.Code == code);
    public string Gtin(ItemPlan item) => Codes.Gtin(Company, item.Number, item.Uom == "KGM");
    public IEnumerable<string> Lines => Items.Where(i => i.Line is not null).Select(i => i.Line!).Distinct();
    public IEnumerable<string> Faces => Items.Where(i => i.Face is not null).Select(i => i.Face!).Distinct();
    public IEnumerable<string> Suppliers => Items.Where(i => i.Supplier is not null).Select(i => i.Supplier!).Distinct();
}
