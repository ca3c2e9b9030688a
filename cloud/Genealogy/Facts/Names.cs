namespace Traceability.Cloud.Genealogy;

/// <summary>Places, parties, documents, runs and words as small integers, each text held once. 0 is none.</summary>
public sealed class Names
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [""];

    public int Count => _texts.Count;

    public int Of(string? text)
    {
        if (text is null) return 0;
        if (_numbers.TryGetValue(text, out var known)) return known;
        _texts.Add(text);
        _numbers.Add(text, _texts.Count - 1);
        return _texts.Count - 1;
    }

    /// <summary>The number of a text that is already known, else 0.</summary>
    public int Find(string? text) => text is not null && _numbers.TryGetValue(text, out var known) ? known : 0;

    public string? this[int name] => name == 0 ? null : _texts[name];

    internal void Write(SnapshotWriter to) => to.Texts(_texts);

    internal void Read(SnapshotReader from)
    {
        _texts.Clear();
        _numbers.Clear();
        _texts.AddRange(from.Texts());
        for (var i = 1; i < _texts.Count; i++) _numbers.Add(_texts[i], i);
    }

    /// <summary>All texts but the empty first one, in the order of their numbers.</summary>
    public IEnumerable<string> All => _texts.Skip(1);
}
