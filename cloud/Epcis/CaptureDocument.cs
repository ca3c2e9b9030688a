using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>
/// An EPCISDocument (EPCIS 2.0 section 10) cut into its events without building a tree: one pass checks the whole as JSON and notes
/// where each event lies, so that memory stays that of the body and one event. What is wrong with the document as a whole is refused
/// here, before a job is made; what is wrong with an event is the job's affair.
/// </summary>
internal sealed class CaptureDocument
{
    public const int MaxBytes = 10_000_000;
    public const int MaxEvents = 10_000;
    public const string EventList = "/epcisBody/eventList";

    private const int MaxDepth = 64;

    private static readonly HashSet<string> Known =
        ["@context", "id", "type", "schemaVersion", "creationDate", "instanceIdentifier", "sender", "receiver", "epcisHeader", "epcisBody"];

    private readonly ReadOnlyMemory<byte> _body;
    private readonly List<Range> _events = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private Range? _context;
    private string? _type, _version, _created;
    private bool _hasList;

    private CaptureDocument(ReadOnlyMemory<byte> body) => _body = body;

    /// <summary>The document's @context as it was sent.</summary>
    public byte[] Context => _body.Span[_context!.Value].ToArray();

    public int Count => _events.Count;

    /// <summary>The bytes of one event as they were sent.</summary>
    public ReadOnlyMemory<byte> Event(int index) => _body[_events[index]];

    /// <exception cref="EpcisRefusedException">It is no document that can be captured.</exception>
    public static CaptureDocument Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0) throw Refused("The body is empty; an EPCISDocument is expected.");
        if (body.Span.StartsWith("\uFEFF"u8)) throw Refused("The body begins with a byte order mark; send UTF-8 without one.");
        if (!Utf8.IsValid(body.Span)) throw Refused("The body is not UTF-8; send JSON in UTF-8.");
        var document = new CaptureDocument(body);
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            document.Scan(ref reader);
        }
        catch (JsonException e)
        {
            throw Refused(reader.CurrentDepth >= MaxDepth - 1
                ? $"Line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: nested deeper than {MaxDepth} levels; flatten it."
                : $"The body is no JSON from line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            throw Refused($"A text at byte {reader.TokenStartIndex + 1} holds half of a surrogate pair; send whole characters.");
        }
        document.Check();
        return document;
    }

    private void Scan(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw Refused("The body is no JSON object; an EPCISDocument is expected.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!_seen.Add(name)) throw Refused($"The member {Shown(name)} stands twice in the document; send it once.", $"/{name}");
            if (!Known.Contains(name) && !name.Contains(':', StringComparison.Ordinal))
                throw Refused($"{Shown(name)} is no member of an EPCISDocument; a field of your own carries a prefix.", $"/{name}");
            reader.Read();
            switch (name)
            {
                case "@context": _context = Skipped(ref reader); break;
                case "type": _type = Text(ref reader, name); break;
                case "schemaVersion": _version = Text(ref reader, name); break;
                case "creationDate": _created = Text(ref reader, name); break;
                case "epcisBody": ScanBody(ref reader); break;
                default: reader.Skip(); break;
            }
        }
        // What follows the document must be nothing: the reader says so itself.
        reader.Read();
    }

    private void ScanBody(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Refused("epcisBody must be an object with an eventList.", "/epcisBody");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name != "eventList")
            {
                if (name == "queryResults") _type ??= "EPCISQueryDocument";
                else if (!name.Contains(':', StringComparison.Ordinal))
                    throw Refused($"{Shown(name)} is no member of epcisBody; an eventList is expected.", $"/epcisBody/{name}");
                reader.Skip();
                continue;
            }
            if (_hasList) throw Refused("epcisBody holds two lists of events; send one.", EventList);
            if (reader.TokenType != JsonTokenType.StartArray) throw Refused("eventList must be a list of events.", EventList);
            _hasList = true;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (_events.Count == MaxEvents)
                    throw new EpcisRefusedException(EpcisProblem.TooLarge($"The document holds more than {MaxEvents} events; send it in parts."));
                _events.Add(Skipped(ref reader));
            }
        }
    }

    private void Check()
    {
        if (_type == "EPCISQueryDocument")
            throw Refused("This is an EPCISQueryDocument, the answer to a query; only an EPCISDocument is captured. Put its events into the eventList of one.", "/type");
        if (Enum.GetNames<EventType>().Contains(_type))
            throw Refused($"This is a single {_type}; POST it to /epcis/events, or put it into an EPCISDocument.", "/type");
        if (_type != "EPCISDocument")
            throw Refused(_type is null ? "type is missing; EPCISDocument is expected." : $"type is '{Shown(_type)}'; EPCISDocument is expected.", "/type");
        if (_context is null)
            throw Refused("@context is missing; it must name the EPCIS context, https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld.", "/@context");
        if (_version is null) throw Refused("schemaVersion is missing; 2.0 is expected.", "/schemaVersion");
        if (_version != "2" && !_version.StartsWith("2.", StringComparison.Ordinal))
            throw Refused($"schemaVersion is '{Shown(_version)}'; 2.0 is expected.", "/schemaVersion");
        if (_created is null) throw Refused("creationDate is missing.", "/creationDate");
        if (!_hasList) throw Refused("epcisBody with an eventList is missing.", "/epcisBody");
        try
        {
            EventContext.Read(Context);
        }
        catch (EventFormatException e)
        {
            throw new EpcisRefusedException(EpcisProblem.Of(e, "Nothing of the document was stored."));
        }
    }

    private static Range Skipped(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static string Text(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Refused($"{name} must be text.", $"/{name}");

    private static string Shown(string text) => new StringBuilder(text.Length <= 60 ? text : text[..60] + "…").Replace('\0', '?').ToString();

    private static EpcisRefusedException Refused(string detail, string? pointer = null) => new(EpcisProblem.Invalid(detail, pointer));
}
