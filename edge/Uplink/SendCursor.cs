namespace Traceability.Edge.Uplink;

/// <summary>
/// Where sending stands. Every repair (a lost session, a fallen mark, a peer's wish, a stall) is the same move: back to a number and on
/// from there, in order. Duplicates are harmless, both ends count; a second stream beside the live one would not be.
/// </summary>
internal sealed class SendCursor(long next)
{
    /// <summary>Wishes of several peers come together after a broker's restart; one pass serves them all.</summary>
    private static readonly TimeSpan WishGathering = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Queue<long> _inFlight = new();
    private long _next = next;
    private long _back = long.MaxValue;
    private long _wished = long.MaxValue;
    private TimeSpan _wishedAt;
    private long _session = 1;

    public int InFlight
    {
        get { lock (_gate) return _inFlight.Count; }
    }

    /// <summary>Takes effect with the next <see cref="Next"/>.</summary>
    public void BackTo(long number)
    {
        lock (_gate) _back = Math.Min(_back, number);
    }

    public void Wish(long number, TimeSpan now)
    {
        lock (_gate)
        {
            if (_wished == long.MaxValue) _wishedAt = now;
            _wished = Math.Min(_wished, number);
        }
    }

    /// <summary>The number to send from, and when to look again because of a wish that still gathers.</summary>
    public (long Number, TimeSpan? LookAgain) Next(TimeSpan now)
    {
        lock (_gate)
        {
            if (_wished != long.MaxValue && now - _wishedAt >= WishGathering)
            {
                _back = Math.Min(_back, _wished);
                _wished = long.MaxValue;
            }
            _next = Math.Min(_next, _back);
            _back = long.MaxValue;
            return (_next, _wished == long.MaxValue ? null : _wishedAt + WishGathering);
        }
    }

    public void Sent(long from, long last)
    {
        lock (_gate)
        {
            _inFlight.Enqueue(from);
            _next = last + 1;
        }
    }

    /// <summary>The broker has the oldest batch in flight; it acknowledges in order. The answer of a past session counts no more.</summary>
    public void Acknowledged(long session)
    {
        lock (_gate)
            if (session == _session) _inFlight.TryDequeue(out _);
    }

    /// <summary>The connection is gone: what it had not acknowledged is sent again.</summary>
    public void ConnectionLost(long nextSession)
    {
        lock (_gate)
        {
            _session = nextSession;
            foreach (var from in _inFlight) _back = Math.Min(_back, from);
            _inFlight.Clear();
        }
    }
}
