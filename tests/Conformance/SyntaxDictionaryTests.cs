using System.Text;
using Traceability.Gs1;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>The table of application identifiers against the dictionary, the linters against their cases.</summary>
public class SyntaxDictionaryTests(ITestOutputHelper output)
{
    private const string Folder = "gs1-syntax-dictionary";

    [VectorFact(Folder)]
    public void Every_identifier_is_described_as_in_the_dictionary()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Vectors.Root, Folder), "*.txt"))
        {
            if (Path.GetFileName(path) == "SOURCE.txt") continue;
            var tally = new Tally(Path.GetFileName(path), output);
            var seen = new HashSet<string>();
            foreach (var line in File.ReadLines(path))
            {
                if (line.StartsWith("# Release:", StringComparison.Ordinal)) tally.Check("release", line.EndsWith(AiTable.Release, StringComparison.Ordinal), line);
                if (line.Length == 0 || line[0] == '#') continue;
                var (first, last) = Range(line.Split(' ')[0]);
                for (var number = first; number <= last; number++)
                {
                    var ai = number.ToString("D" + line.Split(' ', '-')[0].Length);
                    seen.Add(ai);
                    var ours = AiTable.Find(ai);
                    tally.Check(ai, ours is not null && Describe(ours) == Normal(line), ours is null ? "unknown" : $"{Describe(ours)} instead of {Normal(line)}");
                }
            }
            foreach (var extra in AiTable.All.Where(ai => !seen.Contains(ai.Ai))) tally.Check(extra.Ai, false, "not in the dictionary");
            tally.Report();
        }
    }

    [VectorFact(Folder)]
    public void Linters_find_the_fault_and_its_place()
    {
        var tally = new Tally("linter_vectors.jsonl", output);
        foreach (var line in Vectors.Lines(Folder, "linter_vectors.jsonl"))
        {
            string linter = line.Text("linter")!, data = line.Text("data")!, error = line.Text("error") ?? "";
            var name = $"{linter} {line.GetProperty("line")} \"{data}\"";
            if (data == "data" || line.Text("marked") == "expect") tally.Exclude(name, "the value is the name of a variable of the C test, not its content");
            else if (error.Contains("GCP_PREFIX") || error.Contains("DATASOURCE")) tally.Exclude(name, "needs the register of company prefixes, which is no part of the product");
            else if (!Enum.TryParse<Linter>(linter, ignoreCase: true, out var known)) tally.Check(name, false, "no such linter");
            else
            {
                var bytes = Encoding.Latin1.GetBytes(data);
                var fault = Linters.Check(known, bytes);
                var ours = fault.Error == LintError.None ? "" : Constant(fault.Error);
                var marked = data[..fault.Position] + "*" + data.Substring(fault.Position, fault.Length) + "*" + data[(fault.Position + fault.Length)..];
                var holds = line.Is("ok") ? ours.Length == 0 : ours == Squeeze(error) && (line.Text("marked") is not { } expected || marked == expected);
                tally.Check(name, holds, $"{ours} {marked} instead of {error} {line.Text("marked")}");
            }
        }
        tally.Report();
    }

    private static string Constant(LintError error) => error.ToString().ToUpperInvariant();

    private static string Squeeze(string error) => error.Replace("GS1_LINTER_", "").Replace("_", "");

    private static (int First, int Last) Range(string ais)
    {
        var ends = ais.Split('-');
        return (int.Parse(ends[0]), int.Parse(ends[^1]));
    }

    // One spelling for both sides: flags, components, attributes in order of name.
    private static string Normal(string line)
    {
        var body = line.Split(" # ")[0];
        var fields = body.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].ToList();
        var flags = "";
        if (fields[0].All(letter => letter is '*' or '?'))
        {
            flags = fields[0];
            fields.RemoveAt(0);
        }
        var attributes = fields.Where(IsAttribute).Order(StringComparer.Ordinal);
        return string.Join(' ', [flags, .. fields.Where(field => !IsAttribute(field)), .. attributes]);
    }

    private static bool IsAttribute(string field) =>
        field.StartsWith("req=", StringComparison.Ordinal) || field.StartsWith("ex=", StringComparison.Ordinal) || field.StartsWith("dlpkey", StringComparison.Ordinal);

    private static string Describe(AiDefinition ai)
    {
        var flags = (ai.IsFixed ? "*" : "") + (ai.IsQuery ? "?" : "");
        var attributes = ai.Requires.Select(group => "req=" + string.Join(',', group)).ToList();
        if (ai.Excludes.Count > 0) attributes.Add("ex=" + string.Join(',', ai.Excludes));
        if (ai.IsKey) attributes.Add(ai.Qualifiers.Count == 0 ? "dlpkey" : "dlpkey=" + string.Join('|', ai.Qualifiers.Select(sequence => string.Join(',', sequence))));
        return string.Join(' ', [flags, .. ai.Components.Select(component => component.ToString()), .. attributes.Order(StringComparer.Ordinal)]);
    }
}
