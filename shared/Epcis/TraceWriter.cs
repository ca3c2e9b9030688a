using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>The extension fields as JSON; nested keys carry the prefix too, they would lose their meaning in JSON-LD otherwise.</summary>
internal static class TraceWriter
{
    public static void Write(Utf8JsonWriter json, TraceFields trace)
    {
        EventWriter.Text(json, "trace:gateway", trace.Gateway);
        EventWriter.Text(json, "trace:station", trace.Station);
        EventWriter.Text(json, "trace:device", trace.Device);
        EventWriter.Text(json, "trace:operator", trace.Operator);
        EventWriter.Text(json, "trace:capture", trace.Capture);
        EventWriter.Text(json, "trace:raw", trace.Raw);
        if (trace.Clock is { } clock) WriteClock(json, clock);
        if (trace.Lot is { } lot) WriteLot(json, lot);
        if (trace.From is { } from) WriteFrom(json, from);
        if (trace.Pick is { } pick) WritePick(json, pick);
        if (trace.Refusal is { } refusal)
        {
            json.WriteStartObject("trace:refusal");
            json.WriteString("trace:reason", refusal.Reason);
            json.WriteString("trace:raw", refusal.Raw);
            json.WriteEndObject();
        }
        if (trace.Hold is { } hold)
        {
            json.WriteStartObject("trace:hold");
            EventWriter.Text(json, "trace:id", hold.Id);
            EventWriter.Text(json, "trace:reason", hold.Reason);
            json.WriteEndObject();
        }
        EventWriter.Text(json, "trace:completes", trace.Completes);
        if (trace.Feed is { } feed) WriteFeed(json, feed);
        EventWriter.Text(json, "trace:position", trace.Position);
        if (trace.CountScope is { } scope)
        {
            json.WriteStartObject("trace:count");
            json.WriteString("trace:scope", scope);
            json.WriteEndObject();
        }
        EventWriter.Text(json, "trace:reason", trace.Reason);
        EventWriter.Text(json, "trace:authorisedBy", trace.AuthorisedBy);
        if (trace.Copy is { } copy) json.WriteNumber("trace:copy", copy);
        if (trace.Findings.Count > 0) EventWriter.Strings(json, "trace:findings", trace.Findings);
    }

    private static void WriteClock(Utf8JsonWriter json, TraceClock clock)
    {
        json.WriteStartObject("trace:clock");
        json.WriteString("trace:quality", clock.Quality);
        Number(json, "trace:maxErrorMs", clock.MaxErrorMs);
        EventWriter.Text(json, "trace:bootId", clock.BootId);
        if (clock.MonotonicNs is { } monotonic) json.WriteNumber("trace:monotonicNs", monotonic);
        json.WriteEndObject();
    }

    private static void WriteLot(Utf8JsonWriter json, TraceLot lot)
    {
        json.WriteStartObject("trace:lot");
        Date(json, "trace:expiry", lot.Expiry);
        Date(json, "trace:bestBefore", lot.BestBefore);
        Date(json, "trace:production", lot.Production);
        EventWriter.Text(json, "trace:supplierLot", lot.SupplierLot);
        EventWriter.Text(json, "trace:lotCodeSource", lot.LotCodeSource);
        json.WriteEndObject();
    }

    private static void WriteFrom(Utf8JsonWriter json, TraceFrom from)
    {
        json.WriteStartObject("trace:from");
        json.WriteString("trace:place", from.Place);
        EventWriter.Text(json, "trace:run", from.Run);
        EventWriter.Text(json, "trace:position", from.Position);
        json.WriteEndObject();
    }

    private static void WritePick(Utf8JsonWriter json, TracePick pick)
    {
        json.WriteStartObject("trace:pick");
        json.WriteString("trace:verdict", pick.Verdict);
        EventWriter.Text(json, "trace:reason", pick.Reason);
        json.WriteString("trace:rotation", pick.Rotation);
        EventWriter.Strings(json, "trace:expected", pick.Expected);
        json.WriteNumber("trace:directoryRevision", pick.DirectoryRevision);
        json.WriteNumber("trace:directoryAgeMs", pick.DirectoryAgeMs);
        EventWriter.Text(json, "trace:authorisedBy", pick.AuthorisedBy);
        json.WriteEndObject();
    }

    private static void WriteFeed(Utf8JsonWriter json, TraceFeed feed)
    {
        json.WriteStartObject("trace:feed");
        json.WriteString("trace:rule", feed.Rule);
        Number(json, "trace:overlapUnits", feed.OverlapUnits);
        Number(json, "trace:overlapSeconds", feed.OverlapSeconds);
        Number(json, "trace:earlyUnits", feed.EarlyUnits);
        Number(json, "trace:earlySeconds", feed.EarlySeconds);
        Number(json, "trace:quantityPer", feed.QuantityPer);
        if (feed.OneAtATime) json.WriteBoolean("trace:oneAtATime", true);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    private static void Date(Utf8JsonWriter json, string name, DateOnly? value)
    {
        if (value is { } date) json.WriteString(name, EventWriter.Date(date));
    }
}
