using Traceability.Cloud.Store;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Follows the store by commit number and answers with a projection of what was known at a moment. The newest one is kept;
/// it is made again at the first question after a commit.
/// </summary>
public sealed class Records(IEventStore store, PlantModel plant)
{
    private readonly Lock _lock = new();
    private readonly List<StoredEvent> _known = [];
    private Projection? _newest;
    private (DateTimeOffset? AsOf, long? Commit, DateTimeOffset? RecordTime, long Until, Projection Made)? _past;

    /// <summary>What is known now of all times.</summary>
    public Projection Now()
    {
        lock (_lock)
        {
            if (!CatchUp() && _newest is not null) return _newest;
            return _newest = Projection.Of(_known, plant);
        }
    }

    /// <summary>Cut by event time, and by knowledge: a commit number or a record time. All null is <see cref="Now"/>.</summary>
    public Projection At(DateTimeOffset? asOf, long? knownCommit = null, DateTimeOffset? knownTime = null)
    {
        if (asOf is null && knownCommit is null && knownTime is null) return Now();
        lock (_lock)
        {
            CatchUp();
            if (_past is { } past && (past.AsOf, past.Commit, past.RecordTime, past.Until) == (asOf, knownCommit, knownTime, _known.Count)) return past.Made;
            var cut = _known.Where(s => (asOf is null || s.Event.EventTime <= asOf) && (knownCommit is null || s.Commit <= knownCommit) && (knownTime is null || s.RecordTime <= knownTime));
            var made = Projection.Of(cut, plant);
            _past = (asOf, knownCommit, knownTime, _known.Count, made);
            return made;
        }
    }

    public PlantModel Plant => plant;

    /// <summary>The newest commit that an answer would hold.</summary>
    public long Commit => store.LastCommit;

    public IReadOnlyList<GatewayStream> Gateways() => store.Gateways();

    private bool CatchUp()
    {
        var last = _known.Count == 0 ? 0 : _known[^1].Commit;
        if (store.LastCommit <= last) return false;
        _known.AddRange(store.ReadAfter(last));
        return true;
    }
}
