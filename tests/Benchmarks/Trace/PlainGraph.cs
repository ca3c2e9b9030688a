namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>An array that grows; the benchmark's own bookkeeping shall cost neither time nor objects.</summary>
internal sealed class Column<T>
{
    private T[] _values = new T[1024];

    public int Count { get; private set; }
    public ref T this[int at] => ref _values[at];
    public ReadOnlySpan<T> Span => _values.AsSpan(0, Count);

    public void Add(T value)
    {
        if (Count == _values.Length) Array.Resize(ref _values, Count * 2);
        _values[Count++] = value;
    }
}

/// <summary>
/// The plain graph behind the generated events, known from how they are made and not from any engine: which thing may be in
/// which. Every link stands once, and because no lot is drawn before all of it was put out, plain reachability is the answer's set of things.
/// </summary>
internal sealed class PlainGraph
{
    private readonly Column<short> _itemOf = new();
    private readonly Column<int> _from = new(), _to = new();
    private readonly Item[] _items;

    public PlainGraph(Item[] items) => _items = items;

    public int Things => _itemOf.Count;
    public int Lots { get; private set; }
    public int Links => _from.Count;

    /// <summary>Links of which at least one entry's records prove it; the others are possible.</summary>
    public int Confirmed { get; private set; }

    /// <summary>How many things the most used lot went into.</summary>
    public int LargestFanOut()
    {
        var fanOut = new int[Things];
        foreach (var from in From) fanOut[from]++;
        return fanOut.Max();
    }

    public ReadOnlySpan<int> From => _from.Span;
    public ReadOnlySpan<int> To => _to.Span;

    public int AddThing(Item item)
    {
        _itemOf.Add((short)item.Number);
        if (item.Level < Item.Last) Lots++;
        return _itemOf.Count - 1;
    }

    public void AddLink(int from, int to)
    {
        _from.Add(from);
        _to.Add(to);
    }

    public void Confirm(int links) => Confirmed += links;

    public int Level(int thing) => _items[_itemOf[thing]].Level;
    public bool IsUnit(int thing) => Level(thing) == Item.Last;
    public string Uri(int thing) => $"{_items[_itemOf[thing]].Prefix}{thing}";

    /// <summary>Compressed rows: the successors of a thing stand together in <c>Targets</c>, from <c>Offsets[thing]</c> on.</summary>
    public (int[] Offsets, int[] Targets) Rows()
    {
        var offsets = new int[Things + 1];
        foreach (var from in From) offsets[from + 1]++;
        for (var i = 0; i < Things; i++) offsets[i + 1] += offsets[i];
        var next = offsets.AsSpan(0, Things).ToArray();
        var targets = new int[Links];
        for (var i = 0; i < Links; i++) targets[next[_from[i]]++] = _to[i];
        return (offsets, targets);
    }
}
