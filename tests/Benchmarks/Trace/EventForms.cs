using System.Globalization;
using System.Text;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Gs1;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>A run's identity and what its units carry from birth: the lot they belong to.</summary>
internal sealed record RunName(string Id, Ilmd Units)
{
    public static RunName None { get; } = new("", new Ilmd(null, null));
}

/// <summary>What happens in the plant, as the events of events.md section 3. Time rises by seconds with every event, so that no order is in doubt.</summary>
internal sealed class EventForms
{
    private const string PlantGln = "9521321900011", Domain = "https://plant.example";
    private static readonly Distribution Popularity = new(200, 1.1);
    private readonly Random _random;
    private readonly PlainGraph _graph;
    private readonly Gateway _dock, _pack, _ship;
    private readonly Gateway[] _lines;
    private readonly Dictionary<(int Item, int Slot), TraceFields> _loads = [];
    private readonly Epcis.TypedReference[] _suppliers, _customers;
    private DateTimeOffset _now = new(2026, 1, 5, 6, 0, 0, TimeSpan.Zero);
    private long _commit;
    private int _orders, _runs, _containers;

    public EventForms(Random random, PlainGraph graph, int lines)
    {
        (_random, _graph) = (random, graph);
        (_dock, _pack, _ship) = (new Gateway("gw-dock", random), new Gateway("gw-pack", random), new Gateway("gw-ship", random));
        _lines = [.. Enumerable.Range(0, lines).Select(i => new Gateway($"gw-line-{i}", random))];
        _suppliers = [.. Enumerable.Range(0, 40).Select(i => new Epcis.TypedReference(Vocabulary.Party.Possessing, Party(100 + i)))];
        _customers = [.. Enumerable.Range(0, 200).Select(i => new Epcis.TypedReference(Vocabulary.Party.Owning, Party(500 + i)))];
    }

    /// <summary>Made and not yet handed on.</summary>
    public List<StoredEvent> Made { get; } = [];

    public RunName NextRun(Item item)
    {
        var order = $"WO{++_runs:D6}";
        return new RunName(Vocabulary.Run(PlantGln, order, $"LINE-{item.Line:D2}"), new Ilmd(order, null));
    }

    public void Receive(int lot) => Add(_dock, new EpcisEvent
    {
        Type = EventType.ObjectEvent,
        Action = EventAction.OBSERVE,
        EventId = _dock.NextId(),
        EventTime = Tick(),
        BizStep = Vocabulary.BizStep.Receiving,
        Disposition = Vocabulary.Disposition.Active,
        BizLocation = $"{Domain}/location/DOCK",
        QuantityList = [new QuantityElement(_graph.Uri(lot), 25 * _random.Next(8, 41), "KGM")],
        BizTransactionList = [new(Vocabulary.BizTransaction.PurchaseOrder, Vocabulary.Document(PlantGln, $"PO{lot / 50:D6}"))],
        SourceList = [_suppliers[Popularity.Draw(_random) % _suppliers.Length]],
        Trace = _dock.Fields,
    });

    public void Load(Item item, int slot, RunName run, Mount mount)
    {
        var gateway = _lines[item.Line];
        if (!_loads.TryGetValue((item.Number, slot), out var fields))
            _loads[(item.Number, slot)] = fields = gateway.Fields with { Feed = item.Slots[slot].Feed, Position = item.Slots[slot].Position };
        Add(gateway, new EpcisEvent
        {
            Type = EventType.TransformationEvent,
            EventId = gateway.NextId(),
            EventTime = Tick(),
            BizStep = Vocabulary.BizStep.CreatingClassInstance,
            BizLocation = item.Place,
            TransformationId = run.Id,
            InputQuantityList = [new QuantityElement(_graph.Uri(mount.Lot), mount.Quantity, "KGM")],
            Trace = fields,
        });
    }

    public void Lot(Item item, RunName run, int lot, int pieces)
    {
        var gateway = _lines[item.Line];
        Add(gateway, new EpcisEvent
        {
            Type = EventType.TransformationEvent,
            EventId = gateway.NextId(),
            EventTime = Tick(),
            BizStep = Vocabulary.BizStep.CreatingClassInstance,
            BizLocation = item.Place,
            TransformationId = run.Id,
            OutputQuantityList = [new QuantityElement(_graph.Uri(lot), pieces)],
            Trace = gateway.Fields,
        });
    }

    public void Unit(Item item, RunName run, int unit)
    {
        var gateway = _lines[item.Line];
        Add(gateway, new EpcisEvent
        {
            Type = EventType.TransformationEvent,
            EventId = gateway.NextId(),
            EventTime = Tick(),
            BizStep = Vocabulary.BizStep.Commissioning,
            BizLocation = item.Place,
            TransformationId = run.Id,
            OutputEpcList = [_graph.Uri(unit)],
            Ilmd = run.Units,
            Trace = gateway.Fields,
        });
    }

    /// <summary>The container that the units are in from now on.</summary>
    public string Pack(IEnumerable<int> units)
    {
        var digits = $"09521321{_containers++.ToString("D9", CultureInfo.InvariantCulture)}";
        var container = $"https://id.gs1.org/00/{digits}{(char)CheckDigit.Of(Encoding.ASCII.GetBytes(digits))}";
        Add(_pack, new EpcisEvent
        {
            Type = EventType.AggregationEvent,
            Action = EventAction.ADD,
            EventId = _pack.NextId(),
            EventTime = Tick(),
            BizStep = Vocabulary.BizStep.Packing,
            Disposition = Vocabulary.Disposition.InProgress,
            BizLocation = $"{Domain}/location/PACKING",
            ParentId = container,
            ChildEpcs = [.. units.Select(_graph.Uri)],
            Trace = _pack.Fields,
        });
        return container;
    }

    public void Ship(IEnumerable<string> containers) => Add(_ship, new EpcisEvent
    {
        Type = EventType.ObjectEvent,
        Action = EventAction.OBSERVE,
        EventId = _ship.NextId(),
        EventTime = Tick(),
        BizStep = Vocabulary.BizStep.Shipping,
        Disposition = Vocabulary.Disposition.InTransit,
        BizLocation = $"{Domain}/location/GATE",
        EpcList = [.. containers],
        BizTransactionList = [new(Vocabulary.BizTransaction.OrderConfirmation, Vocabulary.Document(PlantGln, $"SO{++_orders:D6}"))],
        DestinationList = [_customers[Popularity.Draw(_random) - 1]],
        Trace = _ship.Fields,
    });

    private void Add(Gateway gateway, EpcisEvent e) => Made.Add(gateway.Stored(++_commit, e));

    private DateTimeOffset Tick() => _now = _now.AddSeconds(_random.Next(1, 9));

    private static string Party(int number)
    {
        var digits = $"952132{number:D6}";
        return $"https://id.gs1.org/417/{digits}{(char)CheckDigit.Of(Encoding.ASCII.GetBytes(digits))}";
    }
}
