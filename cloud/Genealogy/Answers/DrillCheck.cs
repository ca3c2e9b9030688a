using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// The five questions of one lot or unit after another (trace.md section 2, drill). What shipped where is remembered between lots, because
/// thousands of lots are in the same units; what ships while a drill goes on may therefore be missing from it.
/// </summary>
internal sealed class DrillCheck(Projection projection)
{
    private readonly Graph _graph = projection.Graph;
    private readonly ForwardTrace _forward = new(projection);
    private readonly Shipped _shipped = new(projection);
    private readonly List<int> _reached = [];
    private (int Round, LinkClass Class)[] _seen = [];
    private int _round;

    /// <summary>Looks up beforehand with what a thing left, so that the first lots of a large plant need not do so for all they are in.</summary>
    public void Prepare(int thing) => _shipped.Of(thing);

    public DrilledThing Of(int thing) => projection.Things.IsUnit(thing) ? Unit(thing) : Lot(thing);

    private DrilledThing Lot(int lot)
    {
        var (name, gaps) = (projection.NameOf(lot), new List<DrillGap>());
        var origins = Origins(lot, name, gaps);
        var balance = Balance.Of(projection, lot);
        var runs = RunsOf(lot, name, balance, gaps);
        var links = Spread(projection.SeedsOf(lot));
        var itself = projection.UnitsOf(lot).ToList();
        if (balance.Gap != 0) gaps.Add(new DrillGap("balance", name, $"The balance of {name} does not close: {balance.Gap:0.###} {balance.Uom ?? "EA"} of {balance.Ins:0.###} are {(balance.Gap > 0 ? "unaccounted for" : "more than ever came in")}."));
        var (finished, unshipped, customers) = Goods(itself.Count > 0 ? itself : [lot], gaps);
        return new DrilledThing(projection.Things.Uri(lot), name, "lot", origins, runs, finished, unshipped, customers, links, balance.Gap, balance.AccountedPercent, gaps);
    }

    private DrilledThing Unit(int unit)
    {
        var (name, gaps, origins) = (projection.NameOf(unit), new List<DrillGap>(), new List<DrillOrigin>());
        var back = projection.Backward(unit, TraceMode.Contamination);
        var life = projection.Lives.Of(unit);
        var parts = back.Things.Select(t => t.Thing).Order(Comparer<int>.Create((a, b) => string.CompareOrdinal(projection.NameOf(a), projection.NameOf(b)))).ToList();
        foreach (var part in life.Receipts.Count > 0 ? [unit, .. parts] : parts) origins.AddRange(Origins(part, projection.NameOf(part), gaps));
        if (parts.Count == 0 && life.Receipts.Count == 0) gaps.Add(new DrillGap("supplier", name, $"Nothing is recorded to be in {name}, so no supplier can be named."));
        var birth = life.Birth >= 0 ? projection.Log[life.Birth] : null;
        if (birth is null) gaps.Add(new DrillGap("run", name, $"No event says how {name} came into being."));
        var links = back.Links.Count + Spread([unit]);
        var (finished, unshipped, customers) = Goods([unit], gaps);
        return new DrilledThing(projection.Things.Uri(unit), name, "unit", origins.DistinctBy(o => (o.Lot, o.Received)).ToList(), birth is { Run: > 0 } ? [Explanations.RunName(projection, birth.Run)] : [],
            finished, unshipped, customers, links, null, null, gaps);
    }

    // Questions 1 and 2. What was made here must say of what.
    private List<DrillOrigin> Origins(int thing, string name, List<DrillGap> gaps)
    {
        var origins = new List<DrillOrigin>();
        var (isMade, hasInputs) = (false, false);
        for (var entry = _graph.FirstEntryOf(thing); entry >= 0; entry = _graph.NextEntryOf(entry))
        {
            if (_graph.EventOf(entry) < 0) continue;
            hasInputs |= _graph.EdgeOf(entry) >= 0;
            var kind = projection.Log.KindOf(_graph.EventOf(entry));
            isMade |= kind is FactKind.Make or FactKind.Install;
            if (kind != FactKind.Receive) continue;
            var fact = projection.Log[_graph.EventOf(entry)];
            origins.Add(new DrillOrigin(name, projection.PartyOf(fact.Party), fact.Time, projection.DocumentOf(fact.Document)));
            if (fact.Party == 0) gaps.Add(new DrillGap("supplier", name, $"The receipt of {name} at {EventWriter.Time(fact.Time)} names no supplier."));
        }
        origins.Sort((a, b) => a.Received.CompareTo(b.Received));
        if (origins.Count == 0 && !isMade)
        {
            gaps.Add(new DrillGap("supplier", name, $"No receipt of {name} is recorded, so its supplier cannot be named."));
            gaps.Add(new DrillGap("received", name, $"No receipt of {name} is recorded, so nobody can say when it came."));
        }
        else if (origins.Count == 0 && !hasInputs) gaps.Add(new DrillGap("supplier", name, $"{name} was made here, and nothing is recorded to have gone into it."));
        return origins;
    }

