namespace Traceability.Tests.Genealogy.Table;

/// <summary>
/// What is asked: <c>[forward|backward] thing [contamination] [asOf 08:05] [knownAt name]</c>. Without a word it is forward,
/// in mode defect, of all times, with all that arrived.
/// </summary>
internal sealed record Question(string Text, bool Forward, string Thing, bool Contamination, DateTimeOffset? AsOf, string? KnownAt)
{
    public static Question Of(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        string? Word(string key) => words.IndexOf(key) is >= 0 and var i ? words[i + 1] : null;
        var asOf = Word("asOf") is { } clock ? Names.Time(clock) : (DateTimeOffset?)null;
        var directed = words[0] is "forward" or "backward";
        return new Question(text, words[0] != "backward", words[directed ? 1 : 0], words.Contains("contamination"), asOf, Word("knownAt"));
    }
}
