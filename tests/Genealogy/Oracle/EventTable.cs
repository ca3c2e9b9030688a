using System.Globalization;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// Events written as a table, one a line: time, verb, things, then words with a value. <c>A/1:5</c> is five of a lot (without a
/// figure: unknown), <c>A:5</c> an item without lot, <c>P#7</c> a unit, <c>[3]</c> a container. <c>feed A …</c> gives an item its rule.
/// </summary>
internal static class EventTable
{
    private static readonly string[] Words = ["at", "from", "run", "position", "of", "lot", "by", "error", "boot", "scope", "offRun", "offPosition"];

    public static List<StoredEvent> Read(string table)
    {
        var (events, feeds, numbers) = (new List<StoredEvent>(), new Dictionary<string, TraceFeed>(), new Dictionary<string, long>());
        foreach (var line in table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
            if (words[0] == "feed") feeds[RandomPlants.Item(words[1])] = Feed(words);
            else Add(events, words, feeds, numbers);
        }
        return events;
    }

    private static void Add(List<StoredEvent> events, List<string> words, Dictionary<string, TraceFeed> feeds, Dictionary<string, long> numbers)
    {
        var gateway = Word(words, "by") ?? "g1";
        var number = numbers[gateway] = numbers.GetValueOrDefault(gateway) + 1;
        var time = DateTimeOffset.Parse($"2026-03-02T{words[0]}Z", CultureInfo.InvariantCulture);
        EpcisEvent e;
        if (words[1] == "void") e = events[int.Parse(words[2],
            CultureInfo.InvariantCulture) - 1].Event with
        { ErrorDeclaration = new ErrorDeclaration(time, "did_not_occur", []) };
        else
        {
            var clock = new TraceClock(words.Contains("unsynced") ? "unsynced" : "synced", words.Contains("unsynced")
                ? null : Number(words, "error") ?? 0, Word(words, "boot") ?? "1", null);
            e = Made(words, time, feeds) with { EventId = $"urn:uuid:{events.Count + 1}" };
            e = e with { Trace = (e.Trace ?? new TraceFields()) with { Clock = clock } };
        }
        events.Add(gateway == "elsewhere" ? new StoredEvent(events.Count + 1, time, null, null, null, e)
            : new StoredEvent(events.Count + 1, time, gateway, "1", number, e));
    }

    private static TraceFeed Feed(List<string> words) => new()
    {
        Rule = words[2],
        OverlapUnits = Number(words, "overlap"),
        OverlapSeconds = Number(words, "overlapSeconds"),
        EarlyUnits = Number(words, "early"),
        EarlySeconds = Number(words, "earlySeconds"),
        QuantityPer = Number(words, "per"),
        OneAtATime = words.Contains("oneAtATime"),
    };

