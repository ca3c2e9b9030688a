using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>
/// The event hash id of CBV 2.0 (section 8.9.2): every value of the event in one canonical text, whatever its spelling, hashed with
/// SHA-256. Two spellings of one event give one id. Left out are what the id must not depend on: eventID, recordTime,
/// errorDeclaration, comments and the context.
/// </summary>
public static class EventHash
{
    private static readonly HashSet<string> LeftOut = ["@context", "type", "eventID", "recordTime", "errorDeclaration", "comment"];
    private static readonly string[] Quantity = ["epcClass", "quantity", "uom"];
    private static readonly string[] First = ["eventTime", "eventTimeZoneOffset", "certificationInfo", "parentID"];

    // Lists whose entries stand under a name of their own in the text.
    private static readonly (string List, string Entry)[] Things =
    [
        ("epcList", "epc"), ("inputEPCList", "epc"), ("childEPCs", "epc"), ("quantityList", "quantityElement"), ("childQuantityList", "quantityElement"),
        ("inputQuantityList", "quantityElement"), ("outputEPCList", "epc"), ("outputQuantityList", "quantityElement"),
    ];

    private static readonly (string List, string Member)[] References =
        [("bizTransactionList", "bizTransaction"), ("sourceList", "source"), ("destinationList", "destination")];

    private static readonly string[] Then = ["action", "transformationID", "bizStep", "disposition"];
    private static readonly string[] Metadata = ["time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"];

    private static readonly string[] Report =
    [
        "type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "time", "microorganism", "chemicalSubstance", "value", "component",
        "stringValue", "booleanValue", "hexBinaryValue", "uriValue", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue", "uom",
        "coordinateReferenceSystem",
    ];

    /// <summary>The id, <c>ni:///sha-256;…?ver=CBV2.0</c>.</summary>
    public static string IdOf(ReadOnlyMemory<byte> utf8, EventContext context) => IdOfText(TextOf(utf8, context));

    /// <summary>The canonical text that is hashed.</summary>
    public static string TextOf(ReadOnlyMemory<byte> utf8, EventContext context)
    {
        using var document = JsonDocument.Parse(utf8, ForeignReader.Options);
        var json = new Node(document.RootElement, "");
        return TextOf(json, json.Member("@context") is { } own ? context.With(own) : context);
    }

    internal static string IdOf(Node json, EventContext context) => IdOfText(TextOf(json, context));

    private static string IdOfText(string text) => $"ni:///sha-256;{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}?ver=CBV2.0";

    private static string TextOf(Node json, EventContext context)
    {
        var spelling = new HashSpelling(context);
        var text = new StringBuilder("eventType=").Append(ForeignShape.TypeOf(json.Required("type"), context));
        foreach (var name in First) text.Append(spelling.Field(json, name));
        foreach (var (list, entry) in Things) text.Append(List(json, list, entry, spelling));
        foreach (var name in Then) text.Append(spelling.Field(json, name));
        if (json.Member("persistentDisposition") is { } persistent)
            text.Append("persistentDisposition").Append(spelling.Field(persistent, "set")).Append(spelling.Field(persistent, "unset"));
        foreach (var place in (ReadOnlySpan<string>)["readPoint", "bizLocation"])
            if (json.Member(place) is { } at) text.Append(place).Append(Element(at, ["id"], spelling));
        text.Append(Sensors(json, spelling));
        return text.AppendJoin("", Rest(json, spelling).Order(StringComparer.Ordinal)).ToString();
    }

    private static string List(Node json, string list, string entry, HashSpelling spelling)
    {
        if (json.Member(list) is not { } all) return "";
        var entries = all.Items().Select(item => entry == "epc" ? $"epc={spelling.Value(item, entry)}" : entry + Element(item, Quantity, spelling)).ToList();
        return entries.Count == 0 ? "" : list + string.Concat(entries.Order(StringComparer.Ordinal));
    }

    private static string Sensors(Node json, HashSpelling spelling)
    {
        if (json.Member("sensorElementList") is not { } all) return "";
        var elements = new List<string>();
        foreach (var element in all.Items())
        {
            var text = new StringBuilder("sensorElement");
            if (element.Member("sensorMetadata") is { } metadata) text.Append("sensorMetadata").Append(Element(metadata, Metadata, spelling));
            if (element.Member("sensorReport") is { } reports)
                text.AppendJoin("", reports.Items().Select(report => "sensorReport" + Element(report, Report, spelling)).Order(StringComparer.Ordinal));
            elements.Add(text.Append(spelling.Extensions(element)).ToString());
        }
        return elements.Count == 0 ? "" : "sensorElementList" + string.Concat(elements.Order(StringComparer.Ordinal));
    }

    private static string Element(Node json, string[] order, HashSpelling spelling) =>
        string.Concat(order.Select(name => spelling.Field(json, name))) + spelling.Extensions(json);

