namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// The limit: breadth-first search over bare arrays of numbers, without rules, classes, reasons or names. Marks carry the
/// number of their search, so that nothing need be cleared between two.
/// </summary>
internal sealed class BareSearch
{
    private readonly int[] _offsets, _targets, _seenIn, _queue;
    private int _search;

    public BareSearch(PlainGraph graph)
    {
        (_offsets, _targets) = graph.Rows();
        _seenIn = new int[graph.Things];
        _queue = new int[graph.Things];
    }

    /// <summary>What the last search found, in the order found.</summary>
    public ReadOnlySpan<int> Found => _queue.AsSpan(0, FoundCount);
    public int FoundCount { get; private set; }

    /// <summary>How many things are reachable from the source, which is not counted; beyond the limit it does not go on.</summary>
    public int Reach(int source, int limit = int.MaxValue)
    {
        _search++;
        _seenIn[source] = _search;
        var count = Visit(source, 0);
        for (var next = 0; next < count && count <= limit; next++) count = Visit(_queue[next], count);
        return FoundCount = count;
    }

    private int Visit(int thing, int count)
    {
        for (var i = _offsets[thing]; i < _offsets[thing + 1]; i++)
        {
            var to = _targets[i];
            if (_seenIn[to] == _search) continue;
            _seenIn[to] = _search;
            _queue[count++] = to;
        }
        return count;
    }
}
