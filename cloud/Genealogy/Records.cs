using Traceability.Cloud.Store;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Follows the store by commit number and answers with views of what was known at a moment. The view of everything is kept up to
/// date; a few cut ones are kept too, as a saved recall is asked again and again. Questions come one at a time: who asks holds
/// a <see cref="Lease"/>, and answers are made in memory, so that a slow reader keeps nobody waiting.
/// </summary>
public sealed class Records(IEventStore store, PlantModel plant) : IDisposable
{
    private const int CutsKept = 4;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(Cut Cut, Projection View)> _cuts = [];
    private readonly FactLog _log = new();
    private Projection? _now;

    /// <summary>The right to ask until it is disposed of.</summary>
    public sealed class Lease(Records records) : IDisposable
    {
        private Records? _records = records;

        public void Dispose()
        {
            _records?._turn.Release();
            _records = null;
        }
    }

    public async Task<Lease> EnterAsync(CancellationToken stop = default)
    {
        await _turn.WaitAsync(stop);
        return new Lease(this);
    }

    /// <summary>What is known now of all times. Only under a lease where others may ask too.</summary>
    public Projection Now() => Ready(_now ??= new Projection(_log, plant));

    /// <summary>Cut by event time, and by knowledge: a commit number or a record time. All null is <see cref="Now"/>.</summary>
    public Projection At(DateTimeOffset? asOf, long? knownCommit = null, DateTimeOffset? knownTime = null)
    {
        var cut = new Cut(asOf, knownCommit, knownTime);
        if (cut == default) return Now();
        var at = _cuts.FindIndex(c => c.Cut == cut);
        var view = at >= 0 ? _cuts[at].View : new Projection(_log, plant, cut);
        if (at >= 0) _cuts.RemoveAt(at);
        else if (_cuts.Count == CutsKept) _cuts.RemoveAt(0);
        _cuts.Add((cut, view));
        return Ready(view);
    }

    public PlantModel Plant => plant;

    /// <summary>The newest commit that an answer would hold.</summary>
    public long Commit => store.LastCommit;

    public IReadOnlyList<GatewayStream> Gateways() => store.Gateways();

    /// <summary>The events of some facts, whole, as the store keeps them.</summary>
    public IReadOnlyList<StoredEvent> Events(IEnumerable<long> commits) => commits.Select(store.Read).ToList();

    private Projection Ready(Projection view)
    {
        if (store.LastCommit > _log.Commit)
            foreach (var stored in store.ReadAfter(_log.Commit)) _log.Append(stored);
        view.CatchUp();
        return view;
    }

    public void Dispose() => _turn.Dispose();
}