    // References, ilmd and the extensions of the event follow in the order of their own texts.
    private static IEnumerable<string> Rest(Node json, HashSpelling spelling)
    {
        foreach (var (list, member) in References)
            if (json.Member(list) is { } all && all.Json.GetArrayLength() > 0)
                yield return list + string.Concat(all.Items().Select(at => spelling.Reference(at, list, member)).Order(StringComparer.Ordinal));
        if (json.Member("ilmd") is { } ilmd) yield return "ilmd" + spelling.Extensions(ilmd);
        foreach (var (name, value) in json.Members())
            if (name.Contains(':', StringComparison.Ordinal) && !LeftOut.Contains(name))
                foreach (var text in spelling.Extension(name, value)) yield return text;
    }
}

/// <summary>Single values as the hash spells them: full URIs, UTC times with milliseconds, numbers without idle zeros.</summary>
internal sealed class HashSpelling(EventContext context)
{
    private const string Comment = "http://www.w3.org/2000/01/rdf-schema#comment";

    /// <summary><c>name=value</c>, several of them where the value is a list, nothing where it is absent.</summary>
    public string Field(Node json, string name)
    {
        if (json.Member(name) is not { } at) return "";
        if (at.Json.ValueKind != JsonValueKind.Array) return Value(at, name) is { Length: > 0 } one ? $"{name}={one}" : "";
        return string.Concat(at.Items().Select(item => $"{name}={Value(item, name)}").Order(StringComparer.Ordinal));
    }

    public string Reference(Node at, string list, string member)
    {
        var type = at.Text("type");
        var word = type is null ? "" : $"type={(list == "bizTransactionList" ? Cbv.BizTransaction : Cbv.Party).WebUri(type, context)}";
        return word + Field(at, member);
    }

    public string Value(Node at, string name)
    {
        if (at.Json.ValueKind != JsonValueKind.String) return Text(at);
        var text = at.AsText().Trim();
        return name switch
        {
            "eventTime" or "time" or "startTime" or "endTime" => Time(at),
            "eventTimeZoneOffset" => text,
            "bizStep" => Cbv.BizStep.WebUri(text, context),
            "disposition" or "set" or "unset" => Cbv.Disposition.WebUri(text, context),
            "component" => Cbv.Component.WebUri(text, context),
            "type" or "exception" when !text.Contains(':', StringComparison.Ordinal) => Cbv.WebVocabulary + text,
            _ => Text(at),
        };
    }

    /// <summary>All prefixed members of an object, each as its full name and value, in the order of their texts.</summary>
    public string Extensions(Node json) =>
        string.Concat(json.Members().Where(m => m.Name.Contains(':', StringComparison.Ordinal))
            .SelectMany(m => Extension(m.Name, m.Value)).Order(StringComparer.Ordinal));

    public IEnumerable<string> Extension(string name, Node value)
    {
        if (context.Expand(name) == Comment || name == "comment" || value.Json.ValueKind == JsonValueKind.Null) yield break;
        var (bound, local) = context.Split(name);
        var full = bound is null ? local : $"{{{bound}}}{local}";
        foreach (var one in value.Json.ValueKind == JsonValueKind.Array ? value.Items() : [value])
            yield return one.Json.ValueKind switch
            {
                JsonValueKind.Object => full + string.Concat(one.Members().SelectMany(m => Extension(m.Name, m.Value)).Order(StringComparer.Ordinal)),
                JsonValueKind.Array => full + string.Concat(one.Items().SelectMany(item => Extension(name, item)).Order(StringComparer.Ordinal)),
                _ => Text(one) is { Length: > 0 } text ? $"{full}={text}" : full,
            };
    }

    // Numbers may come as text: XML, which must give the same hash, knows nothing else.
    private string Text(Node at)
    {
        if (at.Json.ValueKind is JsonValueKind.True or JsonValueKind.False) return at.Json.GetRawText();
        var text = at.Json.ValueKind == JsonValueKind.Number ? at.Json.GetRawText() : context.Expand(at.AsText().Trim());
        if (text.Length is > 0 and <= 28
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
        if (text.StartsWith("urn:epcglobal:cbv:", StringComparison.Ordinal))
            foreach (var list in (ReadOnlySpan<Cbv>)[Cbv.BizStep, Cbv.Disposition, Cbv.BizTransaction, Cbv.Party, Cbv.ErrorReason])
                if (list.WebUri(text, context) is var web && web != text) return web;
        // Of the marks that a link may hold plainly, the apostrophe is the one that .NET escapes all the same.
        return CanonicalId.Of(text, out _)?.Replace("%27", "'", StringComparison.Ordinal) ?? text;
    }

    // Half a millisecond and more goes up, as the standard rounds; .NET would cut.
    private static string Time(Node at) => EventWriter.Time(at.AsTime().AddTicks(TimeSpan.TicksPerMillisecond / 2));
}
