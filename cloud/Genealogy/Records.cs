using Traceability.Cloud.Store;
using Traceability.Plant;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Follows the store by commit number and answers with views of what was known at a moment. The view of everything is kept up to
/// date; a few cut ones are kept too, as a saved recall is asked again and again. Questions come one at a time: who asks holds
/// a <see cref="Lease"/>, and answers are made in memory, so that a slow reader keeps nobody waiting.
/// </summary>
public sealed class Records(IEventStore store, PlantModel plant, string? snapshot = null) : IDisposable
{
    private const int CutsKept = 4;

    /// <summary>So many events are sooner told again than read from a snapshot and written to one.</summary>
    private const int LeastNew = 100_000;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(Cut Cut, Projection View)> _cuts = [];
    private FactLog? _log;
    private Projection? _now;
    private long _kept;

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
    public Projection Now()
    {
        Start();
        return Ready(_now!);
    }

    /// <summary>Why the snapshot that was there could not be used; null where it was, or where there was none.</summary>
    public string? SnapshotFault { get; private set; }

    /// <summary>The newest commit that the snapshot holds; 0 where there is none.</summary>
    public long SnapshotCommit => _kept;

    /// <summary>Keeps the genealogy for the next start, where enough is new since the last time. Under a lease.</summary>
    public void Keep()
    {
        if (snapshot is null || _log is null || _now is null || _log.Commit < _kept + LeastNew) return;
        Snapshot.Write(snapshot, _log, _now, plant);
        _kept = _log.Commit;
    }

    /// <summary>Recalls one line more of those that sleep since the start; false where all are awake. Under a lease.</summary>
    public bool WakeOne() => _now?.WakeOne() == true;

    // From the snapshot where there is one that fits, else from the first event.
    private void Start()
    {
        if (_log is not null) return;
        if (snapshot is not null && File.Exists(snapshot))
            try
            {
                var (log, view) = Snapshot.Read(snapshot, plant);
                if (!IsOfStore(log)) throw new SnapshotException("it is of other events than the store's");
                (_log, _now, _kept) = (log, view, log.Commit);
            }
            catch (Exception e) when (e is SnapshotException or IOException or UnauthorizedAccessException)
            {
                SnapshotFault = e.Message;
            }
        _log ??= new FactLog();
        _now ??= new Projection(_log, plant);
    }

    private bool IsOfStore(FactLog log)
    {
        if (log.Count == 0) return true;
        var last = log[log.Count - 1];
        return store.LastCommit >= log.Commit && store.Read(last.Commit) is var stored && stored.Commit == last.Commit && stored.Event.EventId == last.EventId;
    }

    /// <summary>Cut by event time, and by knowledge: a commit number or a record time. All null is <see cref="Now"/>.</summary>
    public Projection At(DateTimeOffset? asOf, long? knownCommit = null, DateTimeOffset? knownTime = null)
    {
        var cut = new Cut(asOf, knownCommit, knownTime);
        if (cut == default) return Now();
        Start();
        var at = _cuts.FindIndex(c => c.Cut == cut);
        var view = at >= 0 ? _cuts[at].View : new Projection(_log!, plant, cut);
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
        if (store.LastCommit > _log!.Commit)
            foreach (var stored in store.ReadAfter(_log.Commit)) _log.Append(stored);
        view.CatchUp();
        return view;
    }

    public void Dispose() => _turn.Dispose();
}
