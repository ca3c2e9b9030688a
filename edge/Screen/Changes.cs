namespace Traceability.Edge.Screen;

/// <summary>Tells any number of waiting pages that something changed: each takes <see cref="Next"/> first, then looks, then waits for it.</summary>
public sealed class Changes
{
    private TaskCompletionSource _next = New();

    public Task Next => Volatile.Read(ref _next).Task;

    public void Tell() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