    // Question 3.
    private List<string> RunsOf(int lot, string name, Balance balance, List<DrillGap> gaps)
    {
        var runs = new Dictionary<int, int>();
        foreach (var index in projection.FactsOf(lot))
            if (projection.Log.KindOf(index) is FactKind.Load or FactKind.Make && projection.Log[index] is { Run: > 0 } fact && fact.Goods.Any(g => g.Thing == lot)) runs.TryAdd(fact.Run, index);
        foreach (var (run, load) in runs)
            if (IsSilent(run, load)) gaps.Add(new DrillGap("finished", name, $"{name} was loaded for {Explanations.RunName(projection, run)} at {EventWriter.Time(projection.Timeline.TimeOf(load))}, and nothing is recorded that came out of that run."));
        if (runs.Count == 0 && balance.Gap > 0) gaps.Add(new DrillGap("run", name, $"{balance.Gap:0.###} {balance.Uom ?? "EA"} of {name} are neither on hand nor shipped nor scrapped, and no run is recorded that used them."));
        return runs.Keys.Select(r => Explanations.RunName(projection, r)).Distinct().Order(StringComparer.Ordinal).ToList();
    }

    // A run that was just loaded has put out nothing yet; one that others have followed should have.
    private bool IsSilent(int run, int load) =>
        projection.LineOfRun(run) is { } story && projection.Told(story) is var line && line.RunOf(run) is { Outputs.Count: 0 }
        && line.Runs.Any(r => r.Id != run && r.Outputs.Count > 0 && projection.Timeline.Before(load, r.Outputs[^1].Output.Event));

    private long Spread(IReadOnlyCollection<int> seeds)
    {
        _forward.Spread(seeds, TraceMode.Contamination);
        _reached.Clear();
        _round++;
        if (_seen.Length < projection.Things.Count) Array.Resize(ref _seen, projection.Things.Count + projection.Things.Count / 4 + 16);
        var links = 0L;
        foreach (var edge in _forward.Tainted)
        {
            var (of, members) = (_forward.MarkOf(edge).Class, _graph.Members(edge).Length);
            foreach (var entered in _graph.EntriesAt(edge))
            {
                links += members;
                var thing = entered.Thing;
                ref var seen = ref _seen[thing];
                if (seen.Round == _round)
                {
                    if (of < seen.Class) seen.Class = of;
                    continue;
                }
                if (projection.Things.IsUnnamed(thing) || _forward.IsSeed(thing)) continue;
                seen = (_round, of);
                _reached.Add(thing);
            }
        }
        return links;
    }

    // Questions 4 and 5: finished is what nothing was made of any more; customers are of whatever left the plant.
    private (List<DrillGoods> Finished, int Unshipped, List<DrillCustomer> Customers) Goods(IReadOnlyList<int> itself, List<DrillGap> gaps)
    {
        var goods = new Dictionary<int, (int Confirmed, int Possible)>();
        var unshipped = 0;
        _shipped.Begin();
        foreach (var thing in itself) _shipped.Count(thing);
        foreach (var thing in _reached)
        {
            var left = _shipped.Count(thing);
            if (_graph.DrawsOf(thing).Length > 0) continue;
            if (!left) unshipped++;
            ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(goods, projection.Things.ItemOf(thing), out _);
            if (_seen[thing].Class == LinkClass.Confirmed) count.Confirmed++;
            else count.Possible++;
        }
        if (_shipped.Wrong is >= 0 and var wrong)
            gaps.Add(new DrillGap("customers", projection.EventIdOf(wrong), $"The shipment of {EventWriter.Time(projection.Timeline.TimeOf(wrong))} ({projection.EventIdOf(wrong)}) names no customer."));
        return (goods.Select(g => new DrillGoods(ItemNumbered(g.Key), g.Value.Confirmed, g.Value.Possible)).OrderBy(g => g.Item, StringComparer.Ordinal).ToList(), unshipped, _shipped.Customers());
    }

    private string ItemNumbered(int item) => projection.Things.KeyNumbered(item) is var key && projection.Plant.ItemByKey(key) is { } known ? known.Code : key;
}
