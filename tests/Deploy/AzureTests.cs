using System.Text.RegularExpressions;
using Traceability.Tests.Architecture;

namespace Traceability.Tests.Deploy;

/// <summary>
/// The structure of deploy/azure, as far as it can be looked at without a compiler: brackets close, a module gets just the parameters it
/// declares, what is declared is used, and no secret stands in a setting.
/// </summary>
public sealed partial class AzureTests
{
    private static readonly Dictionary<string, string> Files = Repository.Files("deploy/azure", "*.bicep").ToDictionary(f => Path.GetFileName(f), f => Comment().Replace(File.ReadAllText(f), ""), StringComparer.Ordinal);

    [Fact]
    public void Every_bracket_closes()
    {
        Assert.NotEmpty(Files);
        foreach (var (name, text) in Files)
        {
            var open = new Stack<char>();
            foreach (var c in Quoted().Replace(text, ""))
            {
                if (c is '{' or '[' or '(') open.Push(c);
                else if (c is '}' or ']' or ')') Assert.True(open.TryPop(out var opened) && opened == (c switch { '}' => '{', ']' => '[', _ => '(' }), $"{name}: {c} closes nothing");
            }
            Assert.True(open.Count == 0, $"{name}: {open.Count} brackets stay open");
        }
    }

    [Fact]
    public void A_module_gets_just_the_parameters_it_declares()
    {
        var modules = Module().Matches(Files["main.bicep"]);
        Assert.Equal(Files.Count - 1, modules.Count);
        foreach (Match module in modules)
            Assert.Equal(Parameters(Files[module.Groups["file"].Value]), Given().Matches(module.Groups["params"].Value).Select(g => g.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_declared_is_used()
    {
        foreach (var (name, text) in Files)
            foreach (var declared in Declared().Matches(text).Select(m => m.Groups[1].Value))
                Assert.True(Regex.Count(text, $@"\b{declared}\b") > 1, $"{name}: {declared} is used nowhere");
    }

    [Fact]
    public void An_output_that_is_asked_for_is_there()
    {
        foreach (Match asked in Asked().Matches(Files["main.bicep"]))
            Assert.Contains($"output {asked.Groups[2].Value} ", Files[asked.Groups[1].Value + ".bicep"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allowSharedKeyAccess: true")]
    [InlineData("disableLocalAuth: false")]
    [InlineData("connectionString")]
    [InlineData("password")]
    [InlineData("BEGIN")]
    public void No_setting_holds(string word) => Assert.DoesNotContain(Files, f => f.Value.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IOrderedEnumerable<string> Parameters(string text) => Parameter().Matches(text).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"'(?:\\.|[^'\\\n])*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^param (\w+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^(?:param|var) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^module \w+ '(?<file>[\w.]+)' = \{\s*name: '\w+'\s*params: \{(?<params>[^}]*)\}", RegexOptions.Multiline)]
    private static partial Regex Module();

    [GeneratedRegex(@"(\w+): ")]
    private static partial Regex Given();

    [GeneratedRegex(@"\b(identity|log|broker|secrets|service)\.outputs\.(\w+)")]
    private static partial Regex Asked();
}
