namespace Traceability.Cloud.Genealogy;

/// <summary>Edges to be looked at, first come first served, each in it once at most. A bit for each edge says so: all the bits stay in the cache.</summary>
internal sealed class OpenEdges
{
    private readonly Column<ulong> _waiting = new();
    private int[] _edges = new int[1024];
    private int _first, _last;

    public int Count => _last - _first;

    /// <summary>The edge that so many others come before.</summary>
    public int this[int place] => _edges[_first + place];

    /// <summary>Empty again, also where the question before broke off.</summary>
    public void Begin(int edgeCount)
    {
        while (Count > 0) Take();
        (_first, _last) = (0, 0);
        _waiting.Reach(edgeCount / 64 + 1, 0);
    }

    public bool Holds(int edge) => (_waiting[edge >> 6] >> edge & 1) != 0;

    public int Take()
    {
        var edge = _edges[_first++];
        _waiting[edge >> 6] &= ~(1UL << edge);
        return edge;
    }

    public void Add(int edge)
    {
        if (_last == _edges.Length) MakeRoom();
        _edges[_last++] = edge;
        _waiting[edge >> 6] |= 1UL << edge;
    }

    // What was taken from the front makes room first.
    private void MakeRoom()
    {
        if (_first <= _edges.Length / 2) Array.Resize(ref _edges, _edges.Length * 2);
        else
        {
            Array.Copy(_edges, _first, _edges, 0, Count);
            (_first, _last) = (0, Count);
        }
    }
}
