using Traceability.Messaging;

namespace Traceability.Edge.Uplink;

/// <summary>
/// Gaps in the peers' streams. Each is asked for once; again only when nothing came for a while, because the peer may have
/// been away or the broker may have forgotten the question.
/// </summary>
internal sealed class PeerWants
{
    private static readonly TimeSpan FirstAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastAgain = TimeSpan.FromMinutes(1);

    private sealed record Gap(string Epoch, long From, long Until, TimeSpan Due, TimeSpan Again, bool Once = false);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Gap> _gaps = new(StringComparer.Ordinal);

    /// <summary>Numbers from From to Until are missing; ask after a grace time, in which they may come by themselves.</summary>
    public void Missing(string gateway, string epoch, long from, long until, TimeSpan now, TimeSpan grace)
    {
        lock (_gate)
        {
            if (_gaps.TryGetValue(gateway, out var gap) && gap.Epoch == epoch)
                _gaps[gateway] = gap with { From = from, Until = Math.Max(gap.Until, until), Once = false };
            else
                _gaps[gateway] = new Gap(epoch, from, until, now + grace, FirstAgain);
        }
    }

    /// <summary>Perhaps something is missing: asked for a single time, there may be nothing.</summary>
    public void Once(string gateway, string epoch, long from, TimeSpan now, TimeSpan grace)
    {
        lock (_gate) _gaps.TryAdd(gateway, new Gap(epoch, from, from, now + grace, FirstAgain, Once: true));
    }

    public void Applied(string gateway, Batch batch, TimeSpan now)
    {
        lock (_gate)
        {
            if (!_gaps.TryGetValue(gateway, out var gap) || gap.Epoch != batch.Epoch) return;
            if (batch.Last >= gap.Until) _gaps.Remove(gateway);
            else _gaps[gateway] = gap with { From = batch.Last + 1, Due = now + FirstAgain, Again = FirstAgain };
        }
    }

    /// <summary>What to ask for now, and when to look again.</summary>
    public (IReadOnlyList<Want> Wants, TimeSpan? LookAgain) Due(TimeSpan now)
    {
        lock (_gate)
        {
            var wants = new List<Want>();
            foreach (var (gateway, gap) in _gaps.ToArray())
            {
                if (gap.Due > now) continue;
                wants.Add(new Want(gateway, gap.Epoch, gap.From));
                var again = gap.Again * 2;
                if (gap.Once) _gaps.Remove(gateway);
                else _gaps[gateway] = gap with { Due = now + gap.Again, Again = again < LastAgain ? again : LastAgain };
            }
            return (wants, _gaps.Count == 0 ? null : _gaps.Values.Min(g => g.Due));
        }
    }
}
