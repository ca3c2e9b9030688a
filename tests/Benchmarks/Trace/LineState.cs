namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>How far a line is with its run, and what the thing that it puts out just now is linked to already.</summary>
internal sealed class LineState
{
    private readonly List<(int From, bool Confirmed)> _linked = [];

    /// <summary>What runs, or waits for its parts.</summary>
    public RunPlan? Plan { get; set; }
    public RunName Run { get; private set; } = RunName.None;
    public bool Running { get; private set; }
    public int Entry { get; private set; }
    public int Output { get; private set; }
    public int Thing { get; private set; }

    public void Start(RunName run) => (Run, Running, Entry, Output) = (run, true, 0, -1);

    public void Begin(int output, int thing)
    {
        (Output, Thing) = (output, thing);
        _linked.Clear();
    }

    public void Next()
    {
        Entry++;
        if (Entry < Plan!.Entries) return;
        (Plan, Running) = (null, false);
    }

    /// <summary>A link stands once however many entries say it, and is confirmed as soon as one of them proves it.</summary>
    public void Link(int from, bool confirmed, PlainGraph graph)
    {
        for (var i = 0; i < _linked.Count; i++)
        {
            if (_linked[i].From != from) continue;
            if (!confirmed || _linked[i].Confirmed) return;
            _linked[i] = (from, true);
            graph.Confirm(1);
            return;
        }
        _linked.Add((from, confirmed));
        graph.AddLink(from, Thing);
        if (confirmed) graph.Confirm(1);
    }
}
