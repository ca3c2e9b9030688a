using System.Text;
using Traceability.Gs1;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>ANSI MH10.8.2 identifiers in ISO/IEC 15434 envelopes, and the examples of a parser for both worlds.</summary>
public class DataIdentifierTests(ITestOutputHelper output)
{
    private const string Folder = "mh10.8.2-iso15434";
    private static readonly DateOnly Today = new(2026, 3, 2);

    [VectorFact(Folder)]
    public void Every_data_identifier_is_told_from_its_value()
    {
        var tally = new Tally("data_identifiers.tsv", output);
        foreach (var line in File.ReadLines(Path.Combine(Vectors.Root, Folder, "data_identifiers.tsv")).Skip(1))
        {
            var di = line.Split('\t')[0];
            if (DataIdentifiers.PrefixLength(Encoding.UTF8.GetBytes(di)) != di.Length) tally.Exclude(di, "no data identifier: not up to three digits and a capital letter");
            else
            {
                // A value that is right for the identifiers whose value is looked at, and harmless for all others.
                var found = Identifier.Identify(Encoding.UTF8.GetBytes($"[)>\u001e06\u001d{di}20290331\u001e\u0004"), Today);
                tally.Check(di, found.Refusal is null && found.Problems.Count == 0 && found.Elements is [var only] && (only.Ai, only.Value) == (di, "20290331"), $"{found}");
            }
        }
        tally.Report();
    }

    [VectorFact(Folder)]
    public void Examples_are_split_as_shown()
    {
        var tally = new Tally("solidsoft_parser_examples.feature", output);
        string? aim = null;
        string[]? header = null;
        foreach (var raw in File.ReadLines(Path.Combine(Vectors.Root, Folder, "solidsoft_parser_examples.feature")))
        {
            var line = raw.Trim();
            if (line.StartsWith("Given I have a", StringComparison.Ordinal))
            {
                aim = line.Contains("EAN") ? "]E" : line.Contains("ITF") ? "]I1" : line.Contains("MH10") ? "" : "]C1";
                header = null;
                var quoted = line.Split('"')[1];
                if (quoted[0] != '<') tally.Check(quoted, Read(aim, quoted).Refusal is not null, $"{Read(aim, quoted)}");
            }
            if (line.StartsWith("Examples:", StringComparison.Ordinal)) header = [];
            if (header is null || !line.StartsWith('|')) continue;
            var cells = line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            if (header.Length == 0)
            {
                header = cells;
                continue;
            }
            var expected = new List<(string, string)>();
            for (var at = 1; at + 1 < cells.Length; at += 2)
                if (cells[at].Length > 0) expected.Add((cells[at], cells[at + 1]));
            var found = Read(aim!, cells[0]);
            tally.Check(cells[0], found.Elements.Select(element => (element.Ai, element.Value)).SequenceEqual(expected), $"{string.Join(' ', found.Elements)}");
        }
        tally.Report();
    }

    private static Identified Read(string aim, string text)
    {
        if (aim == "]E") aim = text.Length > 13 ? "]E3" : "]E0";
        text = text.Replace("<GS>", "\u001d").Replace("<RS>", "\u001e").Replace("<EOT>", "\u0004");
        return Identifier.Identify(Encoding.UTF8.GetBytes(aim + text), Today);
    }
}
