namespace Traceability.Messaging;

/// <summary>Wakes one waiting loop. Any number of Set calls before the loop looks count as one.</summary>
public sealed class Signal
{
    private TaskCompletionSource _set = New();

    public void Set() => Volatile.Read(ref _set).TrySetResult();

    /// <summary>Waits until it is set, or the time is over. To be called by one loop only.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken stop)
    {
        var current = Volatile.Read(ref _set);
        if (!current.Task.IsCompleted)
        {
            if (atMost == Timeout.InfiniteTimeSpan) await current.Task.WaitAsync(stop).ConfigureAwait(false);
            else await WaitOrGiveUpAsync(current.Task, atMost, time, stop).ConfigureAwait(false);
        }
        // Renewed before the loop looks at its state, so that a Set during the look is not lost.
        if (current.Task.IsCompleted) Volatile.Write(ref _set, New());
    }

    private static async Task WaitOrGiveUpAsync(Task set, TimeSpan atMost, TimeProvider time, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var delay = Task.Delay(atMost, time, over.Token);
        await Task.WhenAny(set, delay).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
