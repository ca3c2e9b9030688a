namespace Traceability.Cloud.Genealogy;

/// <summary>
/// All edges that lead into some units, in the order of time: a row each. It is collected once for all units together, because units that come
/// off a line share their edges, and what they share above is shared by all. What each member drew from is kept as rows, in one piece, so that
/// whoever goes through the rows need not walk through the whole graph again.
/// </summary>
internal sealed class UnitCone
{
    /// <summary>In <see cref="SourcesAt"/>: an entry that drew nothing, the end of a draw, that of a member, and a member to be read from the graph.</summary>
    public const int Nothing = -1, EndOfDraw = -2, EndOfMember = -3, InGraph = -4;

    private readonly Projection _projection;
    private readonly Graph _graph;
    private readonly int[] _rows;
    private readonly List<int> _found = [];
    private readonly Column<int> _sources = new();
    private readonly int[] _starts;

    public UnitCone(Projection projection, IEnumerable<int> units)
    {
        (_projection, _graph, _rows) = (projection, projection.Graph, new int[projection.Graph.EdgeCount]);
        Array.Fill(_rows, -1);
        var edges = new List<int>();
        foreach (var unit in units)
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry)) Open(_graph.EdgeOf(entry), edges);
        var starts = new List<int>();
        for (var i = 0; i < edges.Count; i++)
        {
            starts.Add(_sources.Count);
            var members = _graph.Members(edges[i]);
            for (var member = members.Start; member < members.End; member++) Collect(member, edges);
        }
        // What a thing was drawn out of at an event is there before what the event made of it.
        var keys = edges.ConvertAll(e => 2 * projection.Timeline.TicksOf(_graph.SinceOf(e)) + (_graph.RunOf(e) == Graph.AtDraw ? 0 : 1)).ToArray();
        var order = Enumerable.Range(0, edges.Count).ToArray();
        Array.Sort(keys, order);
        (Edges, _starts) = (Array.ConvertAll(order, i => edges[i]), Array.ConvertAll(order, i => starts[i]));
        for (var row = 0; row < Edges.Length; row++) _rows[Edges[row]] = row;
        foreach (ref var source in _sources.Slice(0, _sources.Count))
            if (source >= 0) source = _rows[source];
    }

    public int[] Edges { get; }

    public int RowOf(int edge) => edge < 0 ? -1 : _rows[edge];

    /// <summary>
    /// Member by member what a row's edge drew from: for each draw the rows of the entries that it may have taken from (or <see cref="Nothing"/>)
    /// and <see cref="EndOfDraw"/>, then <see cref="EndOfMember"/>; or <see cref="InGraph"/> alone. What follows the row's members is of others.
    /// </summary>
    public ReadOnlySpan<int> SourcesAt(int row) => _sources.Span[_starts[row]..];

    /// <summary>Edges of the entries that a member may have drawn from; good until the next call.</summary>
    public List<int> SourcesOf(int member)
    {
        _found.Clear();
        var from = _graph.FromOf(member);
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
        {
            Covered(from, draw, by);
            if (!_projection.HasUnits(from)) continue;
            foreach (var unit in _projection.UnitsOf(from)) Covered(unit, draw, by);
        }
        return _found;
    }

    /// <summary>Whether a unit of a lot drawn by quantity only may have been in it (rule 11).</summary>
    public bool MayHold(int member, int unit)
    {
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry))
                if (Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) return true;
        return false;
    }

    // As edges first: the rows are known when all are found.
    private void Collect(int member, List<int> edges)
    {
        var from = _graph.FromOf(member);
        if (_graph.HasTwins || _projection.HasUnits(from))
        {
            _sources.Add(InGraph);
            foreach (var edge in SourcesOf(member)) Open(edge, edges);
            return;
        }
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
        {
            for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
            {
                if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
                var edge = _graph.EdgeOf(entry);
                _sources.Add(edge < 0 ? Nothing : edge);
                Open(edge, edges);
            }
            _sources.Add(EndOfDraw);
        }
        _sources.Add(EndOfMember);
    }

    private void Covered(int thing, int draw, int by)
    {
        for (var entry = _graph.FirstEntryOf(thing); entry >= 0; entry = _graph.NextEntryOf(entry))
            if (_graph.EdgeOf(entry) is var edge and >= 0 && (_found.Count == 0 || _found[^1] != edge) && Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) _found.Add(edge);
    }

    private void Open(int edge, List<int> edges)
    {
        if (edge < 0 || _rows[edge] >= 0) return;
        _rows[edge] = 0;
        edges.Add(edge);
    }
}
