namespace Traceability.Gs1;

/// <summary>How a text differs from a known one, the likelier mistake first.</summary>
public enum NearMissKind
{
    /// <summary>Other case, O for 0, I or L for 1, S for 5, B for 8, other separators.</summary>
    Lookalike,
    /// <summary>Two neighbours swapped.</summary>
    Swapped,
    /// <summary>One character too many, too few or another.</summary>
    OneEdit,
}

/// <summary>A known text that is nearly the one asked for.</summary>
public readonly record struct NearMiss(string Known, NearMissKind Kind);

/// <summary>
/// The lots and serials a place knows, to ask "did you mean L24070?" when one is typed or scanned that is not among them.
/// Only ever a question to a person: identity is what is printed, and nothing here decides it.
/// </summary>
public sealed class NearMissIndex
{
    private readonly Dictionary<string, List<string>> _byFolded = [];
    private readonly Dictionary<string, List<string>> _byDeletion = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public NearMissIndex(IEnumerable<string> known)
    {
        foreach (var text in known) Add(text);
    }

    public int Count => _known.Count;

    public void Add(string text)
    {
        if (!_known.Add(text)) return;
        var folded = Fold(text);
        Note(_byFolded, folded, text);
        foreach (var deletion in Deletions(folded)) Note(_byDeletion, deletion, text);
    }

    /// <summary>
    /// Known texts that differ from this one by a lookalike, a swap or one edit, in that order, then alphabetically; at most the number given.
    /// The text itself is never among them.
    /// </summary>
    public IReadOnlyList<NearMiss> Find(string text, int most = 5)
    {
        var folded = Fold(text);
        var found = new Dictionary<string, NearMissKind>(StringComparer.Ordinal);
        Consider(_byFolded, folded);
        Consider(_byDeletion, folded);
        foreach (var deletion in Deletions(folded))
        {
            Consider(_byFolded, deletion);
            Consider(_byDeletion, deletion);
        }
        return [.. found.Select(pair => new NearMiss(pair.Key, pair.Value)).OrderBy(miss => miss.Kind).ThenBy(miss => miss.Known, StringComparer.Ordinal).Take(most)];

        void Consider(Dictionary<string, List<string>> index, string key)
        {
            if (!index.TryGetValue(key, out var candidates)) return;
            foreach (var candidate in candidates)
                if (candidate != text && Compare(folded, Fold(candidate)) is { } kind) found.TryAdd(candidate, kind);
        }
    }

    /// <summary>The key under which lookalikes fall together.</summary>
    public static string Fold(string text) => string.Create(text.Count(letter => !IsSeparator(letter)), text, (to, from) =>
    {
        var at = 0;
        foreach (var letter in from)
            if (!IsSeparator(letter)) to[at++] = Fold(letter);
    });

    private static char Fold(char letter) => char.ToUpperInvariant(letter) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        'S' => '5',
        'B' => '8',
        var other => other,
    };

    private static bool IsSeparator(char letter) => letter is '-' or '/' or '.' or '_' or ' ' or ':';

    private static NearMissKind? Compare(string one, string other)
    {
        if (one == other) return NearMissKind.Lookalike;
        var start = 0;
        while (start < one.Length && start < other.Length && one[start] == other[start]) start++;
        int endOne = one.Length - 1, endOther = other.Length - 1;
        for (; endOne >= start && endOther >= start && one[endOne] == other[endOther]; endOne--, endOther--) { }
        int leftOne = endOne - start + 1, leftOther = endOther - start + 1;
        if (leftOne == 2 && leftOther == 2 && one[start] == other[start + 1] && one[start + 1] == other[start]) return NearMissKind.Swapped;
        return leftOne <= 1 && leftOther <= 1 ? NearMissKind.OneEdit : null;
    }

    // Two texts one edit or one swap apart share a text with one character less: so a look-up is a few dozen keys, however many are known.
    private static IEnumerable<string> Deletions(string text)
    {
        for (var at = 0; at < text.Length; at++)
            if (at == 0 || text[at] != text[at - 1]) yield return text.Remove(at, 1);
    }

    private static void Note(Dictionary<string, List<string>> index, string key, string text)
    {
        if (index.TryGetValue(key, out var texts)) texts.Add(text);
        else index.Add(key, [text]);
    }
}
