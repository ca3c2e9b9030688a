using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>What went wrong with a job's events, in the words of the job's error behaviour.</summary>
internal sealed class CaptureErrors(bool proceed, int most)
{
    private readonly List<EpcisProblem> _problems = [];
    private int _more;

    public bool Any => _problems.Count > 0;

    private string Advice => proceed ? "The event was not stored; correct it and send it again." : "Nothing of the document was stored; correct it and send the document again.";

    public void Add(int index, EventFormatException fault) => Add(EpcisProblem.Of(fault, Advice) with { Event = index, Detail = $"Event {index}: {fault.Field} {fault.Problem}. {Advice}" });

    public void AddConflicts(IReadOnlyList<ForeignOutcome> outcomes, IReadOnlyList<CapturedEvent> events, List<int> positions)
    {
        for (var i = 0; i < outcomes.Count; i++)
            if (outcomes[i] == ForeignOutcome.Conflict)
                Add(EpcisProblem.Conflict($"Event {positions[i]}: its eventID belongs to an event with other content. {Advice} An event is corrected by the same event with an errorDeclaration, and a new one.") with
                {
                    Event = positions[i],
                    EventId = events[i].Event.EventId,
                    Pointer = $"{CaptureDocument.EventList}/{positions[i]}/eventID",
                });
    }

    public CaptureEnd End(CaptureJob job)
    {
        var all = _more == 0 ? _problems : [.. _problems, EpcisProblem.Invalid($"{_more} more events have errors that are not listed.")];
        return new CaptureEnd(job.Number, !Any, Any ? EpcisProblem.Write(all) : null);
    }

    private void Add(EpcisProblem problem)
    {
        if (_problems.Count < most) _problems.Add(problem);
        else _more++;
    }
}
