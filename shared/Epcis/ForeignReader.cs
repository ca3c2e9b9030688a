using System.Text.Json;
using System.Text.RegularExpressions;

namespace Traceability.Epcis;

/// <summary>
/// Reads one event of a partner's EPCIS 2.0 JSON-LD as the standard allows it to be spelled, and normalises while reading: names by
/// namespace, vocabulary to bare words, things to canonical URIs. The bytes themselves stay as they came; reading them again with the
/// same context gives the same event. The gateways' events do not come here: <see cref="EventReader"/> is their strict reader.
/// </summary>
public static partial class ForeignReader
{
    /// <summary>Most names of things in one list.</summary>
    public const int MostEpcs = 10_000;

    internal static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <param name="utf8">One event.</param>
    /// <param name="context">What the document around it binds; the event's own @context is added.</param>
    /// <param name="eventId">Its id where that is known already; else its own, or the CBV hash where it has none.</param>
    /// <param name="pointer">JSON Pointer of the event in what was sent.</param>
    /// <exception cref="EventFormatException">The member, as a JSON Pointer, and what is wrong with it.</exception>
    public static EpcisEvent Read(ReadOnlyMemory<byte> utf8, EventContext context, string? eventId = null, string pointer = "")
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var json = new Node(document.RootElement, pointer).AsObject();
            // Escapes are the only way for half characters and NUL to come in: the bytes themselves are UTF-8.
            if (utf8.Span.IndexOf("\\u"u8) >= 0) RefuseHalves(json);
            return Read(json, json.Member("@context") is { } own ? context.With(own) : context, eventId);
        }
        catch (JsonException e)
        {
            throw new EventFormatException(pointer, $"is no event that can be read: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new EventFormatException(pointer, "has a member whose name holds half of a surrogate pair; send whole characters");
        }
    }

    private static EpcisEvent Read(Node json, EventContext context, string? eventId)
    {
        var type = ForeignShape.TypeOf(json.Required("type"), context);
        ForeignShape.Check(json, type);
        var offset = json.Required("eventTimeZoneOffset");
        return new EpcisEvent
        {
            Type = type,
            EventTime = json.Required("eventTime").AsTime(),
            EventTimeZoneOffset = Offset().IsMatch(offset.AsText()) ? offset.AsText() : throw offset.Wrong($"'{offset.AsText()}' is no offset such as +01:00"),
            Action = json.Member("action") is { } action ? ForeignShape.ActionOf(action) : null,
            BizStep = Word(json, "bizStep", Cbv.BizStep, context),
            Disposition = Word(json, "disposition", Cbv.Disposition, context),
            PersistentDisposition = json.Member("persistentDisposition") is { } p
                ? new PersistentDisposition(Words(p, "set", Cbv.Disposition, context) ?? [], Words(p, "unset", Cbv.Disposition, context) ?? []) : null,
            ReadPoint = Place(json, "readPoint", context),
            BizLocation = Place(json, "bizLocation", context),
            BizTransactionList = References(json, "bizTransactionList", "bizTransaction", Cbv.BizTransaction, context),
            SourceList = References(json, "sourceList", "source", Cbv.Party, context),
            DestinationList = References(json, "destinationList", "destination", Cbv.Party, context),
            EpcList = Epcs(json, "epcList", context),
            QuantityList = Quantities(json, "quantityList", context),
            ParentId = json.Member("parentID") is { } parent ? CanonicalId.Of(parent, context) : null,
            ChildEpcs = Epcs(json, "childEPCs", context) ?? [],
            ChildQuantityList = Quantities(json, "childQuantityList", context),
            TransformationId = json.Member("transformationID") is { } run ? CanonicalId.Of(run, context) : null,
            InputEpcList = Epcs(json, "inputEPCList", context) ?? [],
            InputQuantityList = Quantities(json, "inputQuantityList", context),
            OutputEpcList = Epcs(json, "outputEPCList", context) ?? [],
            OutputQuantityList = Quantities(json, "outputQuantityList", context),
            Ilmd = json.Member("ilmd") is { } ilmd ? ForeignExtensions.Ilmd(ilmd, context) : null,
            ErrorDeclaration = json.Member("errorDeclaration") is { } error ? Error(error, context) : null,
            Trace = ForeignExtensions.Trace(json, context),
            // Last, because the hash goes through everything that has been checked by then.
            EventId = eventId ?? json.Member("eventID")?.AsUri() ?? EventHash.IdOf(json, context),
        };
    }

    private static ErrorDeclaration Error(Node json, EventContext context)
    {
        var corrective = new List<string>();
        if (json.Member("correctiveEventIDs") is { } ids)
            foreach (var id in ids.Items()) corrective.Add(id.AsUri());
        return new ErrorDeclaration(json.Required("declarationTime").AsTime(), Word(json, "reason", Cbv.ErrorReason, context), corrective,
            ForeignExtensions.Trace(json, context));
    }

    private static string? Word(Node json, string name, Cbv list, EventContext context) => json.Member(name) is { } at ? list.Word(at, context) : null;

    private static List<string>? Words(Node json, string name, Cbv list, EventContext context)
    {
        if (json.Member(name) is not { } all) return null;
        var words = new List<string>();
        foreach (var at in all.Items()) words.Add(list.Word(at, context));
        return words;
    }

    private static string? Place(Node json, string name, EventContext context) =>
        json.Member(name) is { } place ? CanonicalId.Of(place.AsObject().Required("id"), context) : null;

    private static List<string>? Epcs(Node json, string name, EventContext context)
    {
        if (json.Member(name) is not { } list) return null;
        var epcs = new List<string>();
        foreach (var at in list.Items())
            if (epcs.Count == MostEpcs) throw list.Wrong($"holds more than {MostEpcs} names; send several events");
            else epcs.Add(CanonicalId.Of(at, context));
        return epcs;
    }

    private static List<QuantityElement> Quantities(Node json, string name, EventContext context)
    {
        var quantities = new List<QuantityElement>();
        if (json.Member(name) is not { } list) return quantities;
        foreach (var at in list.Items())
        {
            if (quantities.Count == MostEpcs) throw list.Wrong($"holds more than {MostEpcs} entries; send several events");
            at.AsObject().Only(ForeignShape.QuantityMembers, "a quantity element", extensible: false);
            var uom = at.Member("uom");
            if (uom is { } unit && !Unit().IsMatch(unit.AsText())) throw unit.Wrong($"'{unit.AsText()}' is no unit code of UN/ECE Recommendation 20");
            quantities.Add(new QuantityElement(CanonicalId.Of(at.Required("epcClass"), context), at.Member("quantity")?.AsNumber(), uom?.AsText()));
        }
        return quantities;
    }

    private static List<TypedReference> References(Node json, string list, string member, Cbv types, EventContext context)
    {
        var references = new List<TypedReference>();
        if (json.Member(list) is not { } all) return references;
        foreach (var at in all.Items())
        {
            at.AsObject().Only(ForeignShape.ReferenceMembers[member], $"an entry of {list}", extensible: false);
            // A business document may go without a type, a source or destination may not (EPCIS 2.0 section 7.3.5).
            var type = types == Cbv.Party ? types.Word(at.Required("type"), context) : Word(at, "type", types, context) ?? "";
            var id = at.Required(member);
            var isParty = type is Vocabulary.Party.Owning or Vocabulary.Party.Possessing;
            references.Add(new TypedReference(type, isParty ? CanonicalId.OfParty(id, context) : CanonicalId.Of(id, context)));
        }
        return references;
    }

    private static void RefuseHalves(Node at)
    {
        switch (at.Json.ValueKind)
        {
            case JsonValueKind.String: at.AsText(); break;
            case JsonValueKind.Array:
                foreach (var item in at.Items()) RefuseHalves(item);
                break;
            case JsonValueKind.Object:
                try
                {
                    foreach (var (name, value) in at.Members())
                        if (name.Contains('\0', StringComparison.Ordinal)) throw at.Wrong("has a member whose name holds a NUL character; take it out");
                        else RefuseHalves(value);
                }
                catch (InvalidOperationException)
                {
                    throw at.Wrong("has a member whose name holds half of a surrogate pair; send whole characters");
                }
                break;
        }
    }

    [GeneratedRegex(@"^[+-](0[0-9]|1[0-3]):[0-5][0-9]$|^[+-]14:00$", RegexOptions.NonBacktracking)]
    private static partial Regex Offset();

    [GeneratedRegex("^[A-Z0-9]{2,3}$", RegexOptions.NonBacktracking)]
    private static partial Regex Unit();
}
