using System.Text;
using System.Text.Json;
using Traceability.Gs1;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>EPC URN to Digital Link and back, against the cases of OpenEPCIS (which does not percent-encode everywhere).</summary>
public class EpcUrnTests(ITestOutputHelper output)
{
    private const string Folder = "epc-urn-digitallink-vectors";

    [VectorFact(Folder)]
    public void Valid_names_are_converted()
    {
        var tally = new Tally("valid.jsonl", output);
        foreach (var line in Vectors.Lines(Folder, "valid.jsonl"))
        {
            string input = line.Text("input")!, expected = line.Text("expect")!;
            var name = Name(line);
            if (line.Text("fn")!.Contains("Vocabulary", StringComparison.Ordinal)) tally.Exclude(name, "words of the Core Business Vocabulary, no identity");
            else if (input.StartsWith("urn:", StringComparison.Ordinal)) tally.Check(name, Link(input) is { } link && SameText(link, expected), $"{Link(input)} instead of {expected}");
            else if (WhyNotValid(input) is { } reason) tally.Exclude(name, reason);
            else
            {
                // Where the converter looked the prefix length up, the expected name tells it.
                var length = line.TryGetProperty("gcp_length", out var given) && given.ValueKind == JsonValueKind.Number ? given.GetInt32() : PrefixLength(expected);
                var ours = Urn(input, length);
                tally.Check(name, ours is not null && SameText(ours, expected), $"{ours} instead of {expected}");
            }
        }
        tally.Report();
    }

    [VectorFact(Folder)]
    public void Invalid_names_are_refused()
    {
        var tally = new Tally("invalid.jsonl", output);
        foreach (var line in Vectors.Lines(Folder, "invalid.jsonl"))
        {
            string input = line.Text("input")!, name = Name(line) + " " + line.Text("note");
            var toUrn = line.Text("fn")!.StartsWith("toURN", StringComparison.Ordinal);
            if (!toUrn) tally.Check(name, Link(input) is null, $"became {Link(input)}");
            else
            {
                var lengths = line.TryGetProperty("gcp_length", out var given) && given.ValueKind == JsonValueKind.Number ? [given.GetInt32()] : Enumerable.Range(6, 7);
                var form = line.Text("fn")!.EndsWith("ClassLevelIdentifier", StringComparison.Ordinal) ? new[] { "urn:epc:idpat:", "urn:epc:class:" } : ["urn:epc:id:"];
                var ours = lengths.Select(length => Urn(input, length)).FirstOrDefault(urn => urn is not null && form.Any(start => urn.StartsWith(start, StringComparison.Ordinal)));
                tally.Check(name, ours is null, $"became {ours}");
            }
        }
        tally.Report();
    }

    private static string Name(JsonElement line) => $"{line.Text("test")} {line.GetProperty("line")} {line.Text("fn")} {line.Text("input")}";

    private static string? Link(string urn)
    {
        var epc = EpcUrn.Parse(urn, out _);
        return epc is null ? null : DigitalLink.Build(epc.Elements());
    }

    private static string? Urn(string uri, int prefixLength)
    {
        var elements = DigitalLink.Parse(uri, default, out _);
        if (elements is null || elements.Any(element => AiTable.Find(element.Ai)!.Check(Encoding.UTF8.GetBytes(element.Value)).Exists)) return null;
        return EpcUrn.Build(elements, prefixLength);
    }

    private static string? WhyNotValid(string uri)
    {
        if (uri.AsSpan().IndexOfAnyExcept(UriText.Allowed) >= 0 || uri.IndexOf("//", 8, StringComparison.Ordinal) > 0 || uri.Contains('?', StringComparison.Ordinal) || UriText.NeedsUrnEscape(uri.Split('/')[^1]))
            return "the link holds characters of a value unescaped that RFC 3986 keeps for the link itself";
        var elements = DigitalLink.Parse(uri, default, out _) ?? [];
        var fault = elements.Select(element => AiTable.Find(element.Ai)!.Check(Encoding.UTF8.GetBytes(element.Value))).FirstOrDefault(fault => fault.Exists);
        return fault.Error == LintError.IncorrectCheckDigit ? "the check digit is wrong, and the published converter does not look at it; here it is refused" : null;
    }

    private static int PrefixLength(string urn)
    {
        var body = urn[(urn.IndexOf(':', urn.IndexOf(':', 8) + 1) + 1)..];
        return body.IndexOf('.', StringComparison.Ordinal);
    }

    // Equal, or equal once every escape is undone: the cases escape by habit, the product by the standards.
    private static bool SameText(string ours, string expected) =>
        ours == expected || UriText.Unescape(ours, false) == expected || UriText.Unescape(ours, false) == UriText.Unescape(expected, false);
}
