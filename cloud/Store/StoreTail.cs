namespace Traceability.Cloud.Store;

/// <summary>The newest events as they were parsed at their commit, so that readers close behind parse nothing; and the bell they wait for.</summary>
internal sealed class StoreTail
{
    private const int Capacity = 4096;

    private readonly Lock _gate = new();
    private readonly StoredEvent[] _ring = new StoredEvent[Capacity];
    private TaskCompletionSource _bell = NewBell();
    private long _first;
    private long _last;

    public StoreTail(long lastCommit) => (_first, _last) = (lastCommit + 1, lastCommit);

    public long Last
    {
        get { lock (_gate) return _last; }
    }

    public void Add(IReadOnlyList<StoredEvent> events)
    {
        if (events.Count == 0) return;
        TaskCompletionSource bell;
        lock (_gate)
        {
            foreach (var stored in events) _ring[stored.Commit % Capacity] = stored;
            _last = events[^1].Commit;
            _first = Math.Max(_first, _last - Capacity + 1);
            (bell, _bell) = (_bell, NewBell());
        }
        bell.SetResult();
    }

    /// <summary>The next events after a commit; null where they are older than the tail.</summary>
    public IReadOnlyList<StoredEvent>? After(long commit, int most)
    {
        lock (_gate)
        {
            if (commit + 1 < _first) return null;
            var page = new List<StoredEvent>();
            for (var next = commit + 1; next <= _last && page.Count < most; next++) page.Add(_ring[next % Capacity]);
            return page;
        }
    }

    public async Task WaitAfterAsync(long commit, CancellationToken stop)
    {
        while (true)
        {
            Task bell;
            lock (_gate)
            {
                if (_last > commit) return;
                bell = _bell.Task;
            }
            await bell.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
