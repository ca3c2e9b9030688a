using System.Security.Cryptography;
using Traceability.Epcis;

namespace Traceability.Cloud.Store;

/// <summary>Events from elsewhere with the context of their document, and the jobs that brought them.</summary>
public sealed partial class SqliteStore
{
    public CaptureJob? AddCapture(bool proceed, byte[] document)
    {
        lock (_writing)
        {
            CaptureJob? job = null;
            InTransaction(now => job = _captures.AddJob(Incarnation, proceed, document, now));
            return job;
        }
    }

    public (CaptureJob Job, byte[] Document)? NextCapture()
    {
        lock (_reading) return _captures.Next();
    }

    public IReadOnlyList<ForeignOutcome> Capture(IReadOnlyList<CapturedEvent> events, bool whole, Func<IReadOnlyList<ForeignOutcome>, CaptureEnd?> end)
    {
        lock (_writing)
        {
            var outcomes = new ForeignOutcome[events.Count];
            CaptureEnd? ended = null;
            InTransaction(now =>
            {
                Judge(events, outcomes);
                var none = whole && outcomes.Contains(ForeignOutcome.Conflict);
                for (var i = 0; i < outcomes.Length; i++)
                    if (outcomes[i] == ForeignOutcome.Conflict) AddConflict(events[i], now);
                    else if (outcomes[i] == ForeignOutcome.Accepted && !none) AddCaptured(events[i], now);
                if ((ended = end(outcomes)) is not null) _captures.End(ended, now);
            });
            _tail.Add(_events.TakeAdded());
            if (ended is not null) Volatile.Write(ref _shown, Math.Max(_shown, ended.Job));
            return outcomes;
        }
    }

    public CaptureJob? FindCapture(string id)
    {
        lock (_reading) return _captures.FindJob(id) is { } job ? Shown(job) : null;
    }

    public IReadOnlyList<CaptureJob> Captures(long before, int most)
    {
        lock (_reading) return _captures.Jobs(before, most).ConvertAll(Shown);
    }

    public KeptEvent? FindEvent(string eventId)
    {
        lock (_reading) return _captures.FindEvent(eventId);
    }

    // The file knows that a job has ended a moment before the tail shows its events: until then it still runs.
    private CaptureJob Shown(CaptureJob job) =>
        job.FinishedAt is null || job.Number <= Volatile.Read(ref _shown) ? job : job with { FinishedAt = null, Success = null, Errors = null };

    // What the store holds decides first, then what stands earlier in the same document.
    private void Judge(IReadOnlyList<CapturedEvent> events, ForeignOutcome[] outcomes)
    {
        var earlier = new Dictionary<(string, bool), KeptEvent>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (read, bytes, context) = events[i];
            var declares = read.ErrorDeclaration is not null;
            KeptEvent? Kept(bool declared) => _captures.Find(read.EventId, declared) ?? earlier.GetValueOrDefault((read.EventId, declared));
            outcomes[i] = Judge(events[i], Kept(declares), Kept(!declares));
            if (outcomes[i] == ForeignOutcome.Accepted) earlier.Add((read.EventId, declares), new KeptEvent(bytes, context, read.EventId, default, OfGateway: false));
        }
    }

    // A declaration repeats the event that it voids unchanged, and what a gateway saw is not for others to take back.
    private static ForeignOutcome Judge(CapturedEvent captured, KeptEvent? same, KeptEvent? beside)
    {
        if (same is not null) return Same(same, captured) ? ForeignOutcome.Repeated : ForeignOutcome.Conflict;
        return beside is null || !beside.OfGateway && SameContent(beside, captured) ? ForeignOutcome.Accepted : ForeignOutcome.Conflict;
    }

    private void AddCaptured(CapturedEvent captured, DateTimeOffset now)
    {
        _events.Add(null, null, null, captured.Event, SHA256.HashData(captured.Bytes), captured.Bytes, now);
        _captures.Add(_events.Last, captured.Context);
    }

    private void AddConflict(CapturedEvent captured, DateTimeOffset now) => _appender.AddConflict(null, null, captured.Event.EventId,
        "The eventID is committed with other content.", SHA256.HashData(captured.Bytes), captured.Bytes, null, dealt: true, now);

    // Two spellings are one event when the standard's canonical text of them is one; a declaration must also say the same.
    private static bool Same(KeptEvent kept, CapturedEvent other)
    {
        if (kept.Context is { } context && context.AsSpan().SequenceEqual(other.Context) && EventContent.Same(kept.Bytes, other.Bytes)) return true;
        if (!SameContent(kept, other)) return false;
        if (other.Event.ErrorDeclaration is not { } declared) return true;
        return ForeignReader.Read(kept.Bytes, NamesOf(kept), kept.EventId).ErrorDeclaration is { } known && known.Reason == declared.Reason
            && known.DeclarationTime == declared.DeclarationTime && known.CorrectiveEventIds.SequenceEqual(declared.CorrectiveEventIds);
    }

    private static bool SameContent(KeptEvent kept, CapturedEvent other) =>
        EventHash.TextOf(kept.Bytes, NamesOf(kept)) == EventHash.TextOf(other.Bytes, EventContext.Read(other.Context));

    private static EventContext NamesOf(KeptEvent kept) => kept.Context is null ? EventContext.Own : EventContext.Read(kept.Context);
}
