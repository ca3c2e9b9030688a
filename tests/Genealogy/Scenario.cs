using System.Globalization;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Plant;

namespace Traceability.Tests.Genealogy;

/// <summary>
/// Events as a table and expected sets as a table. <c>A/1</c> is a lot, <c>P#7</c> a unit, <c>[3]</c> a container, <c>P#1..5</c>
/// five units made ten seconds apart. Every expectation is asked in the order written, and again with the events arriving
/// shuffled and repeated: the answer must be the same (S14).
/// </summary>
internal sealed class Scenario
{
    private const int Shuffles = 4;
    public const string Domain = "https://plant.example";

    private readonly List<(string? Name, StoredEvent Stored)> _events = [];
    private readonly Dictionary<string, TraceFeed> _feeds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly PlantModel _plant;
    private List<(string Label, Projection Projection)>? _projections;

    private Scenario(PlantModel plant) => _plant = plant;

    public static PlantModel Plant { get; } = PlantFile.Read("""{"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example"}"""u8);

    public static Scenario Of(string table, PlantModel? plant = null)
    {
        var scenario = new Scenario(plant ?? Plant);
        foreach (var line in table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) scenario.Line(line);
        return scenario;
    }

    /// <summary>The events as a store holds them, in the order written.</summary>
    public IReadOnlyList<StoredEvent> Stored => _events.ConvertAll(e => e.Stored);

