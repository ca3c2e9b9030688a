using Traceability.Cloud.Store;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// The events of a made-up plant, as a stream, the same ones for the same seed. Lots are received and used up level by level
/// until units come off the last lines, are packed and shipped. Demand pulls: a line that lacks a part lets the part's line go
/// on first, so that twenty lines run interleaved and every lot is finished before any of it is drawn. Beside the events
/// it keeps the plain graph that they mean.
/// </summary>
internal sealed class Generator
{
    private readonly long _links;
    private readonly Random _random;
    private readonly Item[] _items;
    private readonly Stock[] _stocks;
    private readonly LineState[] _lines;
    private readonly EventForms _forms;
    private readonly List<int> _candidates = [], _units = [];
    private readonly List<string> _containers = [];
    private bool _started;

    public Generator(int seed, long links)
    {
        _links = links;
        _random = new Random(seed);
        _items = Item.Catalogue(_random);
        _stocks = [.. _items.Select(_ => new Stock(_random))];
        _lines = [.. Enumerable.Range(0, _items.Max(i => i.Line) + 1).Select(_ => new LineState())];
        Graph = new PlainGraph(_items);
        _forms = new EventForms(_random, Graph, _lines.Length);
    }

    /// <summary>Grows with the stream, and is complete when the stream is.</summary>
    public PlainGraph Graph { get; }

    /// <summary>Everything up to the wanted number of links; a generator tells its story once.</summary>
    public IEnumerable<StoredEvent> Events()
    {
        if (_started) throw new InvalidOperationException("the stream was read before; make another generator");
        _started = true;
        var lastLines = _items.Where(i => i.Level == Item.Last).Select(i => i.Line).Distinct().ToArray();
        while (Graph.Links < _links)
        {
            Step(lastLines[_random.Next(lastLines.Length)]);
            foreach (var e in _forms.Made) yield return e;
            _forms.Made.Clear();
        }
    }

    // One entry on this line, or where it lacks a part, on the line that makes the part. Levels only go down, so this ends.
    private void Step(int at)
    {
        for (Item? wanted = null; ;)
        {
            var line = _lines[at];
            if (line.Running)
            {
                Advance(line);
                return;
            }
            line.Plan ??= new RunPlan(wanted ?? AnyOf(at), _random);
            if (Lacking(line.Plan) is not { } part)
            {
                line.Start(_forms.NextRun(line.Plan.Item));
                line.Plan.Take((item, count) => _stocks[item.Number].Take(count));
            }
            else if (part.Level == 0)
            {
                Receive(part);
                return;
            }
            else
            {
                wanted = part;
                at = part.Line;
            }
        }
    }

    private Item AnyOf(int line)
    {
        var made = _items.Where(i => i.Line == line).ToArray();
        return made[_random.Next(made.Length)];
    }

    private Item? Lacking(RunPlan plan)
    {
        for (var slot = 0; slot < plan.Item.Slots.Count; slot++)
            if (plan.Item.Slots[slot].Part is var part && _stocks[part.Number].Count < plan.LotsFor(slot)) return part;
        return null;
    }

    private void Receive(Item part)
    {
        var lot = Graph.AddThing(part);
        _forms.Receive(lot);
        // A delivery now and then comes on two vehicles.
        if (_random.Next(8) == 0) _forms.Receive(lot);
        _stocks[part.Number].Add(lot, bought: true);
    }

    private void Advance(LineState line)
    {
        var plan = line.Plan!;
        for (var slot = 0; slot < plan.Item.Slots.Count; slot++)
            foreach (var mount in plan.Mounts[slot])
                if (mount.At == line.Entry) _forms.Load(plan.Item, slot, line.Run, mount);
        var (output, pieces) = plan.Entry(line.Entry);
        if (output != line.Output) line.Begin(output, Graph.AddThing(plan.Item));
        Link(line);
        if (plan.Item.Level == Item.Last) Finish(line);
        else
        {
            _forms.Lot(plan.Item, line.Run, line.Thing, pieces);
            if (plan.EndsOutput(line.Entry)) _stocks[plan.Item.Number].Add(line.Thing, bought: false);
        }
        line.Next();
    }

    private void Link(LineState line)
    {
        for (var slot = 0; slot < line.Plan!.Item.Slots.Count; slot++)
        {
            line.Plan.Candidates(slot, line.Entry, _candidates);
            foreach (var from in _candidates) line.Link(from, _candidates.Count == 1, Graph);
        }
    }

    private void Finish(LineState line)
    {
        _forms.Unit(line.Plan!.Item, line.Run, line.Thing);
        _units.Add(line.Thing);
        if (_units.Count < 24) return;
        _containers.Add(_forms.Pack(_units));
        _units.Clear();
        if (_containers.Count < 20) return;
        _forms.Ship(_containers);
        _containers.Clear();
    }
}
