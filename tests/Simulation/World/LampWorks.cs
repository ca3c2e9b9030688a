namespace Traceability.Tests.Simulation.World;

/// <summary>
/// The plant that is shipped with the product: a small lamp works on one day. The seed was chosen so that every mistake a
/// person can learn from happens at least once; LampWorksTests says which.
/// </summary>
internal static class LampWorks
{
    public const string Folder = "deploy/plants/lamp-works";

    public const int Seed = 3;

    public static Blueprint Plan(int seed = Seed) => new()
    {
        Seed = seed,
        Code = "lamp-works",
        Name = "Lamp works",
        Company = $"{Codes.Demonstration}4077",
        Items = Items,
        Customers = ["CUS-HARBOUR", "CUS-THEATRE", "CUS-SCHOOLS"],
        Start = new DateTimeOffset(2026, 4, 14, 6, 0, 0, TimeSpan.Zero),
        UnitsPerCase = 3,
        CasesPerPallet = 4,
        PalletsThatStay = 1,
        FirstSerial = 7001,
        SecondsPerEntry = 300,
        SlowestUnitSeconds = 40,
        Gateway = Gateway,
        Names = Names,
        Mishaps = new Mishaps { DoubleTrigger = 0.03, LotOnSecondBarcode = 0.1, NewerLotFirst = 0.25, GoesBack = 0.5, StrayTag = 0.5, MostSpare = 4 },
    };

    private static readonly IReadOnlyList<ItemPlan> Items =
    [
        new("ADHESIVE", 1, "Optical adhesive") { Uom = "KGM", IsFefo = true, ShelfLifeDays = 180, IsSequential = false, LotSize = 0.8m, Supplier = "SUP-RESINS", Face = "PF-ADHESIVE" },
        new("GLASS", 10, "Glass dome") { OverlapUnits = 2, LotSize = 24, Supplier = "SUP-GLASS", Face = "PF-GLASS" },
        new("LED", 20, "LED board") { OverlapUnits = 2, LotSize = 30, Supplier = "SUP-BOARDS", Face = "PF-LED" },
        new("DRIVER", 40, "LED driver") { OverlapUnits = 3, LotSize = 18, Supplier = "SUP-BOARDS", Face = "PF-DRIVER" },
        new("SEAL", 50, "Rubber seal") { IsFefo = true, ShelfLifeDays = 720, OverlapUnits = 2, LotSize = 20, Supplier = "SUP-RUBBER", Face = "PF-SEAL" },
        new("HEAD", 30, "Lamp head")
        {
            OverlapUnits = 3, LotSize = 12, Face = "PF-HEAD", Line = "HEADS", OrderSize = 48, Parts = [new("GLASS", 1), new("LED", 1), new("ADHESIVE", 0.02m)],
        },
        new("LAMP", 90, "Street lamp") { Line = "LAMPS", OrderSize = 15, OrdersPerDay = 3, Parts = [new("HEAD", 1), new("DRIVER", 1), new("SEAL", 1)] },
    ];

    private static readonly Dictionary<string, string> Names = new()
    {
        ["SUP-RESINS"] = "Alder Resins",
        ["SUP-GLASS"] = "Brook Glass",
        ["SUP-BOARDS"] = "Cedar Electronics",
        ["SUP-RUBBER"] = "Dune Rubber",
        ["CUS-HARBOUR"] = "Harbour Authority",
        ["CUS-THEATRE"] = "Old Theatre",
        ["CUS-SCHOOLS"] = "City Schools",
        ["DOCK-1"] = "Goods in",
        ["DOCK-2"] = "Goods out, with the portal",
        ["STORE"] = "Store",
        ["PF-ADHESIVE"] = "Shelf for adhesive",
        ["PF-GLASS"] = "Shelf for glass domes",
        ["PF-LED"] = "Shelf for LED boards",
        ["PF-DRIVER"] = "Shelf for drivers",
        ["PF-SEAL"] = "Shelf for seals",
        ["PF-HEAD"] = "Shelf for lamp heads",
        ["HEADS"] = "Bench where domes are bonded to boards",
        ["LAMPS"] = "Final assembly",
        ["PACK-1"] = "Packing table",
    };

    private static string Gateway(string station) => station switch
    {
        "dock-1-in" or "store-1" => "gw-goods-in",
        "dock-2-out" or "pack-1" => "gw-goods-out",
        _ when station.StartsWith("pick", StringComparison.Ordinal) => "gw-picking",
        _ when station.StartsWith("heads", StringComparison.Ordinal) => "gw-heads",
        _ => "gw-lamps",
    };
}