    /// <summary>Lines of <c>class: things</c>; a class that is not named must be empty.</summary>
    public Scenario Expect(string question, string table)
    {
        var words = question.Split(' ');
        var mode = words.Contains("contamination") ? TraceMode.Contamination : TraceMode.Defect;
        var expected = Sets(table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(line =>
            line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Expand).Select(t => (line[..line.IndexOf(':', StringComparison.Ordinal)], t))));
        foreach (var (label, projection) in Projections)
        {
            var thing = projection.Things.Of(Uri(words[1]));
            var result = words[0] == "forward" ? projection.Forward(thing, mode) : projection.Backward(thing, mode);
            var found = result.Things.Select(t => (t.Class.ToString().ToLowerInvariant(), Name(projection, t.Thing)));
            Assert.Equal($"{question}, {label}\n{expected}", $"{question}, {label}\n{Sets(found)}");
        }
        return this;
    }

    /// <summary>Words of a balance with their figures; what is not named must be 0.</summary>
    public Scenario ExpectBalance(string lot, string figures)
    {
        var words = figures.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        decimal Of(string name) => Array.IndexOf(words, name) is >= 0 and var i ? decimal.Parse(words[i + 1], CultureInfo.InvariantCulture) : 0;
        foreach (var (label, projection) in Projections)
        {
            var b = Balance.Of(projection, projection.Things.Of(Uri(lot)));
            var found = (b.Received, b.Produced, b.Used, b.InProcess, b.OnHand, b.Shipped, b.Scrapped, b.Gap);
            Assert.Equal((label, (Of("received"), Of("produced"), Of("used"), Of("inProcess"), Of("onHand"), Of("shipped"), Of("scrapped"), Of("gap"))), (label, found));
        }
        return this;
    }

    /// <summary>Lines of <c>customer: units</c> over all shipments of what the forward trace and the seed hold.</summary>
    public Scenario ExpectCustomers(string seed, string table)
    {
        var expected = Sets(table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(line =>
            line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Expand).Select(t => (line.Split(':')[0], t))));
        foreach (var (label, projection) in Projections)
        {
            var affected = projection.Forward(projection.Things.Of(Uri(seed)), TraceMode.Defect).Things.Select(t => t.Thing).ToHashSet();
            var found = Shipment.Of(projection, affected).SelectMany(s => s.Units.Where(affected.Contains).Select(u => (projection.Log.Names[s.Customer]!, Name(projection, u))));
            Assert.Equal($"{label}\n{expected}", $"{label}\n{Sets(found)}");
        }
        return this;
    }

    public Scenario ExpectReason(string seed, string thing, string reason)
    {
        foreach (var (_, projection) in Projections)
            Assert.Contains(reason, Explanations.Of(projection, projection.Forward(projection.Things.Of(Uri(seed)), TraceMode.Defect).Things.Single(t => Name(projection, t.Thing) == thing)), StringComparison.Ordinal);
        return this;
    }

    public Scenario ExpectExcluded(string seed, string table)
    {
        foreach (var (label, projection) in Projections)
        {
            var thing = projection.Things.Of(Uri(seed));
            var found = Exclusion.Of(projection, thing, projection.Forward(thing, TraceMode.Defect), forward: true).Select(e => (e.Reason, Name(projection, e.Thing)));
            var expected = table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(line => line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Expand).Select(t => (line.Split(':')[0], t)));
            Assert.Equal($"{label}\n{Sets(expected)}", $"{label}\n{Sets(found)}");
        }
        return this;
    }

    public Projection Written => Projections[0].Projection;

    private List<(string Label, Projection Projection)> Projections => _projections ??= Enumerable.Range(0, Shuffles + 1).Select(seed =>
    {
        if (seed == 0) return ("as written", Projection.Of(Stored, _plant));
        var random = new Random(seed);
        var twice = Stored.Where(_ => random.Next(4) == 0).Concat(Stored).ToArray();
        random.Shuffle(twice);
        // The store gives commits in the order of arrival; a repeated event is the same event again.
        return ($"shuffled with seed {seed}", Projection.Of(twice.Select((s, i) => s with { Commit = i + 1 }), _plant));
    }).ToList();

    private static string Sets(IEnumerable<(string Set, string Thing)> things) => string.Join('\n', things.Distinct().GroupBy(t => t.Set).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"{g.Key}: {string.Join(' ', g.Select(t => t.Thing).Order(StringComparer.Ordinal))}"));

    private void Line(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        if (words[0] == "feed")
        {
            _feeds[words[1]] = Feed(words);
            return;
        }
        var name = words[0].EndsWith('=') ? words[0][..^1] : null;
        if (name is not null) words.RemoveAt(0);
        var time = DateTimeOffset.Parse($"2026-03-02T{words[0]}Z", CultureInfo.InvariantCulture);
        var (verb, arguments) = (words[1], words.Skip(2).ToList());
        if (verb == "void")
        {
            var wrong = _events.Single(e => e.Name == arguments[0]).Stored;
            Add(null, words, wrong.Event with { ErrorDeclaration = new ErrorDeclaration(time, "did_not_occur", []) });
        }
        else if (verb == "make" && arguments[0].Contains("..", StringComparison.Ordinal))
            foreach (var (thing, i) in Expand(arguments[0]).Select((t, i) => (t, i))) Add(null, words, Made(verb, time.AddSeconds(10 * i), [thing, .. arguments.Skip(1)]));
        else Add(name, words, Made(verb, time, arguments));
    }

    private void Add(string? name, List<string> words, EpcisEvent e)
    {
        var gateway = Word(words, "by") ?? "g1";
        var number = _numbers[gateway] = _numbers.GetValueOrDefault(gateway) + 1;
        var error = Word(words, "error") is { } ms ? decimal.Parse(ms, CultureInfo.InvariantCulture) : 0;
        e = e with { Trace = (e.Trace ?? new TraceFields()) with { Gateway = gateway, Clock = new TraceClock(words.Contains("unsynced") ? "unsynced" : "synced", words.Contains("unsynced") ? null : error, gateway, null) } };
        if (e.EventId.Length == 0) e = e with { EventId = $"urn:uuid:{gateway}-{number}" };
        _events.Add((name, new StoredEvent(_events.Count + 1, e.EventTime, gateway, "epoch", number, e)));
    }

    private static TraceFeed Feed(List<string> words) => new()
    {
        Rule = words.Contains("mix") ? "mix" : "sequential",
        OverlapUnits = Number(words, "overlap"),
        OverlapSeconds = Number(words, "overlapSeconds"),
        EarlyUnits = Number(words, "early"),
        EarlySeconds = Number(words, "earlySeconds"),
        QuantityPer = Number(words, "per"),
        OneAtATime = words.Contains("oneAtATime"),
    };

    private static string? Word(List<string> words, string key) => words.IndexOf(key) is >= 0 and var i && i + 1 < words.Count ? words[i + 1] : null;
    private static decimal? Number(List<string> words, string key) => Word(words, key) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;
    private static string Place(string code) => $"{Domain}/location/{code}";
    private static string Run(List<string> words) => Vocabulary.Run("9521321900011", Word(words, "run")!, Word(words, "at") ?? "LINE");

    private EpcisEvent Made(string verb, DateTimeOffset time, List<string> words)
    {
        var first = words[0];
        var isLot = first.Contains('/', StringComparison.Ordinal);
        var quantity = isLot && words.Count > 1 && decimal.TryParse(words[1], CultureInfo.InvariantCulture, out var q) ? q : (decimal?)null;
        List<QuantityElement> lots = isLot ? [new QuantityElement(Uri(first), quantity)] : [];
        List<string> epcs = isLot ? [] : Expand(first).Select(Uri).ToList();
        var at = Place(Word(words, "at") ?? "LINE");
        var e = new EpcisEvent { Type = EventType.ObjectEvent, Action = EventAction.OBSERVE, EventId = "", EventTime = time };
        var children = words.Skip(1).TakeWhile(w => w is not ("by" or "error")).SelectMany(Expand).Select(Uri).ToList();
        return verb switch
        {
            "receive" => e with { BizStep = Vocabulary.BizStep.Receiving, QuantityList = lots, EpcList = epcs, BizLocation = Place(Word(words, "at") ?? "DOCK"), SourceList = [new Epcis.TypedReference(Vocabulary.Party.Possessing, Word(words, "from") ?? "SUP")] },
            "move" => e with { BizStep = Vocabulary.BizStep.Storing, QuantityList = lots, EpcList = epcs, BizLocation = Place(Word(words, "to")!), Trace = new TraceFields { From = new TraceFrom(Place(Word(words, "from")!)) } },
            "load" => e with
            {
                Type = EventType.TransformationEvent,
                Action = null,
                BizLocation = at,
                TransformationId = Run(words),
                InputQuantityList = lots,
                InputEpcList = epcs,
                Trace = new TraceFields { Feed = words.Contains("stateless") ? null : _feeds[first.Split('/', '#')[0]], Position = Word(words, "position") is { } p ? Place(p) : null }
            },
            "make" => e with
            {
                Type = EventType.TransformationEvent,
                Action = null,
                BizLocation = at,
                TransformationId = Word(words, "run") is null ? null : Run(words),
                OutputQuantityList = lots,
                OutputEpcList = epcs,
                Ilmd = Word(words, "lot") is { } lot ? new Ilmd(lot, null) : null,
                InputQuantityList = Word(words, "of") is { } of && of.Contains('/', StringComparison.Ordinal) ? [new QuantityElement(Uri(of), 1)] : [],
                InputEpcList = Word(words, "of") is { } unit && unit.Contains('#', StringComparison.Ordinal) ? [Uri(unit)] : []
            },
            "install" or "remove" => e with
            {
                Type = EventType.AssociationEvent,
                Action = verb == "install" ? EventAction.ADD : EventAction.DELETE,
                ParentId = Uri(first),
                ChildEpcs = children.Where(c => !c.Contains("/lot/", StringComparison.Ordinal)).ToList(),
                ChildQuantityList = children.Where(c => c.Contains("/lot/", StringComparison.Ordinal)).Select(c => new QuantityElement(c, 1)).ToList()
            },
            "empty" => e with { Type = EventType.AssociationEvent, Action = EventAction.DELETE, ParentId = Place(first) },
            "pack" or "unpack" => e with { Type = EventType.AggregationEvent, Action = verb == "pack" ? EventAction.ADD : EventAction.DELETE, ParentId = Uri(first), ChildEpcs = children },
            "ship" => e with { BizStep = Vocabulary.BizStep.Shipping, EpcList = epcs, QuantityList = lots, DestinationList = [new Epcis.TypedReference(Vocabulary.Party.Owning, Word(words, "to")!)] },
            "scrap" => e with { BizStep = Vocabulary.BizStep.Destroying, Action = EventAction.DELETE, QuantityList = lots, EpcList = epcs, BizLocation = at },
            _ => throw new ArgumentException($"no verb {verb}"),
        };
    }

    private static IEnumerable<string> Expand(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0) return [text];
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        var from = int.Parse(text[(hash + 1)..dots], CultureInfo.InvariantCulture);
        return Enumerable.Range(from, int.Parse(text[(dots + 2)..], CultureInfo.InvariantCulture) - from + 1).Select(n => $"{text[..hash]}#{n}");
    }

    public static string Uri(string name) => name.IndexOfAny(['/', '#']) switch
    {
        _ when name[0] == '[' => MaterialId.Container(name[1..^1].PadLeft(18, '0')).Uri,
        var i and >= 0 => $"{Domain}/item/{name[..i]}/{(name[i] == '/' ? "lot" : "serial")}/{name[(i + 1)..]}",
        _ => $"{Domain}/item/{name}",
    };

    private static string Name(Projection projection, int thing) => projection.Things[thing] switch
    {
        { Kind: MaterialKind.Container } id => $"[{id.Key.TrimStart('0')}]",
        { Kind: MaterialKind.Item } id => id.Key[(id.Key.LastIndexOf('/') + 1)..],
        var id => $"{id.Key[(id.Key.LastIndexOf('/') + 1)..]}{(id.Kind == MaterialKind.Lot ? '/' : '#')}{id.Extension}",
    };
}
