using System.Text.Json;
using Traceability.Cloud.Genealogy;
using Traceability.Epcis;
using Traceability.Gs1;

namespace Traceability.Cloud.Api;

/// <summary>Writes a trace in the shape of api.md section 2, streamed to its end: only lists page, an answer is never cut.</summary>
public sealed class TraceAnswer(Projection projection, IReadOnlyCollection<int> seeds, bool forward, TraceResult result, Completeness completeness)
{
    private const int FlushEvery = 500;

    private readonly AnswerTexts _texts = new(projection, result.Things.Count);
    private readonly Dictionary<int, string?> _onHand = [];

    public async Task WriteAsync(HttpResponse response, int seed, TraceMode mode, DateTimeOffset asOf)
    {
        response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("seed"u8);
        WriteIdentity(json, seed);
        json.WriteEndObject();
        json.WriteString("direction"u8, forward ? "forward" : "backward");
        json.WriteString("mode"u8, mode == TraceMode.Defect ? "defect" : "contamination");
        json.WriteString("asOf"u8, EventWriter.Time(asOf));
        await WriteFieldsAsync(json, async () => await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted));
        json.WriteEndObject();
    }

    /// <summary>Everything but what was asked; flush is called now and then, so that long answers leave as they are made.</summary>
    public async Task WriteFieldsAsync(Utf8JsonWriter json, Func<Task> flush)
    {
        await ArrayAsync(json, flush, "things", Things(), WriteThing);
        await ArrayAsync(json, flush, "links", Links(), WriteLink);
        var affected = Affected();
        await ArrayAsync(json, flush, "shipments", Shipment.Of(projection, affected.Keys), (j, s) => WriteShipment(j, s, affected));
        await ArrayAsync(json, flush, "onHand", affected.Keys.SelectMany(OnHand), WriteOnHand);
        await ArrayAsync(json, flush, "excluded", Exclusion.Of(projection, seeds, result, forward), WriteExcluded);
        json.WritePropertyName("completeness"u8);
        JsonSerializer.Serialize(json, completeness, CompletenessOptions);
    }

    private static readonly JsonSerializerOptions CompletenessOptions = Options();

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions();
        Json.Configure(options);
        return options;
    }

    private static async Task ArrayAsync<T>(Utf8JsonWriter json, Func<Task> flush, string name, IEnumerable<T> entries, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        var written = 0;
        foreach (var entry in entries)
        {
            write(json, entry);
            if (++written % FlushEvery != 0) continue;
            json.Flush();
            await flush();
        }
        json.WriteEndArray();
    }

    // Backwards the question is what is in it: where that went to other customers is another question.
    private Dictionary<int, LinkClass> Affected()
    {
        var affected = seeds.ToDictionary(s => s, _ => LinkClass.Confirmed);
        if (forward)
            foreach (var thing in result.Things) affected[thing.Thing] = thing.Class;
        return affected;
    }

    public void WriteIdentity(Utf8JsonWriter json, int thing)
    {
        var id = projection.Things[thing];
        json.WriteString("id"u8, _texts.Uri(thing));
        json.WriteString("kind"u8, IdParameter.KindOf(id.Kind));
        if (id.Kind is MaterialKind.Lot or MaterialKind.Unit or MaterialKind.Item) json.WriteString("item"u8, _texts.Item(thing));
        if (id.Kind is MaterialKind.Lot) json.WriteString("lot"u8, id.Extension);
        if (id.Kind is MaterialKind.Unit) json.WriteString("serial"u8, id.Extension);
    }

    // Nearest first, then by identity: the same answer has the same order.
    private TracedThing[] Things()
    {
        TracedThing[] things = [.. result.Things];
        Array.Sort(things, (a, b) => a.Depth != b.Depth ? a.Depth.CompareTo(b.Depth) : _texts.Uri(a.Thing).SequenceCompareTo(_texts.Uri(b.Thing)));
        return things;
    }

    private void WriteThing(Utf8JsonWriter json, TracedThing thing)
    {
        var where = Where(thing.Thing);
        json.WriteStartObject();
        WriteIdentity(json, thing.Thing);
        json.WriteString("class"u8, Word(thing.Class));
        json.WriteString("reason"u8, _texts.Reason(thing.Why, thing.Member));
        json.WriteNumber("depth"u8, thing.Depth);
        json.WriteStartObject("where"u8);
        json.WriteString("state"u8, where.State);
        json.WriteString("location"u8, where.Location);
        json.WriteString("container"u8, where.Container);
        json.WriteString("shipment"u8, where.Shipment);
        if (where.PossiblyBack is not null) json.WriteString("possiblyBack"u8, where.PossiblyBack);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // In the order in which things came to be.
    private List<(int Made, TracedLink Link)> Links()
    {
        var links = result.Links.Select(l => (Made: projection.Graph.EventOf(l.Entry), Link: l)).ToList();
        links.Sort((a, b) => projection.Timeline.Compare(a.Made, b.Made) is var order and not 0 ? order : a.Link.Member.CompareTo(b.Link.Member));
        return links;
    }

    private void WriteLink(Utf8JsonWriter json, (int Made, TracedLink Link) link)
    {
        var graph = projection.Graph;
        var (made, traced) = link;
        json.WriteStartObject();
        json.WriteString("from"u8, _texts.Uri(graph.FromOf(traced.Member)));
        json.WriteString("to"u8, _texts.Uri(graph.ThingOf(traced.Entry)));
        json.WriteString("event"u8, _texts.Event(made));
        json.WriteStartArray("draws"u8);
        foreach (var draw in graph.EventsOf(traced.Member)) json.WriteStringValue(_texts.Event(draw));
        json.WriteEndArray();
        json.WriteString("time"u8, _texts.Time(made));
        json.WriteString("run"u8, graph.RunOf(graph.EdgeOf(traced.Entry)) is > 0 and var run ? projection.Log.Names[run] : null);
        json.WriteString("class"u8, Word(traced.Why.Class));
        json.WriteString("reason"u8, _texts.Reason(traced.Why, traced.Member));
        json.WriteEndObject();
    }

    private void WriteShipment(Utf8JsonWriter json, Shipment shipment, Dictionary<int, LinkClass> affected)
    {
        json.WriteStartObject();
        json.WriteString("event"u8, _texts.Event(shipment.Fact));
        json.WriteString("time"u8, _texts.Time(shipment.Fact));
        json.WriteString("order"u8, projection.DocumentOf(shipment.Order));
        json.WriteString("customer"u8, projection.PartyOf(shipment.Customer));
        if (shipment.Container >= 0) json.WriteString("container"u8, _texts.Uri(shipment.Container));
        else json.WriteNull("container"u8);
        WriteUnits(json, "confirmed", shipment.Units.Where(u => affected.GetValueOrDefault(u, LinkClass.Formerly) == LinkClass.Confirmed));
        WriteUnits(json, "possible", shipment.Units.Where(u => affected.GetValueOrDefault(u, LinkClass.Formerly) == LinkClass.Possible));
        json.WriteStartArray("quantities"u8);
        foreach (var (lot, quantity, uom) in shipment.Quantities.Where(q => ClassOf(q.Lot, affected) is not null))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, _texts.Uri(lot));
            if (quantity is { } known) json.WriteNumber("quantity"u8, known);
            json.WriteString("uom"u8, projection.Log.Names[uom] ?? "EA");
            json.WriteString("class"u8, Word(ClassOf(lot, affected)!.Value));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("contained"u8, shipment.Units.Count + shipment.Quantities.Sum(q => q.Quantity ?? 0));
        json.WriteEndObject();
    }

    // Of a serialised lot that left by quantity only, any unit may be in it (rule 11).
    private LinkClass? ClassOf(int lot, Dictionary<int, LinkClass> affected) => affected.TryGetValue(lot, out var own) ? own : projection.UnitsOf(lot).Any(affected.ContainsKey) ? LinkClass.Possible : null;

    private void WriteUnits(Utf8JsonWriter json, string name, IEnumerable<int> units)
    {
        json.WriteStartArray(name);
        foreach (var unit in units) json.WriteStringValue(_texts.Uri(unit));
        json.WriteEndArray();
    }

    // Units that are still here are noted with their place, for the list of what is on hand.
    private Whereabouts Where(int thing)
    {
        var where = Whereabouts.Of(projection, thing);
        if (where.State is "onHand" or "packed" or "returned" && projection.Things.IsUnit(thing)) _onHand[thing] = where.Location;
        return where;
    }

    private IEnumerable<(int Thing, string? Location, decimal? Quantity)> OnHand(int thing)
    {
        if (!projection.Things.IsUnit(thing)) return projection.Lives.Of(thing).Lying.Select(p => (thing, projection.PlaceOf(p.Place), p.Quantity));
        if (seeds.Contains(thing)) Where(thing);
        return _onHand.TryGetValue(thing, out var place) ? [(thing, place, 1)] : [];
    }

    private void WriteOnHand(Utf8JsonWriter json, (int Thing, string? Location, decimal? Quantity) there)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, _texts.Uri(there.Thing));
        json.WriteString("location"u8, there.Location);
        if (there.Quantity is { } known) json.WriteNumber("quantity"u8, known);
        json.WriteString("uom"u8, projection.Log.Names[projection.Lives.Of(there.Thing).Totals.Uom] ?? "EA");
        json.WriteEndObject();
    }

    private void WriteExcluded(Utf8JsonWriter json, Excluded excluded)
    {
        json.WriteStartObject();
        WriteIdentity(json, excluded.Thing);
        json.WriteString("reason"u8, excluded.Reason);
        json.WriteString("run"u8, projection.Log.Names[excluded.Run]);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Word(LinkClass linkClass) => linkClass switch
    {
        LinkClass.Confirmed => "confirmed"u8,
        LinkClass.Possible => "possible"u8,
        _ => "formerly"u8,
    };
}
