namespace Traceability.Cloud.Genealogy;

/// <summary>Who is in what, at any time, by the children's own lives. A thing is in at most one container; a lot may be in many.</summary>
public sealed class Containers(Projection projection)
{
    private readonly Dictionary<(int Container, int At), List<(int Child, Packing Packing)>> _contents = [];

    private readonly HashSet<int> _parents = [];
    private int _read;

    public void Forget() => _contents.Clear();

    /// <summary>Everything that ever held something.</summary>
    public IEnumerable<int> All => Enumerable.Range(0, projection.Things.Count).Where(t => projection.Things.KindOf(t) == Gs1.MaterialKind.Container && projection.IsKnown(t) && Ever(t).Any());

    /// <summary>What is in it just before a fact (-1: now), one level deep.</summary>
    public IReadOnlyList<(int Child, Packing Packing)> Contents(int container, int at = -1)
    {
        if (_contents.TryGetValue((container, at), out var known)) return known;
        var found = new List<(int, Packing)>();
        foreach (var child in Ever(container))
        {
            var packings = projection.Lives.PackingsOf(child);
            for (var i = 0; i < packings.Count; i++)
                if (packings[i].Parent == container && IsIn(packings[i], at)) found.Add((child, packings[i]));
        }
        _contents.Add((container, at), found);
        return found;
    }

    /// <summary>All that ever was in it, each once.</summary>
    public IEnumerable<int> Ever(int container)
    {
        var seen = new HashSet<int>();
        foreach (var index in projection.FactsOf(container))
        {
            if (projection.Log.KindOf(index) != FactKind.Pack || projection.Log[index] is var fact && fact.Parent != container) continue;
            seen.EnsureCapacity(seen.Count + fact.Goods.Count);
            foreach (var goods in fact.Goods)
                if (seen.Add(goods.Thing)) yield return goods.Thing;
        }
    }

    /// <summary>Everything below a container; a circle of containers is walked once.</summary>
    public IEnumerable<(int Child, Packing Packing)> AllBelow(int container, int at = -1)
    {
        var seen = new HashSet<int> { container };
        var open = new Stack<int>([container]);
        while (open.TryPop(out var next))
            foreach (var (child, packing) in Contents(next, at))
            {
                yield return (child, packing);
                if (Held(child) && seen.Add(child)) open.Push(child);
            }
    }

    // Whether anything was ever packed into it: most of what lies in containers holds nothing, and need not be opened.
    private bool Held(int thing)
    {
        for (; _read < projection.Log.Count; _read++)
            if (projection.Log.KindOf(_read) == FactKind.Pack) _parents.Add(projection.Log[_read].Parent);
        return _parents.Contains(thing);
    }

    /// <summary>The outermost container of a thing now; the thing itself where it is in none.</summary>
    public int Outermost(int thing)
    {
        var seen = new HashSet<int>();
        while (seen.Add(thing) && projection.Lives.Of(thing).OpenPacking is { } open) thing = open.Parent;
        return thing;
    }

    private bool IsIn(Packing packing, int at)
    {
        if (at < 0) return packing.To < 0;
        var timeline = projection.Timeline;
        return timeline.Before(packing.From, at) && (packing.To < 0 || !timeline.Before(packing.To, at));
    }
}
