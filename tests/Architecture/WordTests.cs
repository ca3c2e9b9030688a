using System.Text.RegularExpressions;

namespace Traceability.Tests.Architecture;

/// <summary>Words that say nothing about what a thing is, and words that have no place in this product.</summary>
public sealed partial class WordTests
{
    private static readonly string[] Folders = ["shared", "edge", "cloud", "tests"];

    [Fact]
    public void No_type_is_called_by_a_word_that_says_nothing()
    {
        var found = from folder in Folders
                    from file in Repository.Files(folder, "*.cs")
                    from Match match in EmptyWord().Matches(File.ReadAllText(file))
                    select $"{Repository.Name(file)}: {match.Value}";
        Assert.Empty(found);
    }

    // A test skips only where its attribute finds that something is missing on this machine, and then it says what.
    [Fact]
    public void No_test_is_switched_off_without_words()
    {
        var found = Repository.Files("tests", "*.cs").Where(f => SwitchedOff().IsMatch(File.ReadAllText(f))).Select(Repository.Name);
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("NotImplementedException")]
    [InlineData("TO" + "DO")]
    [InlineData("HA" + "CK")]
    [InlineData("Environment.FailFast")]
    [InlineData("DropOldest")]
    [InlineData("DropNewest")]
    [InlineData("MarkupString")]
    public void The_product_holds_no(string word)
    {
        var found = from folder in Folders[..3]
                    from file in Repository.Files(folder, "*.cs").Concat(Repository.Files(folder, "*.razor"))
                    where File.ReadAllText(file).Contains(word, StringComparison.Ordinal)
                    select Repository.Name(file);
        Assert.Empty(found);
    }

    // A failure that is caught and forgotten is an event lost: whoever catches everything must say what becomes of it.
    [Fact]
    public void No_failure_is_swallowed()
    {
        var found = Folders[..3].SelectMany(f => Repository.Files(f, "*.cs")).Where(f => Swallowed().IsMatch(File.ReadAllText(f))).Select(Repository.Name);
        Assert.Empty(found);
    }

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+\w*(Manager|Helper|Util|Utils|Common|Processor|Factory)\b")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"\[(Fact|Theory)\([^)]*Skip")]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"catch\s*(\(Exception[^)]*\))?\s*\{\s*\}")]
    private static partial Regex Swallowed();
}
