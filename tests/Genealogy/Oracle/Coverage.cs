using Traceability.Cloud.Store;
using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// How many plants exercise a rule. Most words are read off the records; where only the outcome shows it (a lot left on the line,
/// doubt after a return), the oracle is asked again without the rule's cause and its answers differ.
/// </summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, int> _plants = new(StringComparer.Ordinal);

    public int Plants { get; private set; }

    public void Add(RandomPlant plant, Oracle oracle)
    {
        Plants++;
        foreach (var (rule, seen) in Records(plant).Concat(Outcomes(plant, oracle))) _plants[rule] = _plants.GetValueOrDefault(rule) + (seen ? 1 : 0);
    }

    public IReadOnlyDictionary<string, int> Least => _plants;

    public IEnumerable<string> Lines => _plants.Select(p => $"{p.Key,-62} {p.Value,6} of {Plants}");

    private static IEnumerable<(string Rule, bool Seen)> Records(RandomPlant plant)
    {
        var (all, e) = (plant.Events, plant.Events.Select(s => s.Event).ToList());
        var loads = e.FindAll(x => x.Type == EventType.TransformationEvent && x.OutputQuantityList.Count + x.OutputEpcList.Count == 0);
        var outputs = e.FindAll(x => x.Type == EventType.TransformationEvent && x.OutputQuantityList.Count + x.OutputEpcList.Count > 0);
        var feeds = loads.Select(l => l.Trace?.Feed).OfType<TraceFeed>().ToList();
        bool Step(params string[] steps) => e.Exists(x => steps.Contains(x.BizStep));
        bool Size(int from, int to) => all.Count >= from && all.Count < to;
        return
        [
            ("size below 30", Size(0, 30)), ("size 30 to 60", Size(30, 60)), ("size above 60", Size(60, 1000)),
            ("order: several gateways", all.Select(s => s.Gateway).OfType<string>().Distinct().Count() > 1),
            ("order: events from elsewhere", all.Any(s => s.Number is null)),
            ("order: several boots or epochs of a gateway", all.Where(s => s.Gateway is not null).GroupBy(s => s.Gateway)
                .Any(g => g.Select(s => (s.Epoch, s.Event.Trace?.Clock?.BootId)).Distinct().Count() > 1)),
            ("order: clock errors", e.Exists(x => x.Trace?.Clock?.MaxErrorMs > 0)),
            ("order: unsynced without bound", e.Exists(x => x.Trace?.Clock is { MaxErrorMs: null })),
            ("order: equal times", e.GroupBy(x => x.EventTime).Any(g => g.Select(x => x.EventId).Distinct().Count() > 1)),
            ("order: times go back in a stream", all.Where(s => s.Number is not null).GroupBy(s => (s.Gateway, s.Epoch)).Any(g => GoesBack(g.OrderBy(s => s.Number)))),
            ("order: arrived out of order", GoesBack(all)), ("order: declared void", e.Exists(x => x.ErrorDeclaration is not null)),
            ("order: corrected", e.Exists(x => x.ErrorDeclaration is { CorrectiveEventIds.Count: > 0 })), ("order: declaration arrived first", DeclaredFirst(e)),
            ("order: repeats", all.GroupBy(s => (s.Gateway, s.Epoch, s.Number, s.Event.EventId)).Any(g => g.Key.Number is not null && g.Count() > 1)),
            ("R1: inputs and outputs in one event, no run", outputs.Exists(o => Inputs(o) && o.TransformationId is null)),
            ("R1: and in a run", outputs.Exists(o => Inputs(o) && o.TransformationId is not null)),
            ("R2: mix", feeds.Exists(f => f.Rule == "mix")), ("R2: sequential", feeds.Exists(f => f.Rule != "mix")),
            ("R2: overlapUnits", feeds.Exists(f => f.OverlapUnits > 0)),
            ("R2: overlapSeconds", feeds.Exists(f => f.OverlapSeconds > 0)), ("R2: earlyUnits", feeds.Exists(f => f.EarlyUnits > 0)),
            ("R2: earlySeconds", feeds.Exists(f => f.EarlySeconds is not null)),
            ("R2: no quantityPer", feeds.Exists(f => f.QuantityPer is null)), ("R2: oneAtATime", feeds.Exists(f => f.OneAtATime)),
            ("R2: positions of one item", loads.GroupBy(l => l.BizLocation).Any(g => g.Select(l => l.Trace?.Position).Distinct().Count() > 1)),
            ("R2: load without quantity", loads.Exists(l => l.InputQuantityList.Any(q => q.Quantity is null))),
            ("R2: a unit loaded", loads.Exists(l => l.InputEpcList.Count > 0)), ("R2: runs taken turns", Resumed(plant)),
            ("R2: by-products", outputs.Exists(o => o.OutputQuantityList.Count > 1)),
            ("R2: output without quantity", outputs.Exists(o => o.OutputQuantityList.Any(q => q.Quantity is null))),
            ("R2s: stateless loads", loads.Exists(l => l.Trace?.Feed is null)),
            ("R4: returns from a line", e.Exists(x => x.BizStep == BizStep.Storing && x.Trace?.From is not null)),
            ("R4: by run or position", e.Exists(x => x.Trace?.From is { } f && (f.Run ?? f.Position) is not null)),
            ("R4: of unknown quantity", e.Exists(x => x.BizStep == BizStep.Storing && x.Trace?.From is not null
                && x.QuantityList.Any(q => q.Quantity is null))),
            ("Emptied", e.Exists(x => x.Action == EventAction.DELETE && x.ParentId?.Contains("/location/L", StringComparison.Ordinal) == true)),
            ("Emptied: by item", e.Exists(x => x.Action == EventAction.DELETE && x.ParentId?.Contains("/location/", StringComparison.Ordinal) == true
                && x.ChildQuantityList.Count > 0)),
            ("R7: load or input without lot", e.Exists(x => x.InputQuantityList.Any(q => ThingUri.IsItem(q.EpcClass)))),
            ("R7: output without lot", e.Exists(x => x.OutputQuantityList.Any(q => ThingUri.IsItem(q.EpcClass)))),
            ("R8: install", e.Exists(x => x is { Type: EventType.AssociationEvent, Action: EventAction.ADD })),
            ("R8: remove", e.Exists(x => x is { Type: EventType.AssociationEvent, Action: EventAction.DELETE } && ThingUri.IsUnit(x.ParentId!))),
            ("R10: packing", Step(BizStep.Packing)), ("R10: nested", e.Exists(x => x.Type == EventType.AggregationEvent
                && x.ChildEpcs.Any(ThingUri.IsContainer))), ("R10: unpacking", Step(BizStep.Unpacking)),
            ("R11: units with a lot", outputs.Exists(o => o.Ilmd is not null && o.OutputEpcList.Count > 0)),
            ("balance: shipping", Step(BizStep.Shipping)), ("balance: void_shipping", Step(BizStep.VoidShipping)),
            ("balance: customer return", e.Exists(x => x.Disposition == Disposition.Returned)), ("balance: scrap", Step(BizStep.Destroying)),
            ("balance: sampling", Step(BizStep.Sampling)), ("balance: counts", Step(BizStep.CycleCounting)),
            ("blocked picks and refusals", Step(BizStep.PickBlocked, BizStep.Refused)),
        ];
    }

    private static IEnumerable<(string Rule, bool Seen)> Outcomes(RandomPlant plant, Oracle oracle)
    {
        var links = oracle.Links();
        var things = oracle.Lots.Concat(oracle.Units).Concat(oracle.Containers).Concat(oracle.Items).ToList();
        var defect = things.SelectMany(t => oracle.Forward(t, false).Select(a => (From: t, To: a.Key, a.Value.Class, a.Value.Depth))).ToList();
        return
        [
            ("seen: confirmed", defect.Exists(a => a.Class == "confirmed")), ("seen: possible", defect.Exists(a => a.Class == "possible")),
            ("seen: formerly", defect.Exists(a => a.Class == "formerly")),
            ("seen: four links deep", defect.Exists(a => a.Depth >= 4)),
            ("seen: circle (each reaches the other)", defect.Exists(a => defect.Exists(b => b.From == a.To && b.To == a.From))),
            ("seen: R7 unnamed lots with candidates", links.Any(l => ThingUri.IsUnnamed(l.To))),
            ("seen: R7 two or more candidates", links.Where(l => ThingUri.IsUnnamed(l.To)).GroupBy(l => l.To).Any(g => g.Count() > 1)),
            ("seen: R8 a link ended", links.Any(l => l.Until is not null)),
            ("seen: early (drawn before it was scanned)", links.Any(l => l.Draws.Any(d => d.Contains("scanned", StringComparison.Ordinal)))),
            ("seen: several draws of one link", links.Any(l => l.Draws.Count > 1)),
            ("seen: R9 a lot became another in a tank or by a remainder", links.Any(l => ThingUri.IsLot(l.To) && ThingUri.IsLot(l.From)
                && l.Draws.Contains(l.EventId) && oracle.InOrder.Any(e => e.EventId == l.EventId && e.Type == EventType.ObjectEvent))),
            ("matters: clocks", Differs(plant, oracle, Unclocked)), ("matters: emptying", Differs(plant, oracle, p => Without(p,
                e => e.Action == EventAction.DELETE && e.ParentId?.Contains("/location/", StringComparison.Ordinal) == true))),
            ("matters: returns", Differs(plant, oracle, p => Without(p, e => e.BizStep == BizStep.Storing && e.Trace?.From is not null))),
            ("matters: the mixed tank", Differs(plant, oracle, p => p with { Tanks = p.Tanks.Where(t => t.Value.Policy != "mixed").ToDictionary() })),
            ("matters: plug flow instead of mixed", Differs(plant, oracle, p => p with { Tanks = p.Tanks.ToDictionary(t => t.Key, t => new TankPolicy("mixed", 0)) })),
            ("matters: early", Differs(plant, oracle, p => Fed(p, f => f with { EarlyUnits = null, EarlySeconds = null }))),
            ("matters: overlap", Differs(plant, oracle, p => Fed(p, f => f with { OverlapUnits = null, OverlapSeconds = null }))),
            ("matters: quantity", Differs(plant, oracle, p => Fed(p, f => f with { OneAtATime = true }))),
            ("matters: runs of their own", Differs(plant, oracle, p => Of(p, e => e.TransformationId is null
                ? e : e with { TransformationId = e.TransformationId[..^4] + e.TransformationId[^3..] }))),
            ("matters: R11 the units of a lot drawn by quantity", Differs(plant, oracle, p => Of(p, e => e with { Ilmd = null }), onlyUnits: true)),
            ("matters: void declarations", Differs(plant, oracle, p => p with { Events = p.Events.Where(s => s.Event.ErrorDeclaration is null).ToList() })),
            ("matters: times raised along a stream", Differs(plant, oracle, p => p with { Events = p.Events.Select(s => s with { Number = null }).ToList() })),
        ];
    }

    private static bool Differs(RandomPlant plant, Oracle oracle, Func<RandomPlant, RandomPlant> change, bool onlyUnits = false)
    {
        var other = change(plant);
        var changed = new Oracle(other.Events, other.Plant, other.Tanks);
        return oracle.Units.Concat(onlyUnits ? [] : oracle.Lots).Any(t => !Same(oracle.Forward(t, true), changed.Forward(t, true)));
    }

    private static bool Same(Dictionary<string, (string Class, int Depth)> a, Dictionary<string, (string Class, int Depth)> b) =>
        a.Count == b.Count && a.All(x => b.TryGetValue(x.Key, out var y) && x.Value.Class == y.Class);

    private static RandomPlant Of(RandomPlant p, Func<EpcisEvent,
        EpcisEvent> change) => p with { Events = p.Events.Select(s => s with { Event = change(s.Event) }).ToList() };
    private static RandomPlant Fed(RandomPlant p, Func<TraceFeed, TraceFeed> change) => Of(p, e => e.Trace?.Feed is { } feed
        ? e with { Trace = e.Trace with { Feed = change(feed) } } : e);
    private static RandomPlant Without(RandomPlant p, Predicate<EpcisEvent> which) => p with { Events = p.Events.Where(s => !which(s.Event)).ToList() };
    private static RandomPlant Unclocked(RandomPlant p) => Of(p, e => e.Trace is null ? e : e with { Trace = e.Trace with { Clock = null } });

    private static bool Inputs(EpcisEvent e) => e.InputQuantityList.Count + e.InputEpcList.Count > 0;

    private static bool GoesBack(IEnumerable<StoredEvent> events) => events.Zip(events.Skip(1)).Any(p => p.Second.Event.ErrorDeclaration is null
        && p.Second.Event.EventTime < p.First.Event.EventTime);

    private static bool DeclaredFirst(List<EpcisEvent> e) => e.GroupBy(x => x.EventId).Any(g => g.First().ErrorDeclaration is not null
        && g.Any(x => x.ErrorDeclaration is null));

    private static bool Resumed(RandomPlant plant) => plant.Events.Select(s => s.Event).Where(x => x.TransformationId is not null)
        .OrderBy(x => x.EventTime).GroupBy(x => x.BizLocation)
        .Any(line => line.Zip(line.Skip(1)).Count(p => p.First.TransformationId != p.Second.TransformationId) > 2);
}
