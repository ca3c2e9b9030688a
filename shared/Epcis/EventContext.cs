using System.Text.Json;

namespace Traceability.Epcis;

/// <summary>
/// What the names of a document are bound to by its <c>@context</c> (JSON-LD 1.1, as EPCIS 2.0 uses it): prefixes and their
/// namespaces. Contexts on the network are never fetched; what the published EPCIS context binds is built in. A member is known
/// by its namespace, whatever prefix a partner writes for it.
/// </summary>
public sealed class EventContext
{
    /// <summary>The largest context that is read, in bytes.</summary>
    public const int MaxBytes = 65_536;

    /// <summary>Terms may be defined through each other; real contexts go one step.</summary>
    private const int MostSteps = 8;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly Dictionary<string, string> _namespaces;

    private EventContext(Dictionary<string, string> namespaces) => _namespaces = namespaces;

    /// <summary>The prefixes of the EPCIS 2.0 context, nothing else.</summary>
    public static EventContext Standard { get; } = new(new(StringComparer.Ordinal)
    {
        ["epcis"] = "https://ref.gs1.org/epcis/",
        ["cbv"] = Cbv.Namespace,
        ["cbvmda"] = Cbv.MasterData,
        ["gs1"] = Cbv.WebVocabulary,
        ["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#",
        ["owl"] = "http://www.w3.org/2002/07/owl#",
        ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
        ["dcterms"] = "http://purl.org/dc/terms/",
    });

    /// <summary>The binding that the gateways' events have without saying so.</summary>
    public static EventContext Own { get; } = Standard.With("trace", Vocabulary.Namespace);

    /// <exception cref="EventFormatException">The context is none.</exception>
    public static EventContext Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes) throw new EventFormatException("/@context", $"is larger than {MaxBytes} bytes");
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Standard.With(new Node(document.RootElement, "/@context"));
        }
        catch (JsonException e)
        {
            throw new EventFormatException("/@context", $"is no JSON that can be read: {e.Message}");
        }
    }

    /// <summary>This context and what another adds: a string, an object of terms, or a list of both.</summary>
    internal EventContext With(Node context)
    {
        var namespaces = new Dictionary<string, string>(_namespaces, StringComparer.Ordinal);
        Add(namespaces, context);
        return new EventContext(namespaces);
    }

    /// <summary>A compact name or URI in full where its prefix is bound; anything else as it is.</summary>
    public string Expand(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || name.AsSpan(colon + 1).StartsWith("//")) return name;
        return _namespaces.TryGetValue(name[..colon], out var bound) ? bound + name[(colon + 1)..] : name;
    }

    /// <summary>The local name where the member belongs to a namespace, under any prefix or written in full; else null.</summary>
    public string? Local(string member, string ofNamespace)
    {
        var full = Expand(member);
        return full.Length > ofNamespace.Length && full.StartsWith(ofNamespace, StringComparison.Ordinal) ? full[ofNamespace.Length..] : null;
    }

    /// <summary>Namespace and local name of a prefixed member; a null namespace where the prefix is bound to nothing.</summary>
    public (string? Namespace, string Local) Split(string member)
    {
        var colon = member.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && _namespaces.TryGetValue(member[..colon], out var bound)) return (bound, member[(colon + 1)..]);
        return (null, member);
    }

    private EventContext With(string prefix, string ofNamespace) => new(new(_namespaces, StringComparer.Ordinal) { [prefix] = ofNamespace });

    private static void Add(Dictionary<string, string> namespaces, Node context)
    {
        switch (context.Json.ValueKind)
        {
            case JsonValueKind.String or JsonValueKind.Null: return;
            case JsonValueKind.Array:
                foreach (var part in context.Items())
                    if (part.Json.ValueKind == JsonValueKind.Array) throw part.Wrong("is a list inside a list");
                    else Add(namespaces, part);
                return;
            case JsonValueKind.Object: break;
            default: throw context.Wrong("must be a URI, an object of prefixes, or a list of these");
        }
        var terms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var term in context.Members())
            if (Meaning(term.Value) is { } meaning && term.Name[0] != '@') terms[term.Name] = meaning;
        foreach (var (name, meaning) in terms) namespaces[name] = Resolve(meaning, terms, namespaces);
    }

    private static string? Meaning(Node term) => term.Json.ValueKind switch
    {
        JsonValueKind.String => term.AsText(),
        JsonValueKind.Object => term.Text("@id"),
        _ => null,
    };

    private static string Resolve(string meaning, Dictionary<string, string> terms, Dictionary<string, string> namespaces)
    {
        for (var step = 0; step < MostSteps; step++)
        {
            var colon = meaning.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || meaning.AsSpan(colon + 1).StartsWith("//")) break;
            if (!terms.TryGetValue(meaning[..colon], out var through) && !namespaces.TryGetValue(meaning[..colon], out through)) break;
            meaning = through + meaning[(colon + 1)..];
        }
        return meaning;
    }
}