    private static EpcisEvent Made(List<string> words, DateTimeOffset time, Dictionary<string, TraceFeed> feeds)
    {
        var things = Things(words.Skip(2));
        var (quantities, epcs) = (Quantities(things), Epcs(things));
        var (at, from) = (PlaceOf(words, "at"), PlaceOf(words, "from"));
        var e = new EpcisEvent { Type = EventType.ObjectEvent, Action = EventAction.OBSERVE, EventId = "", EventTime = time, BizLocation = at };
        var moved = e with
        {
            QuantityList = quantities,
            EpcList = epcs,
            Trace = from is null ? null : new TraceFields
            {
                From = new TraceFrom(from, Word(words, "offRun") is { } r
                ? RandomPlants.Run("LINE", int.Parse(r, CultureInfo.InvariantCulture)) : null, PlaceOf(words, "offPosition"))
            }
        };
        var made = e with
        {
            Type = EventType.TransformationEvent,
            Action = null,
            BizLocation = at ?? RandomPlants.Place("LINE"),
            TransformationId = Word(words, "run") is { } run ? RandomPlants.Run("LINE", int.Parse(run, CultureInfo.InvariantCulture)) : null
        };
        var named = Things(words.SkipWhile(w => w != "of").Skip(1));
        var parent = words.Count > 2 ? Uri(words[2]) : "";
        return words[1] switch
        {
            "receive" => moved with { BizStep = "receiving", BizLocation = at ?? RandomPlants.Place("DOCK") },
            "returned" => moved with { BizStep = "receiving", Disposition = "returned", BizLocation = at ?? RandomPlants.Place("DOCK") },
            "move" => moved with { BizStep = "storing" },
            "pick" => moved with { BizStep = "picking", ReadPoint = from, Trace = null },
            "ship" => moved with { BizStep = "shipping", ReadPoint = at, BizLocation = null },
            "unship" => moved with { BizStep = "void_shipping" },
            "scrap" => moved with { BizStep = "destroying" },
            "sample" => moved with { BizStep = "sampling" },
            "count" => moved with { BizStep = "cycle_counting", Trace = new TraceFields { CountScope = Word(words, "scope") } },
            "load" => made with
            {
                InputQuantityList = quantities,
                InputEpcList = epcs,
                Trace = new TraceFields { Feed = feeds.GetValueOrDefault(ThingUri.Item(things[0].Thing)), Position = PlaceOf(words, "position") }
            },
            "make" => made with
            {
                OutputQuantityList = quantities,
                OutputEpcList = epcs,
                InputQuantityList = Quantities(named),
                InputEpcList = Epcs(named),
                Ilmd = Word(words, "lot") is { } lot ? new Ilmd(lot, null) : null
            },
            "empty" => e with
            {
                Type = EventType.AssociationEvent,
                Action = EventAction.DELETE,
                ParentId = RandomPlants.Place(words[2]),
                ChildQuantityList = Quantities(Things(words.Skip(3)))
            },
            "install" or "remove" or "pack" or "unpack" => e with
            {
                Type = words[1] is "install" or "remove" ? EventType.AssociationEvent : EventType.AggregationEvent,
                Action = words[1] is "install" or "pack" ? EventAction.ADD : EventAction.DELETE,
                ParentId = parent,
                ChildEpcs = epcs.Where(c => c != parent).ToList(),
                ChildQuantityList = quantities
            },
            _ => throw new ArgumentException($"no verb {words[1]}"),
        };
    }

    private static List<Amount> Things(IEnumerable<string> words) => words.TakeWhile(w => !Words.Contains(w) && w != "unsynced").Select(w =>
        w.Split(':') is [var name, var quantity] ? new Amount(Uri(name), decimal.Parse(quantity, CultureInfo.InvariantCulture)) : new Amount(Uri(w), null)).ToList();

    private static List<QuantityElement> Quantities(List<Amount> things) =>
        things.Where(t => ThingUri.Kind(t.Thing) is ThingKind.Lot or ThingKind.Item).Select(t => new QuantityElement(t.Thing, t.Quantity)).ToList();

    private static List<string> Epcs(List<Amount> things) => things.Select(t => t.Thing).Where(t => ThingUri.Kind(t) is ThingKind.Unit or ThingKind.Container).ToList();

    private static string? Word(List<string> words, string key) => words.IndexOf(key) is >= 0 and var i && i + 1 < words.Count ? words[i + 1] : null;
    private static decimal? Number(List<string> words, string key) => Word(words, key) is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : null;
    private static string? PlaceOf(List<string> words, string key) => Word(words, key) is { } code ? RandomPlants.Place(code) : null;

    public static string Uri(string name) => name.IndexOfAny(['/', '#']) switch
    {
        _ when name[0] == '[' => RandomPlants.Container(int.Parse(name[1..^1], CultureInfo.InvariantCulture)),
        var i and >= 0 when name[i] == '/' => RandomPlants.Lot(name[..i], name[(i + 1)..]),
        var i and >= 0 => RandomPlants.Unit(name[..i], int.Parse(name[(i + 1)..], CultureInfo.InvariantCulture)),
        _ => RandomPlants.Item(name),
    };

    /// <summary>A URI in the short spelling of this table.</summary>
    public static string Name(string uri)
    {
        var item = ThingUri.Item(uri);
        var code = item[(item.LastIndexOf('/') + 1)..];
        var last = uri[(uri.LastIndexOf('/') + 1)..];
        return ThingUri.Kind(uri) switch
        {
            ThingKind.Lot => $"{code}/{last}",
            ThingKind.Unit => $"{code}#{last}",
            ThingKind.Container => $"[{last.TrimStart('0')}]",
            ThingKind.Unnamed => $"{code}/? of {uri.Split(' ')[1]}",
            _ => last,
        };
    }
}
