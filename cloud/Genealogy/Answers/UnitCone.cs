namespace Traceability.Cloud.Genealogy;

/// <summary>
/// All edges that lead into some units, in the order of time: a row each. It is collected once for all units together, because units that come
/// off a line share their edges, and what they share above is shared by all. What each edge drew from is noted in the order of the rows, so that
/// whoever goes through the rows goes through memory from one end to the other and not through the whole graph again.
/// </summary>
internal sealed class UnitCone
{
    /// <summary>In <see cref="NotesAt"/>: an entry that drew nothing, the end of a draw, of a member and of a row, and a member to be read from the graph.</summary>
    public const int Nothing = -1, EndOfDraw = -2, EndOfMember = -3, EndOfRow = -4, InGraph = -5;

    // Edges lie far apart in memory: so many before its turn one is asked for.
    private const int Ahead = 8;

    private readonly Projection _projection;
    private readonly Graph _graph;
    private readonly int[] _rows;
    private readonly List<int> _found = [];
    private Column<int> _noted = new();
    private readonly int[] _notes;
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
            if (i + Ahead < edges.Count) _graph.FetchEdge(edges[i + Ahead]);
            if (i + Ahead / 2 < edges.Count) _graph.FetchListsOf(edges[i + Ahead / 2]);
            starts.Add(_noted.Count);
            _noted.Add(_graph.RunOf(edges[i]));
            var members = _graph.Members(edges[i]);
            for (var member = members.Start; member < members.End; member++) Collect(member, edges);
            _noted.Add(EndOfRow);
        }
        // What a thing was drawn out of at an event is there before what the event made of it.
        var keys = edges.ConvertAll(e => 2 * projection.Timeline.TicksOf(_graph.SinceOf(e)) + (_graph.RunOf(e) == Graph.AtDraw ? 0 : 1)).ToArray();
        var order = Enumerable.Range(0, edges.Count).ToArray();
        Array.Sort(keys, order);
        Edges = Array.ConvertAll(order, i => edges[i]);
        for (var row = 0; row < Edges.Length; row++) _rows[Edges[row]] = row;
        (_notes, _starts) = (new int[_noted.Count], new int[Edges.Length]);
        var end = 0;
        for (var row = 0; row < Edges.Length; row++) end = Lay(starts[order[row]], _starts[row] = end);
        _noted = new Column<int>();
    }

    public int[] Edges { get; }

    public int RowOf(int edge) => edge < 0 ? -1 : _rows[edge];

    /// <summary>
    /// The row's run (as <see cref="Graph.RunOf"/>), then member by member: twice the thing that it drew from, and one more where that is confirmed; for each draw the
    /// rows of the entries that it may have taken from (or <see cref="Nothing"/>) and <see cref="EndOfDraw"/>; <see cref="EndOfMember"/>. Instead of draws
    /// <see cref="InGraph"/> and the member's number. At last <see cref="EndOfRow"/>; what follows is of the next row.
    /// </summary>
    public ReadOnlySpan<int> NotesAt(int row) => _notes.AsSpan(_starts[row]);

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
        _noted.Add(2 * from + (_graph.WhyOf(member).Class == LinkClass.Confirmed ? 1 : 0));
        if (_graph.HasTwins || _projection.HasUnits(from))
        {
            _noted.Add(InGraph);
            _noted.Add(member);
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
                _noted.Add(edge < 0 ? Nothing : edge);
                Open(edge, edges);
            }
            _noted.Add(EndOfDraw);
        }
        _noted.Add(EndOfMember);
    }

    // The notes of one edge at their place among the rows, with rows instead of edges.
    private int Lay(int from, int to)
    {
        _notes[to++] = _noted[from++];
        while (true)
        {
            var note = _notes[to++] = _noted[from++];
            if (note == EndOfRow) return to;
            if (_noted[from] == InGraph)
            {
                _notes[to++] = _noted[from++];
                _notes[to++] = _noted[from++];
                continue;
            }
            do
            {
                note = _noted[from++];
                _notes[to++] = note >= 0 ? _rows[note] : note;
            }
            while (note != EndOfMember);
        }
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
