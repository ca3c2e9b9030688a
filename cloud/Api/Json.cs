using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Traceability.Epcis;

namespace Traceability.Cloud.Api;

/// <summary>How answers are written: camel case, words for enumerations, times in UTC with milliseconds, and nothing in them that a page could take for markup.</summary>
public static class Json
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.Default;
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new UtcTime());
    }

    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();
        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(EventWriter.Time(value));
    }
}
