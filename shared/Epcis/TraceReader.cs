using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>Reads the extension fields that <see cref="TraceWriter"/> writes.</summary>
internal static class TraceReader
{
    public static TraceFields? Read(JsonElement json)
    {
        var any = false;
        foreach (var member in json.EnumerateObject())
            if (any = member.Name.StartsWith("trace:", StringComparison.Ordinal)) break;
        if (!any) return null;
        return new TraceFields
        {
            Gateway = JsonFields.Text(json, "trace:gateway"),
            Station = JsonFields.Text(json, "trace:station"),
            Device = JsonFields.Text(json, "trace:device"),
            Operator = JsonFields.Text(json, "trace:operator"),
            Capture = JsonFields.Text(json, "trace:capture"),
            Raw = JsonFields.Text(json, "trace:raw"),
            Clock = JsonFields.Object(json, "trace:clock") is { } clock ? Clock(clock) : null,
            Lot = JsonFields.Object(json, "trace:lot") is { } lot ? Lot(lot) : null,
            From = JsonFields.Object(json, "trace:from") is { } from
                ? new TraceFrom(Required(from, "trace:place"), JsonFields.Text(from, "trace:run"), JsonFields.Text(from, "trace:position")) : null,
            Pick = JsonFields.Object(json, "trace:pick") is { } pick ? Pick(pick) : null,
            Refusal = JsonFields.Object(json, "trace:refusal") is { } refusal
                ? new TraceRefusal(Required(refusal, "trace:reason"), Required(refusal, "trace:raw")) : null,
            Hold = JsonFields.Object(json, "trace:hold") is { } hold ? new TraceHold(JsonFields.Text(hold, "trace:id"), JsonFields.Text(hold, "trace:reason")) : null,
            Completes = JsonFields.Text(json, "trace:completes"),
            Feed = JsonFields.Object(json, "trace:feed") is { } feed ? Feed(feed) : null,
            Position = JsonFields.Text(json, "trace:position"),
            CountScope = JsonFields.Object(json, "trace:count") is { } count ? Required(count, "trace:scope") : null,
            Reason = JsonFields.Text(json, "trace:reason"),
            AuthorisedBy = JsonFields.Text(json, "trace:authorisedBy"),
            Copy = Whole(json, "trace:copy"),
            Findings = JsonFields.Strings(json, "trace:findings") ?? [],
        };
    }

    private static TraceClock Clock(JsonElement json) => new(Required(json, "trace:quality"), JsonFields.Number(json, "trace:maxErrorMs"),
        JsonFields.Text(json, "trace:bootId"), Whole(json, "trace:monotonicNs"));

    private static TraceLot Lot(JsonElement json) => new(JsonFields.Date(json, "trace:expiry"), JsonFields.Date(json, "trace:bestBefore"),
        JsonFields.Date(json, "trace:production"), JsonFields.Text(json, "trace:supplierLot"), JsonFields.Text(json, "trace:lotCodeSource"));

    private static TracePick Pick(JsonElement json) => new(Required(json, "trace:verdict"), JsonFields.Text(json, "trace:reason"),
        JsonFields.Text(json, "trace:rotation") ?? "fifo", JsonFields.Strings(json, "trace:expected") ?? [],
        Whole(json, "trace:directoryRevision") ?? 0, Whole(json, "trace:directoryAgeMs") ?? 0, JsonFields.Text(json, "trace:authorisedBy"));

    private static TraceFeed Feed(JsonElement json) => new()
    {
        Rule = Required(json, "trace:rule"),
        OverlapUnits = JsonFields.Number(json, "trace:overlapUnits"),
        OverlapSeconds = JsonFields.Number(json, "trace:overlapSeconds"),
        EarlyUnits = JsonFields.Number(json, "trace:earlyUnits"),
        EarlySeconds = JsonFields.Number(json, "trace:earlySeconds"),
        QuantityPer = JsonFields.Number(json, "trace:quantityPer"),
        OneAtATime = JsonFields.Flag(json, "trace:oneAtATime"),
    };

    private static string Required(JsonElement json, string name) => JsonFields.Text(json, name) ?? throw new EventFormatException(name, "is missing");

    private static long? Whole(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw new EventFormatException(name, "must be a whole number");
    }
}
