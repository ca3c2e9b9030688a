using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>One event outside a document: it brings its own context, and is given back with everything that its reader needs.</summary>
internal static class SingleEvent
{
    private static readonly byte[] OwnContext = JsonSerializer.SerializeToUtf8Bytes(new object[]
    {
        "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", new Dictionary<string, string> { ["trace"] = Vocabulary.Namespace },
    });

    /// <summary>The context around an event that stands alone.</summary>
    public static byte[] NoContext { get; } = "[]"u8.ToArray();

    /// <exception cref="EventFormatException">The member and what is wrong with it.</exception>
    public static EpcisEvent Read(byte[] body)
    {
        if (!Utf8.IsValid(body)) throw new EventFormatException("", "is not UTF-8");
        var read = ForeignReader.Read(body, EventContext.Standard);
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("@context", out var context) && context.GetRawText().Length <= EventContext.MaxBytes ? read
            : throw new EventFormatException("/@context",
                "is missing or too large; it must name the EPCIS context, https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld");
    }

    /// <summary>The event's own members as they came; its context, id and record time are put in.</summary>
    public static byte[] Write(KeptEvent kept)
    {
        using var json = JsonDocument.Parse(kept.Bytes);
        using var around = JsonDocument.Parse(kept.Context ?? OwnContext);
        var buffer = new ArrayBufferWriter<byte>(kept.Bytes.Length + 512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("@context");
            WriteContext(writer, around.RootElement);
            if (json.RootElement.TryGetProperty("@context", out var own)) WriteContext(writer, own);
            writer.WriteEndArray();
            writer.WriteString("eventID", kept.EventId);
            writer.WriteString("recordTime", EventWriter.Time(kept.RecordTime));
            foreach (var member in json.RootElement.EnumerateObject())
            {
                if (member.Name is "@context" or "eventID" or "recordTime") continue;
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteContext(Utf8JsonWriter writer, JsonElement context)
    {
        if (context.ValueKind != JsonValueKind.Array) context.WriteTo(writer);
        else foreach (var part in context.EnumerateArray()) part.WriteTo(writer);
    }
}
