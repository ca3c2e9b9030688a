namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Where a line's rules put what they found: outputs that drew the same share one edge. It remembers what the line made, so that
/// all of it can be taken away when the line has to be told again. While a line is only recalled, all it says is in the graph
/// already, out of a snapshot, and is found there.
/// </summary>
internal sealed class LineLinks(Graph graph, Timeline timeline, IReadOnlyList<int> made)
{
    private readonly Dictionary<int, (IReadOnlyList<Draw> Draws, int Edge)> _lastOfRun = [];
    private readonly List<int> _linked = [];
    private readonly List<int> _made = [.. made];

    public bool Recalls { get; set; }

    /// <summary>Entries that no output event states.</summary>
    public IReadOnlyList<int> Made => _made;

    /// <summary>What came out has drawn this, whatever was said of it before.</summary>
    public void Put(Run run, Drawn drawn, IReadOnlyList<Draw> stateless)
    {
        var draws = new List<Draw>(drawn.Output.Named.Count + drawn.From.Count + stateless.Count);
        draws.AddRange(drawn.Output.Named);
        foreach (var (_, draw) in drawn.From) draws.Add(draw);
        draws.AddRange(stateless);
        if (Recalls)
        {
            Recall(run, drawn, draws);
            return;
        }
        var edge = draws.Count == 0 ? -1 : EdgeOf(run, draws);
        foreach (var entry in drawn.Output.Entries)
        {
            if (graph.EdgeOf(entry) >= 0) graph.Unlink(entry);
            else if (edge >= 0) _linked.Add(entry);
            if (edge >= 0) graph.Link(entry, edge);
        }
    }

    /// <summary>A coming-into-being that no output event states: a remainder that may hold other lots.</summary>
    public void PutAt(int thing, int atEvent, IReadOnlyList<Draw> draws)
    {
        if (!Recalls) _made.Add(graph.AddDrawn(thing, atEvent, draws, timeline));
    }

    // Of an output that was told several times the graph holds what was said last; by then that is recalled too.
    private void Recall(Run run, Drawn drawn, List<Draw> draws)
    {
        foreach (var entry in drawn.Output.Entries)
        {
            if (graph.EdgeOf(entry) is not (>= 0 and var edge)) continue;
            _linked.Add(entry);
            _lastOfRun[run.Id] = (draws, edge);
        }
    }

    /// <summary>Takes away everything this line has said.</summary>
    public void Withdraw()
    {
        foreach (var entry in _linked) graph.Unlink(entry);
        for (var i = _made.Count - 1; i >= 0; i--) graph.RemoveEntry(_made[i]);
    }

    private int EdgeOf(Run run, IReadOnlyList<Draw> draws)
    {
        if (_lastOfRun.TryGetValue(run.Id, out var last) && Same(last.Draws, draws)) return last.Edge;
        var edge = graph.AddEdge(draws, run.Id, timeline);
        _lastOfRun[run.Id] = (draws, edge);
        return edge;
    }

    private static bool Same(IReadOnlyList<Draw> a, IReadOnlyList<Draw> b)
    {
        if (a.Count != b.Count) return false;
        for (var i = 0; i < a.Count; i++)
            if (a[i].From != b[i].From || a[i].Why != b[i].Why || a[i].Events != b[i].Events && !a[i].Events.SequenceEqual(b[i].Events)) return false;
        return true;
    }
}
