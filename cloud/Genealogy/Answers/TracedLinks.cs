using System.Collections;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// The links of an answer. What an edge's entries have drawn by one member is the same for all of them and is kept once: a run of thousands of
/// pieces is as many links and takes no more than one. To be read while the answer's turn lasts.
/// </summary>
internal sealed class TracedLinks(Graph graph) : IReadOnlyCollection<TracedLink>
{
    // To is an edge with all its entries, or the complement of one entry.
    private readonly record struct Drawn(int To, int Member, Why Why);

    private readonly Pieces<Drawn> _drawn = new();

    public int Count { get; private set; }

    /// <summary>What every entry of an edge has drawn.</summary>
    public void AddAll(int edge, int entries, int member, Why why)
    {
        _drawn.Add(new Drawn(edge, member, why));
        Count += entries;
    }

    public void Add(int entry, int member, Why why)
    {
        _drawn.Add(new Drawn(~entry, member, why));
        Count++;
    }

    public IEnumerator<TracedLink> GetEnumerator()
    {
        foreach (var (to, member, why) in _drawn)
            if (to < 0) yield return new TracedLink(~to, member, why);
            else
                for (var i = 0; i < graph.EntriesAt(to).Length; i++) yield return new TracedLink(graph.EntriesAt(to)[i].Entry, member, why);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
