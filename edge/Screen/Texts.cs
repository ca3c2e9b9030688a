using System.Globalization;
using System.Text.Json;

namespace Traceability.Edge.Screen;

/// <summary>
/// One language of the screen. A language is one file in the folder texts: its name, the screen's own texts by key, and phrases,
/// which are the sentences of station rules and devices with numbers in place of what is inserted. Adding the file adds the language.
/// </summary>
public sealed class Texts
{
    public const string Fallback = "en";
    private const string Prefix = "screen/texts/";
    private static readonly Dictionary<string, Texts> Languages = LoadAll();

    private readonly Dictionary<string, string> _texts;
    private readonly List<Phrase> _phrases;

    private Texts(string code, string name, Dictionary<string, string> texts, IEnumerable<KeyValuePair<string, string>> phrases)
    {
        (Code, Name, _texts) = (code, name, texts);
        // The phrase that fixes most of a sentence is the one that was meant: "moved to {0}: an older lot ..." before "moved to {0}".
        _phrases = [.. phrases.Select(p => new Phrase(p.Key, p.Value)).OrderByDescending(p => p.Fixed)];
    }

    public static IReadOnlyDictionary<string, Texts> All => Languages;

    /// <summary>The language's code, as in its file's name and in <c>?lang=</c>.</summary>
    public string Code { get; }
    public string Name { get; }
    public IReadOnlyDictionary<string, string> Keys => _texts;

    public string this[string key] => _texts.TryGetValue(key, out var text) ? text : Languages[Fallback]._texts.GetValueOrDefault(key, key);

    public bool Has(string key) => Languages[Fallback]._texts.ContainsKey(key);

    public string Fill(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>A sentence of a rule or a device in this language; one that no phrase fits stays as it is. What is inserted is never changed.</summary>
    public string Translate(string sentence)
    {
        foreach (var phrase in _phrases)
            if (phrase.TryFill(sentence, this) is { } translated) return translated;
        return sentence;
    }

    /// <summary>What was asked for, else the best of Accept-Language, else English.</summary>
    public static Texts For(HttpRequest request)
    {
        if (request.Query["lang"].ToString() is { Length: > 0 } asked && Languages.TryGetValue(asked, out var chosen)) return chosen;
        foreach (var wanted in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
            if (wanted.Quality != 0 && Languages.TryGetValue(wanted.Value.ToString().Split('-')[0].ToLowerInvariant(), out var known)) return known;
        return Languages[Fallback];
    }

    private static Dictionary<string, Texts> LoadAll()
    {
        var all = new Dictionary<string, Texts>(StringComparer.Ordinal);
        var assembly = typeof(Texts).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(file)!;
            using var json = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var code = Path.GetFileNameWithoutExtension(file[Prefix.Length..]);
            all[code] = new Texts(code, json.RootElement.GetProperty("language").GetString()!, Pairs("texts"), Pairs("phrases"));

            Dictionary<string, string> Pairs(string part) =>
                json.RootElement.GetProperty(part).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
        }
        return all;
    }
}
