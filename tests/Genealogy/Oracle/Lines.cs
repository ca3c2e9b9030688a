namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>R2 to R4 over all lines: which line an event of a run belongs to, and what the outputs drew in the end.</summary>
internal sealed class Lines
{
    private readonly Dictionary<string, string> _lineOfRun = new(StringComparer.Ordinal);
    private readonly List<Line> _lines = [];

    public Lines(List<Standing> events)
    {
        foreach (var run in events.Where(e => e.IsTransformation && e.Event.TransformationId is not null).GroupBy(e => e.Event.TransformationId!))
            _lineOfRun[run.Key] = (run.FirstOrDefault(e => e.HasInputs && !e.HasOutputs) ?? run.First()).Place ?? run.Key;
    }

    public IReadOnlyList<Line> All => _lines;

    public IEnumerable<string> Places => _lineOfRun.Values.Distinct();

    public string PlaceOfRun(string run) => _lineOfRun[run];

    public Line At(string place)
    {
        var line = _lines.Find(l => l.Place == place);
        if (line is null) _lines.Add(line = new Line(place));
        return line;
    }

    /// <summary>A load or an output of a run. The inputs of a load are the things as resolved (R7).</summary>
    public List<(string Item, decimal Amount)> Replay(Standing e, List<Amount> inputs)
    {
        if (e.Event.TransformationId is not { } runId || !(e.HasInputs || e.HasOutputs)) return [];
        var line = At(PlaceOfRun(runId));
        var run = LineLoads.Enter(line, runId, e);
        if (e.HasOutputs) return LineOutputs.Put(line, run, e);
        if (e.Event.Trace?.Feed is not null)
            foreach (var input in inputs) LineLoads.Load(line, run, e, input);
        return [];
    }

    /// <summary>After the replay: each candidate leads into each thing that was put out.</summary>
    public void AddLinks(Graph graph)
    {
        foreach (var output in _lines.SelectMany(l => l.Runs).SelectMany(r => r.Outputs))
            foreach (var made in ThingUri.Outputs(output.At.Event))
                foreach (var candidate in output.Drawn.Values.SelectMany(c => c))
                    Graph.Add(candidate.Thing, graph.EntryOf(made.Thing, output.At), candidate.Confirmed, candidate.Draws);
    }
}
