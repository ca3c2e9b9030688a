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
    private readonly List<string> _texts = [];
    private readonly List<(uint Hash, int Text, int Next)> _entries = [];
    private int[] _buckets = NewBuckets(1024);

    public NearMissIndex(IEnumerable<string> known)
    {
        foreach (var text in known) Add(text);
    }

    public int Count => _texts.Count;

    /// <summary>Notes one more known text; a second time changes nothing.</summary>
    public void Add(string text)
    {
        var folded = Fold(text);
        for (var at = _buckets[Hash(folded) & (_buckets.Length - 1)]; at >= 0; at = _entries[at].Next)
            if (_texts[_entries[at].Text] == text) return;
        _texts.Add(text);
        Note(Hash(folded));
        // Two texts one edit or one swap apart share a text with one character less: so a look-up is a few dozen keys, however many are known.
        for (var at = 0; at < folded.Length; at++) Note(Hash(folded, at));
    }

    /// <summary>
    /// Known texts that differ from this one by a lookalike, a swap or one edit, in that order, then alphabetically; at most the number given.
    /// The text itself is never among them.
    /// </summary>
    public IReadOnlyList<NearMiss> Find(string text, int most = 5)
    {
        var folded = Fold(text);
        var found = new Dictionary<int, NearMissKind>();
        for (var at = -1; at < folded.Length; at++)
        {
            var hash = Hash(folded, at);
            for (var entry = _buckets[hash & (_buckets.Length - 1)]; entry >= 0; entry = _entries[entry].Next)
            {
                var known = _entries[entry].Text;
                if (_entries[entry].Hash == hash && _texts[known] != text && Compare(folded, Fold(_texts[known])) is { } kind) found.TryAdd(known, kind);
            }
        }
        return [.. found.Select(pair => new NearMiss(_texts[pair.Key], pair.Value))
            .OrderBy(miss => miss.Kind).ThenBy(miss => miss.Known, StringComparer.Ordinal).Take(most)];
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

    private void Note(uint hash)
    {
        if (_entries.Count == _buckets.Length)
        {
            _buckets = NewBuckets(_buckets.Length * 2);
            for (var at = 0; at < _entries.Count; at++) Link(at, _entries[at].Hash, _entries[at].Text);
        }
        _entries.Add(default);
        Link(_entries.Count - 1, hash, _texts.Count - 1);
    }

    private void Link(int at, uint hash, int text)
    {
        ref var bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[at] = (hash, text, bucket);
        bucket = at;
    }

    private static int[] NewBuckets(int count)
    {
        var buckets = new int[count];
        Array.Fill(buckets, -1);
        return buckets;
    }

    // FNV-1a over the text without the character at one place.
    private static uint Hash(string text, int without = -1)
    {
        var hash = 2166136261u;
        for (var at = 0; at < text.Length; at++)
            if (at != without) hash = (hash ^ text[at]) * 16777619u;
        return hash ^ hash >> 15;
    }
}
