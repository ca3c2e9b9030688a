using System.Text;

namespace Traceability.Edge.Screen;

/// <summary>
/// A sentence with places, such as "lot {0} of {1} is not known", and the same in another language. A place {*0} holds a phrase
/// again, which is translated too; every other place holds what a label or a document says, which is passed on as it is.
/// </summary>
internal sealed class Phrase
{
    private readonly List<string> _between = [];
    private readonly List<string> _places = [];
    private readonly string _target;

    public Phrase(string source, string target)
    {
        _target = target;
        var at = 0;
        for (var open = source.IndexOf('{', StringComparison.Ordinal); open >= 0; open = source.IndexOf('{', at))
        {
            var close = source.IndexOf('}', open);
            _between.Add(source[at..open]);
            _places.Add(source[open..(close + 1)]);
            at = close + 1;
        }
        _between.Add(source[at..]);
    }

    /// <summary>How many characters stand fast.</summary>
    public int Fixed => _between.Sum(b => b.Length);

    /// <summary>Null where the sentence is another one.</summary>
    public string? TryFill(string sentence, Texts texts)
    {
        if (Match(sentence) is not { } values) return null;
        var filled = new StringBuilder();
        for (var at = 0; at < _target.Length; at++)
        {
            var place = _target[at] == '{' ? _places.FindIndex(p => string.CompareOrdinal(_target, at, p, 0, p.Length) == 0) : -1;
            if (place < 0)
            {
                filled.Append(_target[at]);
                continue;
            }
            filled.Append(_places[place][1] == '*' ? texts.Translate(values[place]) : values[place]);
            at += _places[place].Length - 1;
        }
        return filled.ToString();
    }

    // Each place takes as little as it can, and at least one character; the last one takes the rest.
    private List<string>? Match(string sentence)
    {
        if (!sentence.StartsWith(_between[0], StringComparison.Ordinal)) return null;
        if (_places.Count == 0) return sentence.Length == _between[0].Length ? [] : null;
        var values = new List<string>(_places.Count);
        var at = _between[0].Length;
        for (var i = 1; i < _between.Count - 1; i++)
        {
            var next = at < sentence.Length ? sentence.IndexOf(_between[i], at + 1, StringComparison.Ordinal) : -1;
            if (next < 0) return null;
            values.Add(sentence[at..next]);
            at = next + _between[i].Length;
        }
        var end = sentence.Length - _between[^1].Length;
        if (end <= at || !sentence.EndsWith(_between[^1], StringComparison.Ordinal)) return null;
        values.Add(sentence[at..end]);
        return values;
    }
}
