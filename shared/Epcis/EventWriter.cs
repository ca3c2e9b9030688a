using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>
/// An event as EPCIS 2.0 JSON-LD (ISO/IEC 19987 annex B), members in the standard's order. The same event always gives
/// the same bytes: these bytes are journaled, hashed and kept.
/// </summary>
public static class EventWriter
{
    public static byte[] Write(EpcisEvent e)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer)) Write(json, e);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Utf8JsonWriter json, EpcisEvent e)
    {
        json.WriteStartObject();
        json.WriteString("type", e.Type.ToString());
        json.WriteString("eventID", e.EventId);
        json.WriteString("eventTime", Time(e.EventTime));
        json.WriteString("eventTimeZoneOffset", e.EventTimeZoneOffset);
        if (e.RecordTime is { } recorded) json.WriteString("recordTime", Time(recorded));
        if (e.ErrorDeclaration is { } error) WriteError(json, error);
        WriteWhat(json, e);
        Text(json, "bizStep", e.BizStep);
        Text(json, "disposition", e.Disposition);
        if (e.PersistentDisposition is { } persistent) WritePersistent(json, persistent);
        Place(json, "readPoint", e.ReadPoint);
        Place(json, "bizLocation", e.BizLocation);
        References(json, "bizTransactionList", "bizTransaction", e.BizTransactionList);
        References(json, "sourceList", "source", e.SourceList);
        References(json, "destinationList", "destination", e.DestinationList);
        if (e.Ilmd is { } ilmd) WriteIlmd(json, ilmd);
        if (e.Trace is { } trace) TraceWriter.Write(json, trace);
        json.WriteEndObject();
    }

    /// <summary>ISO 8601 UTC with milliseconds, as every time of ours is written.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void WriteWhat(Utf8JsonWriter json, EpcisEvent e)
    {
        if (e.EpcList is { } epcs) Strings(json, "epcList", epcs);
        Quantities(json, "quantityList", e.QuantityList);
        Text(json, "parentID", e.ParentId);
        // An aggregation or association lists its children even when there are none: "no children" means all of them.
        if (e.ChildEpcs.Count > 0 || e.Type is EventType.AggregationEvent or EventType.AssociationEvent) Strings(json, "childEPCs", e.ChildEpcs);
        Quantities(json, "childQuantityList", e.ChildQuantityList);
        if (e.InputEpcList.Count > 0) Strings(json, "inputEPCList", e.InputEpcList);
        Quantities(json, "inputQuantityList", e.InputQuantityList);
        if (e.OutputEpcList.Count > 0) Strings(json, "outputEPCList", e.OutputEpcList);
        Quantities(json, "outputQuantityList", e.OutputQuantityList);
        Text(json, "transformationID", e.TransformationId);
        if (e.Action is { } action) json.WriteString("action", action.ToString());
    }

    private static void WriteError(Utf8JsonWriter json, ErrorDeclaration error)
    {
        json.WriteStartObject("errorDeclaration");
        json.WriteString("declarationTime", Time(error.DeclarationTime));
        Text(json, "reason", error.Reason);
        if (error.CorrectiveEventIds.Count > 0) Strings(json, "correctiveEventIDs", error.CorrectiveEventIds);
        if (error.Trace is { } trace) TraceWriter.Write(json, trace);
        json.WriteEndObject();
    }

    private static void WritePersistent(Utf8JsonWriter json, PersistentDisposition persistent)
    {
        json.WriteStartObject("persistentDisposition");
        if (persistent.Set.Count > 0) Strings(json, "set", persistent.Set);
        if (persistent.Unset.Count > 0) Strings(json, "unset", persistent.Unset);
        json.WriteEndObject();
    }

    private static void WriteIlmd(Utf8JsonWriter json, Ilmd ilmd)
    {
        json.WriteStartObject("ilmd");
        Text(json, "cbvmda:lotNumber", ilmd.LotNumber);
        if (ilmd.ItemExpirationDate is { } expiry) json.WriteString("cbvmda:itemExpirationDate", Date(expiry));
        json.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter json, string name, string? id)
    {
        if (id is null) return;
        json.WriteStartObject(name);
        json.WriteString("id", id);
        json.WriteEndObject();
    }

    private static void References(Utf8JsonWriter json, string list, string member, IReadOnlyList<TypedReference> references)
    {
        if (references.Count == 0) return;
        json.WriteStartArray(list);
        foreach (var reference in references)
        {
            json.WriteStartObject();
            json.WriteString("type", reference.Type);
            json.WriteString(member, reference.Id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Quantities(Utf8JsonWriter json, string name, IReadOnlyList<QuantityElement> quantities)
    {
        if (quantities.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var element in quantities)
        {
            json.WriteStartObject();
            json.WriteString("epcClass", element.EpcClass);
            if (element.Quantity is { } quantity) json.WriteNumber("quantity", quantity);
            Text(json, "uom", element.Uom);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    internal static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    internal static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }
}
