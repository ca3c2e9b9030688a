using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Events to links: sorts what happened to its line, gives every coming-into-being its entry, and lets each line's rules
/// say what was drawn. Pure, one pass in time order.
/// </summary>
internal sealed class Derivation(Things things, Placement placement, Func<string, string, string, bool> mayUse)
{
    private readonly Dictionary<string, List<LineEvent>> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lineOfRun = new(StringComparer.Ordinal);
    private readonly List<Link> _installed = [];

    public Graph Graph { get; } = new();
    public List<RunRecord> Runs { get; } = [];
    public Dictionary<string, Layers> Booked { get; } = new(StringComparer.Ordinal);

    public void Derive(IReadOnlyList<Recorded> events)
    {
        foreach (var recorded in events)
            if (recorded.Event is { Type: EventType.TransformationEvent, TransformationId: { } run } e
                && (!_lineOfRun.ContainsKey(run) || e.InputQuantityList.Count + e.InputEpcList.Count > 0) && (e.BizLocation ?? e.ReadPoint) is { } place)
                _lineOfRun[run] = place;
        foreach (var recorded in events) Sort(recorded);
        foreach (var link in _installed) Graph.Add(link);
        foreach (var (place, happened) in _lines) Settle(place, happened);
    }

    private void Sort(Recorded recorded)
    {
        var e = recorded.Event;
        switch (e.Type)
        {
            case EventType.TransformationEvent: Transform(recorded); break;
            case EventType.AssociationEvent: Associate(recorded); break;
            case EventType.ObjectEvent when e.BizStep == Vocabulary.BizStep.Receiving:
                foreach (var thing in Uris(e.EpcList ?? [], e.QuantityList)) Graph.AddEntry(things.Of(thing), recorded.Rank);
                break;
            case EventType.ObjectEvent when e.Trace?.From is { } from:
                foreach (var element in e.QuantityList)
                    if (placement.OffPositions(recorded, element) is null or > 0)
                        At(from.Place).Add(new Return(recorded.Rank, recorded.Time, things.Of(element.EpcClass), placement.OffPositions(recorded, element), from.Run, from.Position));
                foreach (var epc in e.EpcList ?? []) At(from.Place).Add(new Return(recorded.Rank, recorded.Time, things.Of(epc), 1, from.Run, from.Position));
                break;
        }
    }

    private static IEnumerable<string> Uris(IEnumerable<string> epcs, IEnumerable<QuantityElement> quantities) => epcs.Concat(quantities.Select(q => q.EpcClass));

    private List<LineEvent> At(string place)
    {
        if (!_lines.TryGetValue(place, out var line)) _lines.Add(place, line = []);
        return line;
    }

    private void Transform(Recorded recorded)
    {
        var e = recorded.Event;
        var outputs = Uris(e.OutputEpcList, e.OutputQuantityList).Select(uri => Graph.AddEntry(things.Of(uri), recorded.Rank)).ToList();
        if (outputs.Count == 0)
        {
            if (e.TransformationId is { } run) Load(recorded, run);
            return;
        }
        var inputs = Uris(e.InputEpcList, e.InputQuantityList).Select(things.Of).Distinct().ToList();
        foreach (var to in outputs)
            foreach (var from in inputs)
                Graph.Add(new Link(from, to, LinkClass.Confirmed, null, e.TransformationId, [recorded.Rank], recorded.Rank));
        foreach (var element in e.InputQuantityList) placement.SumsOf(things.Of(element.EpcClass)).UsedDirectly += element.Quantity ?? 0;
        if (e.TransformationId is not { } id) return;
        var named = inputs.Select(i => things[i].Key).ToHashSet(StringComparer.Ordinal);
        var item = things[Graph.Entries[outputs[0]].Thing].Key;
        At(_lineOfRun.GetValueOrDefault(id) ?? id).Add(new Output(recorded.Rank, recorded.Time, id, outputs, item, Pieces(e), named) { Clock = ClockReading.Of(recorded) });
    }

    // By-products come out with the piece that they fell off, so the most numerous item of the entry says how many pieces it was.
    private decimal Pieces(EpcisEvent e)
    {
        var byItem = e.OutputEpcList.Select(uri => (things[things.Of(uri)].Key, Quantity: 1m))
            .Concat(e.OutputQuantityList.Select(q => (things[things.Of(q.EpcClass)].Key, Quantity: q.Quantity ?? 0)));
        return byItem.GroupBy(o => o.Key).Max(g => g.Sum(o => o.Quantity));
    }

