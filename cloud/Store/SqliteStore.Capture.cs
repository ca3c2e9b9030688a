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
            InTransaction(now =>
            {
                Judge(events, outcomes);
                var none = whole && outcomes.Contains(ForeignOutcome.Conflict);
                for (var i = 0; i < outcomes.Length; i++)
                    if (outcomes[i] == ForeignOutcome.Conflict)
                        _appender.AddConflict(null, null, events[i].Event.EventId, "The eventID is committed with other content.", SHA256.HashData(events[i].Bytes), events[i].Bytes, null, dealt: true, now);
                    else if (outcomes[i] == ForeignOutcome.Accepted && !none) AddCaptured(events[i], now);
                if (end(outcomes) is { } ended) _captures.End(ended, now);
            });
            _tail.Add(_events.TakeAdded());
            return outcomes;
        }
    }

    public CaptureJob? FindCapture(string id)
    {
        lock (_reading) return _captures.FindJob(id);
    }

    public IReadOnlyList<CaptureJob> Captures(long before, int most)
    {
        lock (_reading) return _captures.Jobs(before, most);
    }

    public KeptEvent? FindEvent(string eventId)
    {
        lock (_reading) return _captures.FindEvent(eventId);
    }

    // What the store holds decides first, then what stands earlier in the same document.
    private void Judge(IReadOnlyList<CapturedEvent> events, ForeignOutcome[] outcomes)
    {
        var earlier = new Dictionary<(string, bool), KeptEvent>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var (read, bytes, context) = events[i];
            var key = (read.EventId, read.ErrorDeclaration is null);
            var kept = _captures.Find(read) ?? earlier.GetValueOrDefault(key);
            outcomes[i] = kept is null ? ForeignOutcome.Accepted : Same(kept, events[i]) ? ForeignOutcome.Repeated : ForeignOutcome.Conflict;
            if (kept is null) earlier.Add(key, new KeptEvent(bytes, context, read.EventId, default));
        }
    }

    private void AddCaptured(CapturedEvent captured, DateTimeOffset now)
    {
        _events.Add(null, null, null, captured.Event, SHA256.HashData(captured.Bytes), captured.Bytes, now);
        _captures.Add(_events.Last, captured.Context);
    }

    // Two spellings are one event when the standard's canonical text of them is one; a declaration must also say the same.
    private static bool Same(KeptEvent kept, CapturedEvent other)
    {
        if (kept.Context is { } context && context.AsSpan().SequenceEqual(other.Context) && EventContent.Same(kept.Bytes, other.Bytes)) return true;
        var names = kept.Context is null ? EventContext.Own : EventContext.Read(kept.Context);
        if (EventHash.TextOf(kept.Bytes, names) != EventHash.TextOf(other.Bytes, EventContext.Read(other.Context))) return false;
        if (other.Event.ErrorDeclaration is not { } declared) return true;
        return ForeignReader.Read(kept.Bytes, names, kept.EventId).ErrorDeclaration is { } known && known.Reason == declared.Reason
            && known.DeclarationTime == declared.DeclarationTime && known.CorrectiveEventIds.SequenceEqual(declared.CorrectiveEventIds);
    }
}
