using System.Text;
using Xunit.Abstractions;

namespace Traceability.Tests.Conformance;

/// <summary>Counts the cases of one file: passed, failed, not applicable. A case is left out only by name and with a reason.</summary>
internal sealed class Tally(string file, ITestOutputHelper output)
{
    private readonly List<string> _failures = [];
    private readonly SortedDictionary<string, List<string>> _excluded = [];
    private int _passed;

    public void Check(string name, bool holds, string detail)
    {
        if (holds) _passed++;
        else _failures.Add($"{name}: {detail}");
    }

    public void Exclude(string name, string reason)
    {
        if (!_excluded.TryGetValue(reason, out var names)) _excluded.Add(reason, names = []);
        names.Add(name);
    }

    public void Report(int atLeast = 1)
    {
        var text = new StringBuilder($"{file}: {_passed} passed, {_failures.Count} failed, {_excluded.Values.Sum(names => names.Count)} not applicable\n");
        foreach (var (reason, names) in _excluded) text.Append($"  not applicable ({names.Count}): {reason}\n    {string.Join("\n    ", names)}\n");
        foreach (var failure in _failures) text.Append($"  FAILED {failure}\n");
        output.WriteLine(text.ToString());
        Assert.True(_failures.Count == 0, text.ToString());
        Assert.True(_passed >= atLeast, $"{file}: no case was run");
    }
}
