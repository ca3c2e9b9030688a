using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// All standing events once, in order. Within an event, what was there before it decides what it draws (R7, R9); then come its own
/// effects: lines, stock, tanks. What outputs drew, and loads from elsewhere, become links at the end, when all late scans are known.
/// </summary>
internal sealed class Replay
{
    private readonly Dictionary<Standing, List<Amount>> _inputs = [];
    private readonly Lines _lines;
    private readonly LineBooks _books = new();
    private readonly Components _components;
    private readonly Tanks _tanks;
    private readonly UnnamedLots _unnamed;

    public Replay(List<Standing> events, IReadOnlyDictionary<string, TankPolicy> tanks)
    {
        _lines = new Lines(events);
        Stock = new Stock(_lines, _books);
        _components = new Components(Graph);
        _tanks = new Tanks(tanks, Graph);
        _unnamed = new UnnamedLots(Graph, _lines, Stock);
        foreach (var e in events) AddEntries(e);
        foreach (var e in events) Play(e);
        _lines.AddLinks(Graph);
        DirectLinks.AddStateless(Graph, events, e => _inputs[e]);
    }

    public Graph Graph { get; } = new();
    public Stock Stock { get; }
    public LineBooks Books => _books;

    /// <summary>Outputs, things received, and the unit something is installed in come into being.</summary>
    private void AddEntries(Standing e)
    {
        var things = e.Event switch
        {
            { Type: EventType.TransformationEvent } => ThingUri.Outputs(e.Event).ConvertAll(o => o.Thing),
            { Type: EventType.ObjectEvent, BizStep: Vocabulary.BizStep.Receiving } => ThingUri.Listed(e.Event).ConvertAll(o => o.Thing),
            { Type: EventType.AssociationEvent, Action: EventAction.ADD, ParentId: { } parent } when ThingUri.IsUnit(parent) => [parent],
            _ => [],
        };
        foreach (var thing in things) Graph.EntryOf(thing, e);
    }

    private void Play(Standing e)
    {
        var written = e.Event.Type switch
        {
            EventType.TransformationEvent when e.HasOutputs || e.Event.TransformationId is not null => ThingUri.Inputs(e.Event),
            EventType.ObjectEvent => ThingUri.Listed(e.Event),
            EventType.AssociationEvent => ThingUri.Children(e.Event),
            _ => [],
        };
        var filledFromTank = _tanks.Draw(e, written);
        var drawsThem = e.IsTransformation || e.Event is { Type: EventType.AssociationEvent, Action: EventAction.ADD };
        var things = drawsThem ? _unnamed.Resolve(e, written, filledFromTank) : written;
        _inputs[e] = things;

        DirectLinks.AddOneEvent(Graph, e, things);
        _components.Replay(e, written, things);
        var uses = e.IsTransformation ? _lines.Replay(e, things) : [];
        if (e is { IsTransformation: true, HasInputs: true, HasOutputs: false, Event.TransformationId: { } run })
            foreach (var input in things) _books.Load(_lines.PlaceOfRun(run), e, input);
        foreach (var (item, amount) in uses) _books.Use(_lines.PlaceOfRun(e.Event.TransformationId!), e.Event.TransformationId!, item, amount);
        if (e.IsEmptying) Empty(e);
        Stock.Replay(e, Graph);
        _tanks.Put(e);
    }

    private void Empty(Standing e)
    {
        var place = e.Event.ParentId!;
        var items = ThingUri.Children(e.Event).ConvertAll(c => ThingUri.Item(c.Thing)).Distinct().ToList();
        var filter = items.Count == 0 ? null : items;
        foreach (var line in _lines.All.ToList())
            foreach (var position in LineReturns.Concerned(line, place, filter)) LineReturns.Empty(position, e);
        foreach (var line in _lines.Places)
            _books.Empty(line, place, line == place && !_lines.At(line).Positions.Exists(p => p.Place == place), filter);
    }
}
