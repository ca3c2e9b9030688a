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
    private readonly Scratch _scratch;
    private readonly int[] _edges;
    private int[] _noted;
    private int _edgeCount, _noteCount;
    private readonly int[] _notes, _starts;

    public UnitCone(Projection projection, IEnumerable<int> units, Scratch scratch)
    {
        (_projection, _graph, _scratch) = (projection, projection.Graph, scratch);
        (_rows, _edges, _noted) = (scratch.Filled(_graph.EdgeCount, -1), scratch.Any<int>(_graph.EdgeCount), scratch.Any<int>(4 * _graph.EdgeCount + 16));
        foreach (var unit in units)
            for (var entry = _graph.FirstEntryOf(unit); entry >= 0; entry = _graph.NextEntryOf(entry)) Open(_graph.EdgeOf(entry));
        var starts = scratch.Any<int>(_graph.EdgeCount);
        for (var i = 0; i < _edgeCount; i++)
        {
            if (i + Ahead < _edgeCount) _graph.FetchEdge(_edges[i + Ahead]);
            if (i + Ahead / 2 < _edgeCount) _graph.FetchListsOf(_edges[i + Ahead / 2]);
            starts[i] = _noteCount;
            Note(_graph.RunOf(_edges[i]));
            var members = _graph.Members(_edges[i]);
            for (var member = members.Start; member < members.End; member++) Collect(member);
            Note(EndOfRow);
        }
        var order = InTime();
        Edges = new int[_edgeCount];
        for (var row = 0; row < Edges.Length; row++) _rows[Edges[row] = _edges[order[row]]] = row;
        (_notes, _starts) = (scratch.Any<int>(_noteCount), scratch.Any<int>(_edgeCount));
        var end = 0;
        for (var row = 0; row < Edges.Length; row++) end = Lay(starts[order[row]], _starts[row] = end);
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

    // What a thing was drawn out of at an event is there before what the event made of it.
    private int[] InTime()
    {
        var (ticks, order) = (_scratch.Any<long>(_edgeCount), _scratch.Any<int>(_edgeCount));
        for (var i = 0; i < _edgeCount; i++)
            (ticks[i], order[i]) = (2 * _projection.Timeline.TicksOf(_graph.SinceOf(_edges[i])) + (_graph.RunOf(_edges[i]) == Graph.AtDraw ? 0 : 1), i);
        Array.Sort(ticks, order, 0, _edgeCount);
        return order;
    }

    // As edges first: the rows are known when all are found.
    private void Collect(int member)
    {
        var from = _graph.FromOf(member);
        Note(2 * from + (_graph.WhyOf(member).Class == LinkClass.Confirmed ? 1 : 0));
        if (_graph.HasTwins || _projection.HasUnits(from))
        {
            Note(InGraph);
            Note(member);
            foreach (var edge in SourcesOf(member)) Open(edge);
            return;
        }
        var events = _graph.EventsOf(member);
        for (var i = 0; Draws.Next(events, ref i, out var draw, out var by);)
        {
            for (var entry = _graph.FirstEntryOf(from); entry >= 0; entry = _graph.NextEntryOf(entry))
            {
                if (!Reach.Covers(_graph, _projection.Timeline, entry, draw, by)) continue;
                var edge = _graph.EdgeOf(entry);
                Note(edge < 0 ? Nothing : edge);
                Open(edge);
            }
            Note(EndOfDraw);
        }
        Note(EndOfMember);
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

    private void Note(int value)
    {
        if (_noteCount == _noted.Length) _noted = _scratch.Longer(_noted);
        _noted[_noteCount++] = value;
    }

    private void Open(int edge)
    {
        if (edge < 0 || _rows[edge] >= 0) return;
        _rows[edge] = 0;
        _edges[_edgeCount++] = edge;
    }
}
