using System.Text;
using System.Text.Json;
using Traceability.Cloud.Store;
using Traceability.Cloud.Web;
using Traceability.Epcis;

namespace Traceability.Cloud.Api;

/// <summary>A saved scope as files that people take away: what is in them is what was saved, whatever has become known since.</summary>
internal static class RecallFiles
{
    private static readonly string[] Head = ["id", "kind", "item", "lotOrSerial", "class", "reason", "depth", "state", "location", "container", "order", "customers"];

    public static async Task CsvAsync(HttpResponse response, SavedRecall recall, RecallBook book)
    {
        var scope = book.Scope(recall);
        var customers = CustomersOf(scope);
        Attach(response, "text/csv; charset=utf-8", $"recall-{recall.Id}.csv");
        await using var body = new StreamWriter(response.Body, new UTF8Encoding(false)) { NewLine = "\r\n" };
        await body.WriteLineAsync(string.Join(',', Head));
        foreach (var thing in scope.GetProperty("things").EnumerateArray())
        {
            var where = thing.GetProperty("where");
            string?[] cells =
            [
                Text(thing, "id"), Text(thing, "kind"), Text(thing, "item"), Text(thing, "lot") ?? Text(thing, "serial"), Text(thing, "class"), Text(thing, "reason"),
                thing.GetProperty("depth").GetRawText(), Text(where, "state"), Text(where, "location"), Text(where, "container"), Text(where, "shipment"), string.Join("; ", customers[Text(thing, "id")!]),
            ];
            await body.WriteLineAsync(string.Join(',', cells.Select(ThingsCsv.Cell)));
        }
    }

    /// <summary>Every event that links, ships or names a seed, once, with the bytes that the store keeps.</summary>
    public static async Task DocumentAsync(HttpResponse response, SavedRecall recall, RecallBook book, IEventStore store, DateTimeOffset now)
    {
        var scope = book.Scope(recall);
        Attach(response, "application/ld+json; charset=utf-8", $"recall-{recall.Id}.epcis.json");
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("@context");
        json.WriteStringValue("https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld");
        json.WriteStartObject();
        json.WriteString("trace", Vocabulary.Namespace);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("type", "EPCISDocument");
        json.WriteString("schemaVersion", "2.0");
        json.WriteString("creationDate", EventWriter.Time(now));
        json.WriteStartObject("epcisBody");
        json.WriteStartArray("eventList");
        foreach (var id in EventsOf(scope))
        {
            // An id whose event the store does not hold cannot be: links are made of what it holds.
            if (store.ReadBytes(id) is not { } bytes) continue;
            json.WriteRawValue(bytes);
            json.Flush();
            await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<string> EventsOf(JsonElement scope)
    {
        var links = scope.GetProperty("links").EnumerateArray().SelectMany(l => l.GetProperty("draws").EnumerateArray().Select(d => d.GetString()!).Append(Text(l, "event")!));
        return scope.GetProperty("seedEvents").EnumerateArray().Select(e => e.GetString()!).Concat(links).Concat(scope.GetProperty("shipments").EnumerateArray().Select(s => Text(s, "event")!)).Distinct(StringComparer.Ordinal);
    }

    private static ILookup<string, string> CustomersOf(JsonElement scope) => scope.GetProperty("shipments").EnumerateArray()
        .SelectMany(s => s.GetProperty("confirmed").EnumerateArray().Concat(s.GetProperty("possible").EnumerateArray()).Select(u => u.GetString()!).Concat(s.GetProperty("quantities").EnumerateArray().Select(q => Text(q, "id")!))
            .Select(id => (Id: id, Customer: Text(s, "customer") ?? ""))).Distinct().ToLookup(s => s.Id, s => s.Customer, StringComparer.Ordinal);

    private static void Attach(HttpResponse response, string type, string name)
    {
        response.ContentType = type;
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
