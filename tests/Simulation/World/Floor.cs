namespace Traceability.Tests.Simulation.World;

/// <summary>The physical plant: what lies where, the clock on the wall, and the tape of all that readers saw.</summary>
internal sealed class Floor(Blueprint plan)
{
    private readonly Dictionary<(string Place, LotMatter Lot), decimal> _stock = [];
    private readonly Dictionary<(string Line, string Item), Spot> _spots = [];
    private int _containers;
    private int _serials = plan.FirstSerial - 1;

    public Blueprint Plan { get; } = plan;
    public Luck Luck { get; } = new(plan.Seed);
    public DateTimeOffset Now { get; set; } = plan.Start;
    public Tape Tape { get; } = new();
    public List<LotMatter> Lots { get; } = [];
    public List<UnitMatter> Units { get; } = [];
    public List<PickAct> Picks { get; } = [];
    public List<(DateTimeOffset Time, string Station, DateTimeOffset CompletedBy)> Rejected { get; } = [];
    public List<ShipmentMatter> Shipments { get; } = [];
    public List<PalletMatter> PalletsHere { get; } = [];
    public List<(string Id, string Supplier, string Item)> PurchaseOrders { get; } = [];
    public List<WorkPaper> WorkOrders { get; } = [];
    public List<(string Id, string Customer, string Item)> SalesOrders { get; } = [];

    public decimal At(string place, LotMatter lot) => _stock.GetValueOrDefault((place, lot));
    public void Put(string place, LotMatter lot, decimal quantity) => _stock[(place, lot)] = At(place, lot) + quantity;
    public IEnumerable<LotMatter> LotsAt(string place, ItemPlan item) => Lots.Where(l => l.Item == item && At(place, l) > 0);
    public decimal Everywhere(LotMatter lot) => _stock.Where(s => s.Key.Lot == lot).Sum(s => s.Value);

    public Spot SpotOf(string line, string item)
    {
        if (!_spots.TryGetValue((line, item), out var spot)) _spots[(line, item)] = spot = new Spot();
        return spot;
    }

    public IEnumerable<(string Line, Charge Charge, bool IsMounted)> OnLines(LotMatter lot) => _spots.SelectMany(s =>
        s.Value.Mounted.Select(c => (s.Key.Line, c, true)).Concat(s.Value.Beside.Select(c => (s.Key.Line, c, false))).Where(x => x.c.Lot == lot && x.c.Left > 0));

    public string NextSscc() => Codes.Sscc(Plan.Company, ++_containers);
    public string NextSerial() => $"{++_serials}";

    /// <summary>A code under a reader's beam; now and then the trigger is pulled twice.</summary>
    public void Scan(DateTimeOffset time, string station, string data, string reader = "scanner")
    {
        Tape.Add(time, station, reader, data);
        if (Luck.Chance(Plan.Mishaps.DoubleTrigger)) Tape.Add(time.AddMilliseconds(Luck.Between(40, 420)), station, reader, data);
    }

    public string LabelOf(LotMatter lot) => Codes.Lot(Plan.Gtin(lot.Item), lot.Expiry, lot.Item.Uom, lot.Printed, lot.Code, lot.Item.LotPrintedFirst);

    public static string PickStation(string face) => $"pick-{face.Replace("PF-", "", StringComparison.Ordinal).ToLowerInvariant()}";
    public static string In(string line) => $"{line.ToLowerInvariant()}-in";
    public static string Out(string line) => $"{line.ToLowerInvariant()}-out";
}