    private void Load(Recorded recorded, string run)
    {
        var e = recorded.Event;
        var place = _lineOfRun.GetValueOrDefault(run) ?? run;
        var line = At(place);
        var inputs = e.InputQuantityList.Concat(e.InputEpcList.Select(uri => new QuantityElement(uri, 1)));
        foreach (var (uri, quantity, _) in inputs)
        {
            var thing = things.Of(uri);
            line.Add(new Load(recorded.Rank, recorded.Time, run, e.Trace?.Position ?? place, thing, things[thing].Key, quantity, e.Trace?.Feed) { Clock = ClockReading.Of(recorded) });
        }
    }

    private void Associate(Recorded recorded)
    {
        var e = recorded.Event;
        if (e.ParentId is null) return;
        var parent = things.Of(e.ParentId);
        if (!things.IsUnit(parent))
        {
            if (e.Action == EventAction.DELETE) Empty(recorded, e);
            return;
        }
        var children = Uris(e.ChildEpcs, e.ChildQuantityList).Select(things.Of).ToList();
        if (e.Action == EventAction.DELETE)
        {
            for (var i = 0; i < _installed.Count; i++)
                if (_installed[i] is { Until: null } link && Graph.Entries[link.To].Thing == parent && (children.Count == 0 || children.Contains(link.From)))
                    _installed[i] = link with { Until = recorded.Rank };
            return;
        }
        var to = Graph.AddEntry(parent, recorded.Rank);
        foreach (var child in children) _installed.Add(new Link(child, to, LinkClass.Confirmed, null, null, [recorded.Rank], recorded.Rank));
    }

    private void Empty(Recorded recorded, EpcisEvent e)
    {
        // The place may be a line or a position of one; every line that knows it hears of it.
        var items = Uris(e.ChildEpcs, e.ChildQuantityList).Select(uri => things[things.Of(uri)].Key).ToList();
        var lines = _lines.Where(l => l.Key == e.ParentId || l.Value.OfType<Load>().Any(load => load.Position == e.ParentId)).Select(l => l.Value).ToList();
        foreach (var line in lines)
        {
            if (items.Count == 0) line.Add(new Emptied(recorded.Rank, recorded.Time, e.ParentId!, null) { Clock = ClockReading.Of(recorded) });
            foreach (var item in items) line.Add(new Emptied(recorded.Rank, recorded.Time, e.ParentId!, item) { Clock = ClockReading.Of(recorded) });
        }
    }

    private void Settle(string place, List<LineEvent> happened)
    {
        var line = new Line(thing => things[thing].Extension ?? things.Uri(thing), (run, made, item) => mayUse(run, made, item));
        foreach (var e in happened) line.Apply(e);
        foreach (var (item, layers) in line.Booked) Booked.Add($"{place} {item}", layers);
        foreach (var run in line.Runs)
        {
            Runs.Add(run.Record);
            foreach (var drawn in run.Outputs)
                foreach (var entry in drawn.Output.Entries)
                    foreach (var (_, candidate) in drawn.From)
                        Graph.Add(new Link(candidate.Thing, entry, candidate.Class, candidate.Reason, run.Id, candidate.Draws, drawn.Output.Rank));
            Stateless(run);
        }
    }

    // A transformation from elsewhere states no feed: all its inputs go into all its outputs, sure only where nothing else is thinkable.
    private void Stateless(Run run)
    {
        foreach (var loads in run.Stateless.GroupBy(l => l.Item))
        {
            var alone = loads.Select(l => l.Thing).Distinct().Count() == 1;
            foreach (var drawn in run.Outputs.Where(d => !d.Output.Named.Contains(loads.Key)))
                foreach (var lot in loads.GroupBy(l => l.Thing))
                {
                    var late = lot.All(l => l.Rank > drawn.Output.Rank);
                    var reason = !alone ? "several lots in one transformation" : late ? "recorded after it came out" : null;
                    var draws = lot.Select(l => Math.Min(l.Rank, drawn.Output.Rank)).Distinct().Order().ToList();
                    foreach (var entry in drawn.Output.Entries)
                        Graph.Add(new Link(lot.Key, entry, reason is null ? LinkClass.Confirmed : LinkClass.Possible, reason, run.Id, draws, drawn.Output.Rank));
                }
        }
    }
}
