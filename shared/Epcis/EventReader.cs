using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>
/// Reads one EPCIS 2.0 JSON event. Strict where silence would change meaning (trust.md section 1.6: duplicate keys,
/// missing offsets, numbers beyond 18 digits, unprefixed unknown members); foreign prefixed extensions are passed over,
/// the bytes that hold them are kept by the store.
/// </summary>
public static class EventReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <exception cref="EventFormatException">The field and what is wrong with it.</exception>
    public static EpcisEvent Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new EventFormatException("event", $"is no JSON: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            throw new EventFormatException("event", e.Message);
        }
    }

    public static EpcisEvent Read(JsonElement json)
    {
        var type = EnumOf<EventType>(json, "type") ?? throw new EventFormatException("type", "is missing");
        RefuseUnknownMembers(json);
        var time = JsonFields.Time(json, "eventTime") ?? throw new EventFormatException("eventTime", "is missing");
        return new EpcisEvent
        {
            Type = type,
            EventId = JsonFields.Text(json, "eventID") ?? throw new EventFormatException("eventID", "is missing"),
            EventTime = time,
            EventTimeZoneOffset = JsonFields.Text(json, "eventTimeZoneOffset") ?? throw new EventFormatException("eventTimeZoneOffset", "is missing"),
            RecordTime = JsonFields.Time(json, "recordTime"),
            Action = EnumOf<EventAction>(json, "action"),
            BizStep = JsonFields.Text(json, "bizStep"),
            Disposition = JsonFields.Text(json, "disposition"),
            PersistentDisposition = JsonFields.Object(json, "persistentDisposition") is { } p
                ? new PersistentDisposition(JsonFields.Strings(p, "set") ?? [], JsonFields.Strings(p, "unset") ?? []) : null,
            ReadPoint = Place(json, "readPoint"),
            BizLocation = Place(json, "bizLocation"),
            BizTransactionList = References(json, "bizTransactionList", "bizTransaction"),
            SourceList = References(json, "sourceList", "source"),
            DestinationList = References(json, "destinationList", "destination"),
            EpcList = JsonFields.Strings(json, "epcList"),
            QuantityList = Quantities(json, "quantityList"),
            ParentId = JsonFields.Text(json, "parentID"),
            ChildEpcs = JsonFields.Strings(json, "childEPCs") ?? [],
            ChildQuantityList = Quantities(json, "childQuantityList"),
            TransformationId = JsonFields.Text(json, "transformationID"),
            InputEpcList = JsonFields.Strings(json, "inputEPCList") ?? [],
            InputQuantityList = Quantities(json, "inputQuantityList"),
            OutputEpcList = JsonFields.Strings(json, "outputEPCList") ?? [],
            OutputQuantityList = Quantities(json, "outputQuantityList"),
            Ilmd = JsonFields.Object(json, "ilmd") is { } ilmd
                ? new Ilmd(JsonFields.Text(ilmd, "cbvmda:lotNumber"), JsonFields.Date(ilmd, "cbvmda:itemExpirationDate")) : null,
            ErrorDeclaration = JsonFields.Object(json, "errorDeclaration") is { } error ? Error(error) : null,
            Trace = TraceReader.Read(json),
        };
    }

    private static readonly HashSet<string> Members = new(StringComparer.Ordinal)
    {
        "@context", "type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "action", "bizStep", "disposition",
        "persistentDisposition", "readPoint", "bizLocation", "bizTransactionList", "sourceList", "destinationList", "epcList",
        "quantityList", "parentID", "childEPCs", "childQuantityList", "transformationID", "inputEPCList", "inputQuantityList",
        "outputEPCList", "outputQuantityList", "ilmd", "errorDeclaration", "sensorElementList", "certificationInfo",
    };

    private static void RefuseUnknownMembers(JsonElement json)
    {
        foreach (var member in json.EnumerateObject())
            if (!Members.Contains(member.Name) && !member.Name.Contains(':', StringComparison.Ordinal))
                throw new EventFormatException(member.Name, "is no member of an EPCIS event; extensions carry a prefix");
    }

    private static ErrorDeclaration Error(JsonElement json) => new(
        JsonFields.Time(json, "declarationTime") ?? throw new EventFormatException("errorDeclaration.declarationTime", "is missing"),
        JsonFields.Text(json, "reason"), JsonFields.Strings(json, "correctiveEventIDs") ?? [], TraceReader.Read(json));

    private static string? Place(JsonElement json, string name) => JsonFields.Object(json, name) is { } place ? JsonFields.Text(place, "id") : null;

    private static List<TypedReference> References(JsonElement json, string list, string member)
    {
        var references = new List<TypedReference>();
        foreach (var entry in JsonFields.Array(json, list))
            references.Add(new TypedReference(JsonFields.Text(entry, "type") ?? "",
                JsonFields.Text(entry, member) ?? throw new EventFormatException($"{list}.{member}", "is missing")));
        return references;
    }

    private static List<QuantityElement> Quantities(JsonElement json, string name)
    {
        var quantities = new List<QuantityElement>();
        foreach (var entry in JsonFields.Array(json, name))
            quantities.Add(new QuantityElement(JsonFields.Text(entry, "epcClass") ?? throw new EventFormatException($"{name}.epcClass", "is missing"),
                JsonFields.Number(entry, "quantity"), JsonFields.Text(entry, "uom")));
        return quantities;
    }

    private static T? EnumOf<T>(JsonElement json, string name) where T : struct, Enum
    {
        if (JsonFields.Text(json, name) is not { } text) return null;
        // Names only: Enum.Parse would take "7" too.
        return Enum.TryParse<T>(text, ignoreCase: false, out var value) && Enum.GetName(value) == text
            ? value : throw new EventFormatException(name, $"'{text}' is none of {string.Join(", ", Enum.GetNames<T>())}");
    }
}
