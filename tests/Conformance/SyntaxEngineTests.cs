using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Traceability.Gs1;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>Element strings, links and scanner output against the cases of the GS1 Syntax Engine. "^" stands for FNC1 there.</summary>
public class SyntaxEngineTests(ITestOutputHelper output)
{
    private const string Folder = "gs1-syntax-engine-vectors";
    private const string Variable = "names a variable of the C test, the content is not in the file";
    private static readonly DateOnly Today = new(2026, 3, 2);

    [VectorFact(Folder)]
    public void Element_strings_are_read_or_refused() => Run("process_unbracketed_ai.jsonl", (tally, line, name) =>
    {
        var data = line.Text("data")!;
        if (Regex.IsMatch(data, "^[a-z]+$")) tally.Exclude(name, Variable);
        else
        {
            var found = Scan("]C1" + Regex.Replace(data, @"^\^", "").Replace('^', '\u001D'));
            var refused = found.Refusal is not null || !data.StartsWith('^');
            tally.Check(name, refused != line.Is("ok"), $"{found.Refusal}");
        }
    });

    [VectorFact(Folder)]
    public void Bracketed_elements_are_read_or_refused() => Run("parse_bracketed_ai.jsonl", (tally, line, name) =>
    {
        var text = line.Text("bracketed")!;
        if (Regex.IsMatch(text, "^[a-z]+$")) tally.Exclude(name, Variable);
        else
        {
            var elements = Bracketed(text, line);
            var ours = elements is null ? null : "^" + ElementString.Build(elements).Replace('\u001D', '^');
            tally.Check(name, line.Is("ok") ? ours == line.Text("ai_bracketless") : ours is null, $"{ours}");
        }
    });

    [VectorFact(Folder)]
    public void Combinations_of_identifiers_are_judged() => Run("validate_ai_combinations.jsonl", (tally, line, name) =>
    {
        var elements = ElementString.ParseBracketed(line.Text("bracketed")!, line.Setting("setPermitUnknownAIs") == "true", out _);
        var problems = elements is null ? null : Combination.Check(elements).Where(problem => Concerns(problem.Number, line.Text("rule")!)).ToList();
        tally.Check(name, line.Is("ok") == (problems?.Count == 0), $"{(problems is null ? "not read" : string.Join(' ', problems))}");
    });

    [VectorFact(Folder)]
    public void Links_are_read_or_refused() => Run("parse_digital_link_uri.jsonl", (tally, line, name) =>
    {
        var allow = new DigitalLink.Leniency(line.Setting("ctx.permitConvenienceAlphas") == "true",
            line.Setting("setPermitZeroSuppressedGTINinDLuris") == "true", line.Setting("setPermitUnknownAIs") == "true");
        if (line.Setting("setValidationEnabled").EndsWith("false", StringComparison.Ordinal) && !line.Setting("setValidationEnabled").Contains("UNKNOWN_AI"))
            tally.Exclude(name, "a rule of the standard is switched off in the engine; here it always holds");
        else
        {
            var elements = DigitalLink.Parse(line.Text("uri")!, allow, out var problem);
            if (elements is not null && Faulty(elements)) elements = null;
            var ours = elements is null ? null : "^" + ElementString.Build(elements).Replace('\u001D', '^');
            tally.Check(name, line.Is("ok") ? ours == line.Text("ai_bracketless") : ours is null, $"{ours} {problem}");
        }
    });

    [VectorFact(Folder)]
    public void Links_are_made_or_refused() => Run("generate_digital_link_uri.jsonl", (tally, line, name) =>
    {
        var elements = Bracketed(line.Text("bracketed")!, line);
        if (elements is null && line.Setting("setPermitUnknownAIs") != "true") tally.Check(name, false, "not read");
        else
        {
            var ours = elements is null ? null : DigitalLink.Build(elements, line.Text("stem") ?? "https://id.gs1.org");
            tally.Check(name, line.Is("ok") ? ours == line.Text("uri") : ours is null, $"{ours}");
        }
    });

    [VectorFact(Folder)]
    public void Percent_encoding_is_undone() => Run("uri_unescape.jsonl", (tally, line, name) =>
    {
        var escaped = line.Text("escaped")!;
        string path = UriText.Unescape(escaped, plusIsSpace: false), query = UriText.Unescape(escaped, plusIsSpace: true);
        tally.Check(name, (path, query) == (line.Text("unescaped_path"), line.Text("unescaped_query")), $"{path} {query}");
    });

    [VectorFact(Folder)]
    public void Scanner_output_is_read_or_refused() => Run("process_scan_data.jsonl", (tally, line, name) =>
        tally.Check(name, line.Is("ok") ? SaysTheSame(line) : Scan(line.Text("scan_data")!).Refusal is not null, $"{Scan(line.Text("scan_data")!)}"));

    [VectorFact(Folder)]
    public void Scanner_output_of_drawn_symbols_reads_back() => Run("generate_scan_data.jsonl", (tally, line, name) =>
    {
        if (line.Text("scan_data") is null) tally.Exclude(name, "the engine refuses to draw this symbol; the product draws none of this kind");
        else tally.Check(name, SaysTheSame(line), $"{Scan(line.Text("scan_data")!)}");
    });

    // What was read holds the same elements, or the same text, as what the symbol was made of.
    private static bool SaysTheSame(JsonElement line)
    {
        string scan = line.Text("scan_data")!, data = line.Text("barcode_data")!;
        if (AimIdentifier.Read(Encoding.Latin1.GetBytes(scan)) is not { } aim) return false;
        var content = scan[3..];
        var carriesLink = Regex.IsMatch(content, "^https?://", RegexOptions.IgnoreCase);
        if (carriesLink && Scan(scan).Refusal is not null) return false;
        if (aim.Content == ContentKind.Text) return content == Regex.Replace(data, @"^\\(\\*\^)", "$1");
        var expected = new List<(string, string)>();
        foreach (var part in data.Split('|'))
            if (part.StartsWith('^')) expected.AddRange(Scan("]C1" + part[1..].Replace('^', '\u001D')).Elements.Select(element => (element.Ai, element.Value)));
            else expected.Add(("01", part.PadLeft(14, '0')));
        var found = Scan(scan);
        return found.Refusal is null && found.Elements.Select(element => (element.Ai, element.Value)).SequenceEqual(expected);
    }

    private static bool Concerns(int number, string rule) => rule switch
    {
        "validateAIrepeats" => number == 301,
        "validateAImutex" => number == 302,
        _ => number == 303,
    };

    private static Identified Scan(string code) => Identifier.Identify(Encoding.UTF8.GetBytes(code), Today);

    private static Element[]? Bracketed(string text, JsonElement line)
    {
        var elements = ElementString.ParseBracketed(text, line.Setting("setPermitUnknownAIs") == "true", out _);
        return elements is null || Faulty(elements) ? null : elements;
    }

    private static bool Faulty(IEnumerable<Element> elements) =>
        elements.Any(element => AiTable.Find(element.Ai) is { } ai && ai.Check(Encoding.UTF8.GetBytes(element.Value)).Exists);

    private void Run(string file, Action<Tally, JsonElement, string> check)
    {
        var tally = new Tally(file, output);
        foreach (var line in Vectors.Lines(Folder, file))
        {
            var shown = line.Text("uri") ?? line.Text("scan_data") ?? line.Text("bracketed") ?? line.Text("data") ?? line.Text("escaped") ?? line.Text("barcode_data");
            check(tally, line, $"{line.GetProperty("line")} \"{shown}\" {line.Text("note")}");
        }
        tally.Report();
    }
}
