namespace Traceability.Tests.Simulation.World;

/// <summary>A plant from a seed: other trades, other sizes, other rules, other luck, never the same twice.</summary>
internal static class DrawnPlants
{
    private static readonly string[] Trades = ["Kettle", "Drone", "Ventilator", "Router", "Scooter", "Camera", "Toaster", "Clock"];
    private static readonly string[] PartNames = ["BRD", "CEL", "FAN", "LID", "CAP", "GLS", "MTR", "COI", "SEA", "DSP"];

    public static Blueprint Of(int seed)
    {
        var luck = new Luck(seed);
        var company = $"{Codes.Demonstration}{luck.Between(1000, 8999)}";
        var finals = luck.Chance(0.35) ? 2 : 1;
        var orderSize = luck.Between(6, 48);
        var ordersPerDay = luck.Between(1, 4);
        var items = Items(luck, finals, orderSize, ordersPerDay);
        var perStation = luck.Between(0, 2);
        return new Blueprint
        {
            // Another stream than this one's, so that a change of the paper does not change the day's luck.
            Seed = seed ^ 0x5EED,
            Code = $"made-{seed}",
            Name = $"{luck.Of(Trades)} works {seed}",
            Company = company,
            Items = items,
            Customers = Enumerable.Range(1, luck.Between(1, 5)).Select(c => $"CUS-{c}").ToList(),
            Start = new DateTimeOffset(2026, luck.Between(1, 12), luck.Between(1, 25), luck.Between(0, 8), luck.Between(0, 59), 0, TimeSpan.Zero),
            Days = luck.Between(1, 3),
            UnitsPerCase = luck.Between(1, 6),
            CasesPerPallet = luck.Between(1, 6),
            PalletsThatStay = luck.Between(0, 2),
            FirstSerial = luck.Between(1, 9) * 10000 + 1,
            SecondsPerEntry = luck.Between(60, 600),
            SlowestUnitSeconds = luck.Between(18, 90),
            Gateway = station => GatewayOf(perStation, station),
            SideBySide = finals > 1 && luck.Chance(0.5),
            Mishaps = new Mishaps
            {
                DoubleTrigger = luck.Between(0, 10) / 100.0,
                LotOnSecondBarcode = luck.Between(0, 40) / 100.0,
                NewerLotFirst = luck.Between(0, 60) / 100.0,
                GoesBack = luck.Between(0, 10) / 10.0,
                StrayTag = luck.Between(0, 10) / 10.0,
                KeyedAtTheLine = luck.Chance(0.3) ? 0.3 : 0,
                CaseWaitsForTheNextOrder = luck.Chance(0.4) ? 0.7 : 0,
                MostSpare = luck.Between(0, 12),
            },
        };
    }

    // One for everything, one for each place, or one for each station but those of a line, which share the line's run.
    private static string GatewayOf(int perStation, string station)
    {
        if (perStation == 0) return "gw-plant";
        var isLine = station.EndsWith("-in", StringComparison.Ordinal) || station.EndsWith("-out", StringComparison.Ordinal);
        var stem = isLine && !station.StartsWith("dock", StringComparison.Ordinal) ? station[..station.LastIndexOf('-')] : station;
        return perStation == 1 ? $"gw-{stem.Split('-')[0]}" : $"gw-{stem}";
    }

    private static List<ItemPlan> Items(Luck luck, int finals, int orderSize, int ordersPerDay)
    {
        var names = PartNames.OrderBy(_ => luck.Between(0, 1000)).ToList();
        var items = new List<ItemPlan>();
        var made = new List<ItemPlan>();
        for (var level = luck.Between(0, 2); level > 0; level--)
        {
            var bulk = luck.Chance(0.5);
            var inputs = bulk ? [Bulk(luck, items.Count, orderSize)] : Bought(luck, names, items.Count, luck.Between(1, 2), orderSize, goesBackOnly: false);
            items.AddRange(inputs);
            var parts = inputs.Select(i => new Part(i.Code, bulk ? luck.Between(1, 40) / 100m : luck.Between(1, 2)))
                .Concat(made.TakeLast(1).Select(m => new Part(m.Code, 1))).ToList();
            made.Add(new ItemPlan($"SUB-{made.Count + 1}0", 30 + made.Count, "Made ahead")
            {
                IsSequential = luck.Chance(0.75),
                OverlapUnits = luck.Between(0, 5),
                LotSize = luck.Between(5, 40),
                Face = $"PF-SUB{made.Count + 1}",
                Line = $"SHOP-{made.Count + 1}",
                OrderSize = luck.Between(orderSize / 2, orderSize * 2),
                Parts = parts,
                LotPrintedFirst = luck.Chance(0.3),
            });
            items.Add(made[^1]);
        }
        for (var f = 1; f <= finals; f++)
        {
            var bought = Bought(luck, names, items.Count, luck.Between(1, 3), orderSize, goesBackOnly: true);
            items.AddRange(bought);
            var parts = bought.Select(i => new Part(i.Code, luck.Chance(0.8) ? 1 : 2)).Concat(made.TakeLast(1).Select(m => new Part(m.Code, 1))).ToList();
            items.Add(new ItemPlan($"PRD-{f}", 900 + f, "Product") { Line = $"LINE-{f}", OrderSize = orderSize, OrdersPerDay = ordersPerDay, Parts = parts });
        }
        // What others are made of stands first; parts are all there before the first product.
        return items.OrderBy(i => i.IsFinal).ToList();
    }

    private static List<ItemPlan> Bought(Luck luck, List<string> names, int number, int count, int orderSize, bool goesBackOnly)
    {
        var items = new List<ItemPlan>();
        for (; count > 0; count--)
        {
            var (sequential, overlap) = (luck.Chance(0.8), luck.Between(0, 6));
            items.Add(new ItemPlan($"{names[0]}-{number + count}", 100 + number + count, "Bought part")
            {
                IsFefo = luck.Chance(0.5),
                ShelfLifeDays = luck.Between(30, 400),
                IsSequential = sequential,
                OverlapUnits = overlap,
                LotSize = luck.Between(Math.Max(3, orderSize / 3), orderSize * 2),
                Supplier = $"SUP-{luck.Between(1, 3)}",
                Face = $"PF-{names[0]}",
                HoldsOneMore = goesBackOnly && sequential && overlap > 0 && luck.Chance(0.1),
                LotPrintedFirst = luck.Chance(0.3),
            });
            names.RemoveAt(0);
        }
        return items;
    }

    private static ItemPlan Bulk(Luck luck, int number, int orderSize) => new($"RES-{number}", 1 + number, "Bulk material")
    {
        Uom = "KGM",
        IsFefo = luck.Chance(0.5),
        ShelfLifeDays = 360,
        IsSequential = luck.Chance(0.3),
        LotSize = luck.Between(orderSize / 4 + 1, orderSize),
        Supplier = "SUP-4",
        Face = $"PF-RES{number}",
    };
}
