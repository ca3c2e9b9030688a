using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>What the standard demands of an event beyond single values (EPCIS 2.0 section 7.4 and its JSON schema): which members, which of them together.</summary>
internal static class ForeignShape
{
    public static readonly HashSet<string> QuantityMembers = ["epcClass", "quantity", "uom"];

    public static readonly Dictionary<string, HashSet<string>> ReferenceMembers =
        new[] { "bizTransaction", "source", "destination" }.ToDictionary(name => name, name => new HashSet<string>(StringComparer.Ordinal) { "type", name });

    private static readonly HashSet<string> ErrorMembers = ["declarationTime", "reason", "correctiveEventIDs"];
    private static readonly HashSet<string> PersistentMembers = ["set", "unset"];
    private static readonly HashSet<string> SensorElementMembers = ["sensorMetadata", "sensorReport"];
    private static readonly HashSet<string> Nothing = [];

    public static EventType TypeOf(Node type, EventContext context)
    {
        var text = type.AsText();
        const string epcis = "https://ref.gs1.org/epcis/";
        var full = context.Expand(text);
        var name = full.StartsWith(epcis, StringComparison.Ordinal) ? full[epcis.Length..] : text;
        if (Enum.TryParse<EventType>(name, ignoreCase: false, out var known) && Enum.GetName(known) == name) return known;
        var standard = string.Join(", ", Enum.GetNames<EventType>());
        throw type.Wrong(name.Contains(':', StringComparison.Ordinal)
            ? $"'{text}' is an event type of your own; only those of the standard can be traced: {standard}"
            : $"'{text}' is no event type; the standard has {standard}");
    }

    public static EventAction ActionOf(Node action) => action.AsText() switch
    {
        "ADD" => EventAction.ADD,
        "OBSERVE" => EventAction.OBSERVE,
        "DELETE" => EventAction.DELETE,
        var other => throw action.Wrong($"'{other}' is no action; ADD, OBSERVE or DELETE is expected"),
    };

    public static void Check(Node json, EventType type)
    {
        json.Only(CbvTable.Members[type], Article(type));
        EventAction? action = type == EventType.TransformationEvent ? null : ActionOf(json.Required("action"));
        Certificates(json);
        if (json.Member("errorDeclaration") is { } error) error.AsObject().Only(ErrorMembers, "an error declaration");
        if (json.Member("persistentDisposition") is { } persistent) Persistent(persistent);
        if (json.Member("sensorElementList") is { } sensors)
            foreach (var element in sensors.Items()) Sensor(element.AsObject());
        if (json.Member("ilmd") is { } ilmd)
        {
            if (action is EventAction.OBSERVE or EventAction.DELETE) throw ilmd.Wrong($"may not stand in an event with action {action}; only ADD gives birth");
            ilmd.AsObject().Only(Nothing, "ilmd");
        }
        Together(json, type, action);
    }

    private static void Together(Node json, EventType type, EventAction? action)
    {
        switch (type)
        {
            case EventType.ObjectEvent when json.Member("epcList") is null && !Any(json, "quantityList")
                && !(Any(json, "sensorElementList") && json.Member("readPoint") is not null):
                throw json.Wrong("names no thing: epcList or quantityList is expected, or sensorElementList with a readPoint");
            case EventType.AssociationEvent when json.Member("parentID") is null:
                throw json.Required("parentID").Wrong("is missing");
            case EventType.AggregationEvent or EventType.AssociationEvent when action != EventAction.DELETE && !Any(json, "childEPCs") && !Any(json, "childQuantityList"):
                throw json.Wrong("has no child: childEPCs or childQuantityList is expected where the action is not DELETE");
            case EventType.AggregationEvent when action != EventAction.OBSERVE && json.Member("parentID") is null:
                throw json.Required("parentID").Wrong("is missing");
            case EventType.TransactionEvent when !Any(json, "bizTransactionList"):
                throw json.Required("bizTransactionList").Wrong("is empty");
            case EventType.TransactionEvent when action != EventAction.DELETE && json.Member("epcList") is null
                && !Any(json, "quantityList") && json.Member("parentID") is null:
                throw json.Wrong("names no thing: epcList, quantityList or parentID is expected where the action is not DELETE");
            case EventType.TransformationEvent:
                var input = Any(json, "inputEPCList") || Any(json, "inputQuantityList");
                var output = Any(json, "outputEPCList") || Any(json, "outputQuantityList");
                if (!input && !output || input != output && json.Member("transformationID") is null)
                    throw json.Wrong("needs inputs and outputs, or a transformationID and one of them");
                break;
        }
    }

    private static bool Any(Node json, string list) => json.Member(list) is { Json: { ValueKind: JsonValueKind.Array } all } && all.GetArrayLength() > 0;

    private static void Certificates(Node json)
    {
        if (json.Member("certificationInfo") is not { } info) return;
        if (info.Json.ValueKind != JsonValueKind.Array) info.AsUri();
        else foreach (var one in info.Items()) one.AsUri();
    }

    private static void Persistent(Node json)
    {
        json.AsObject().Only(PersistentMembers, "persistentDisposition", extensible: false);
        if (!Any(json, "set") && !Any(json, "unset")) throw json.Wrong("sets and unsets nothing");
    }

    private static void Sensor(Node element)
    {
        element.Only(SensorElementMembers, "a sensor element");
        if (element.Member("sensorMetadata") is { } metadata)
        {
            metadata.AsObject().Only(CbvTable.SensorMetadata, "sensorMetadata");
            foreach (var time in (ReadOnlySpan<string>)["time", "startTime", "endTime"]) metadata.Member(time)?.AsTime();
        }
        if (!Any(element, "sensorReport")) throw element.Required("sensorReport").Wrong("is empty");
        foreach (var report in element.Required("sensorReport").Items())
        {
            report.AsObject().Only(CbvTable.SensorReport, "a sensor report");
            report.Required("type").AsText();
            report.Member("time")?.AsTime();
            foreach (var number in (ReadOnlySpan<string>)["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"])
                if (report.Member(number) is { Json.ValueKind: not JsonValueKind.Number } wrong) throw wrong.Wrong("must be a number");
        }
    }

    private static string Article(EventType type) => type is EventType.TransactionEvent or EventType.TransformationEvent ? $"a {type}" : $"an {type}";
}
