using Traceability.Epcis;
using static Traceability.Tests.Genealogy.Oracle.RandomPlants;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// What happens in a random plant, one act after another, by which gateway (0 is elsewhere). Each plant weighs the acts anew, so
/// that some are mostly lines and others mostly tanks or pallets. Nothing checks that an act makes sense: records are often wrong.
/// </summary>
internal sealed partial class PlantScript
{
    private static readonly string[] Raw = ["A", "B", "C", "D"], Made = ["H", "J", "P"];
    private const double Focus = 4;
    private readonly Random _random;
    private readonly List<(double Weight, Action Act)> _acts;
    private readonly string[] _raw, _lines;
    private readonly Dictionary<string, TraceFeed> _feeds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?[]> _positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _orders = new(StringComparer.Ordinal);
    private readonly List<string> _units = [];
    private readonly bool _mayMissLots, _mayBeStateless, _mayMissQuantity;
    private DateTimeOffset _now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    public PlantScript(Random random)
    {
        _random = random;
        _raw = Raw[..random.Next(2, 5)];
        _lines = ((string[])["L1", "L2", "L3"])[..random.Next(1, 4)];
        (_mayMissLots, _mayBeStateless, _mayMissQuantity) = (random.Next(3) == 0, random.Next(4) == 0, random.Next(3) == 0);
        foreach (var item in (string[])[.. _raw, .. Made])
        {
            _feeds[item] = NewFeed();
            _positions[item] = random.Next(3) switch { 0 => [null], 1 => ["a"], _ => [null, "a", "b"] };
        }
        var focus = random.Next(8);
        _acts = Acts().Select(a => (a.Weight * Pick<double>(random, 0, 0.5, 1, 1, 2) * (Group(a.Act) == focus ? Focus : 1), a.Act)).ToList();
        // Without loads and outputs there is nothing to trace.
        _acts.AddRange([(4, Load), (7, PutOut), (1, OneEvent)]);
    }

    /// <summary>In the order in which it truly happened; the event times are true until Arrivals gives them a clock.</summary>
    public List<(int Gateway, EpcisEvent Event)> Happened { get; } = [];

    public void Act()
    {
        _now = _now.AddSeconds(Pick<double>(_random, 0, 0, 0.5, 1, 1, 2, 3, 5, 10, 30, 90));
        var at = _random.NextDouble() * _acts.Sum(a => a.Weight);
        foreach (var (weight, act) in _acts)
            if ((at -= weight) < 0)
            {
                act();
                return;
            }
    }

    // Some plants are mostly about one group of rules.
    private int Group(Action act) =>
        act == FillTank || act == DrawFromTank || act == EmptyTank ? 1
        : act == ReturnFromLine || act == Empty ? 2
        : act == Install || act == Remove ? 3
        : act == PackThings || act == UnpackThings || act == Ship || act == VoidShipping || act == Pallet ? 4
        : act == NextOrder || act == Load ? 5 : 0;

    private IEnumerable<(double Weight, Action Act)> Acts() =>
    [
        (2, Receive), (1.5, MoveToLine), (1, MoveAnywhere), (1, PickToLine), (2, Load), (3, PutOut), (1, OneEvent), (1.5, ReturnFromLine), (0.7,
            Empty), (1.5, NextOrder),
        (1, FillTank), (1.2, DrawFromTank), (0.2, EmptyTank), (1.2, Install), (0.8, Remove), (1, PackThings), (0.5, UnpackThings), (0.5, Pallet), (0.6, Ship), (0.3, VoidShipping),
        (0.3, CustomerReturn), (0.4, Scrap), (0.4, Sample), (0.4, Count), (0.3, Blocked),
    ];

    private TraceFeed NewFeed()
    {
        var sequential = _random.Next(5) > 1;
        var bySeconds = _random.Next(3) == 0;
        return new TraceFeed
        {
            Rule = sequential ? "sequential" : "mix",
            OverlapUnits = bySeconds || _random.Next(4) == 0 ? null : _random.Next(0, 4),
            OverlapSeconds = bySeconds ? Pick<decimal>(_random, 0, 3, 10, 60) : null,
            EarlyUnits = _random.Next(3) == 0 ? _random.Next(0, 4) : null,
            EarlySeconds = _random.Next(5) == 0 ? Pick<decimal>(_random, 0, 2, 10) : null,
            QuantityPer = _random.Next(4) == 0 ? null : Pick<decimal>(_random, 1, 1, 1, 0.5m, 2, 3),
            OneAtATime = sequential && _random.Next(4) == 0,
        };
    }

    private string AnyLot(string item) => Lot(item, Pick(_random, "1", "2", "3"));
    private string AnyItem() => _random.Next(4) == 0 ? Pick<string>(_random, Made) : Pick<string>(_random, _raw);
    private string Line() => Pick<string>(_random, _lines);
    private string Storage() => Place(Pick(_random, "DOCK", "STORE"));
    private string CurrentRun(string line) => Run(line, _orders.GetValueOrDefault(line, 1));
    private string AnyUnit() => _units.Count > 0 ? Pick<string>(_random, _units.ToArray()) : Unit("P", 1);

    private decimal? Quantity(int most = 6) => _mayMissQuantity && _random.Next(5) == 0 ? null : _random.Next(30) == 0 ? 0 : _random.Next(1, most + 1);

    /// <summary>The position of an item on a line, or null where the line is the position.</summary>
    private string? Position(string item, string line) => Pick(_random, _positions[item]) is { } suffix ? Place(line + suffix) : null;

    private void Add(EpcisEvent e, int? gateway = null) => Happened.Add((gateway ?? Pick(_random, 1, 1, 1, 2, 2, 3, 3, 0), e));

    private EpcisEvent Event(EventType type, EventAction? action = null) =>
        new() { Type = type, Action = action, EventId = $"urn:uuid:e{Happened.Count + 1:D3}", EventTime = _now };

    private static List<QuantityElement> Quantities(List<Amount> what) => what.Where(a => ThingUri.Kind(a.Thing) is ThingKind.Lot or ThingKind.Item)
        .Select(a => new QuantityElement(a.Thing, a.Quantity)).ToList();
    private static List<string> Epcs(List<Amount> what) => what.Select(a => a.Thing).Where(t => ThingUri.Kind(t) is ThingKind.Unit or ThingKind.Container).ToList();
}
