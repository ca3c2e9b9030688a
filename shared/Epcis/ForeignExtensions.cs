using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>Extension fields that we understand, found by their namespace under whatever prefix; all others are passed over.</summary>
internal static class ForeignExtensions
{
    public static Ilmd Ilmd(Node ilmd, EventContext context)
    {
        string? lot = null;
        DateOnly? expiry = null;
        foreach (var (name, value) in ilmd.Members())
        {
            if (value.Json.ValueKind != JsonValueKind.String) continue;
            var local = context.Local(name, Cbv.MasterData);
            if (local == "lotNumber") lot = value.AsText();
            // Partners write a date or a time here; what is neither stays in the bytes only.
            else if (local == "itemExpirationDate" && value.AsText() is { Length: >= 10 } text
                && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) expiry = date;
        }
        return new Ilmd(lot, expiry);
    }

    /// <summary>Our own fields; null where there is none.</summary>
    public static TraceFields? Trace(Node json, EventContext context)
    {
        var any = false;
        foreach (var member in json.Json.EnumerateObject()) any |= context.Local(member.Name, Vocabulary.Namespace) is not null;
        if (!any) return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer)) Rename(writer, json.Json, context, top: true);
        try
        {
            using var renamed = JsonDocument.Parse(buffer.WrittenMemory, ForeignReader.Options);
            return TraceReader.Read(renamed.RootElement) is { } trace ? Canonical(trace, json, context) : null;
        }
        catch (EventFormatException e) when (!e.Field.StartsWith('/'))
        {
            throw new EventFormatException($"{json.Pointer}/{e.Field}", e.Problem);
        }
        catch (JsonException e)
        {
            throw json.Wrong($"has one of our fields twice under two prefixes: {e.Message}");
        }
    }

    // Our reader knows its fields by our own prefix; partners may have bound another to the same namespace.
    private static void Rename(Utf8JsonWriter writer, JsonElement json, EventContext context, bool top)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject())
                {
                    var local = context.Local(member.Name, Vocabulary.Namespace);
                    if (top && local is null) continue;
                    writer.WritePropertyName(local is null ? member.Name : "trace:" + local);
                    Rename(writer, member.Value, context, top: false);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray()) Rename(writer, item, context, top: false);
                writer.WriteEndArray();
                break;
            default: json.WriteTo(writer); break;
        }
    }

    private static TraceFields Canonical(TraceFields trace, Node json, EventContext context)
    {
        string Id(string text) => CanonicalId.Of(context.Expand(text), out var problem)
            ?? (problem is null ? context.Expand(text) : throw json.Wrong($"'{text}' names no thing: {problem}"));
        return trace with
        {
            From = trace.From is { } origin
                ? new TraceFrom(Id(origin.Place), origin.Run is { } run ? Id(run) : null, origin.Position is { } position ? Id(position) : null) : null,
            Position = trace.Position is { } at ? Id(at) : null,
            Pick = trace.Pick is { } pick ? pick with { Expected = pick.Expected.Select(Id).ToList() } : null,
        };
    }
}
