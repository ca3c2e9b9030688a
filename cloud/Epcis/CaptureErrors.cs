using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Cloud.Capture;

/// <summary>What went wrong with a job's events, in the words of the job's error behaviour.</summary>
internal sealed class CaptureErrors(bool proceed, int most)
{
    /// <summary>Why an event that can be read is not taken.</summary>
    public const string Reason = "its eventID belongs to an event with other content, or it declares an event of a gateway void. "
        + "An event is corrected by its sender: the same event with an errorDeclaration, and a new one with an id of its own.";

    private readonly List<EpcisProblem> _problems = [];
    private int _more;

    public bool Any => _problems.Count > 0;

    private string Advice => proceed ? "The event was not stored; correct it and send it again."
        : "Nothing of the document was stored; correct it and send the document again.";

    public void Add(int index, EventFormatException fault) =>
        Add(EpcisProblem.Of(fault, Advice) with { Event = index, Detail = $"Event {index}: {fault.Field} {fault.Problem}. {Advice}" });

    public void AddConflicts(IReadOnlyList<ForeignOutcome> outcomes, IReadOnlyList<CapturedEvent> events, List<int> positions)
    {
        for (var i = 0; i < outcomes.Count; i++)
            if (outcomes[i] == ForeignOutcome.Conflict)
                Add(EpcisProblem.Conflict($"Event {positions[i]}: {Reason} {Advice}") with
                {
                    Event = positions[i],
                    EventId = events[i].Event.EventId,
                    Pointer = $"{CaptureDocument.EventList}/{positions[i]}/eventID",
                });
    }

    public CaptureEnd End(CaptureJob job)
    {
        var listed = _problems.OrderBy(p => p.Event);
        IReadOnlyList<EpcisProblem> all = _more == 0 ? [.. listed] : [.. listed, EpcisProblem.Invalid($"{_more} more events have errors that are not listed.")];
        return new CaptureEnd(job.Number, !Any, Any ? EpcisProblem.Write(all) : null);
    }

    private void Add(EpcisProblem problem)
    {
        if (_problems.Count < most) _problems.Add(problem);
        else _more++;
    }
}
