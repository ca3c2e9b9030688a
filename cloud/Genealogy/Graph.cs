namespace Traceability.Cloud.Genealogy;

/// <summary>
/// The hypergraph of all links: entries of things, and for each entry the links into it. Both directions are answered from
/// it; it knows no rule and no event format.
/// </summary>
public sealed class Graph
{
    private readonly List<Entry> _entries = [];
    private readonly List<List<int>> _entriesOfThing = [];
    private readonly List<List<Link>?> _into = [];
    private readonly List<List<Link>> _outOf = [];

    public IReadOnlyList<Entry> Entries => _entries;
    public int LinkCount { get; private set; }

    public int AddEntry(int thing, int rank)
    {
        var known = EntriesOf(thing);
        if (known.Count > 0 && _entries[known[^1]].Rank == rank) return known[^1];
        while (_entriesOfThing.Count <= thing) _entriesOfThing.Add([]);
        _entries.Add(new Entry(thing, rank));
        _into.Add(null);
        _entriesOfThing[thing].Add(_entries.Count - 1);
        return _entries.Count - 1;
    }

    public void Add(Link link)
    {
        (_into[link.To] ??= []).Add(link);
        while (_outOf.Count <= link.From) _outOf.Add([]);
        _outOf[link.From].Add(link);
        LinkCount++;
    }

    /// <summary>Rising in rank.</summary>
    public IReadOnlyList<int> EntriesOf(int thing) => thing < _entriesOfThing.Count ? _entriesOfThing[thing] : [];
    public IReadOnlyList<Link> Into(int entry) => _into[entry] ?? (IReadOnlyList<Link>)[];
    public IReadOnlyList<Link> OutOf(int thing) => thing < _outOf.Count ? _outOf[thing] : [];
}
