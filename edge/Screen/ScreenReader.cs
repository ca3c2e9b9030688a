using System.Collections.Concurrent;
using System.Threading.Channels;
using Traceability.Edge.Devices;
using Traceability.Edge.Stations;

namespace Traceability.Edge.Screen;

/// <summary>
/// A station's screen as a reader: what is typed or pressed goes the way of every scan, through the same channel and the same
/// rules to the same journal. Whoever posts waits for what became of it.
/// </summary>
public sealed class ScreenReader(string station, TimeProvider clock) : IReader
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Frame, TaskCompletionSource<TakenRead>> _awaited = new(ReferenceEqualityComparer.Instance);
    private volatile ChannelWriter<Frame>? _frames;

    public string Station => station;
    public string Id => ScreenContext.Reader;
    public DeviceStatus Status => _frames is null ? new DeviceStatus(DeviceState.Opening, "not running yet") : new DeviceStatus(DeviceState.Ready, "takes what is typed or pressed");

    public async Task RunAsync(ChannelWriter<Frame> frames, CancellationToken stop)
    {
        _frames = frames;
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        }
        finally
        {
            _frames = null;
        }
    }

    /// <summary>Null when it was not dealt with in time: it may still be, as a scan would, and the light will say so.</summary>
    public async Task<TakenRead?> PostAsync(ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        if (_frames is not { } frames) return null;
        var now = clock.GetUtcNow();
        var frame = new Frame(station, Id, data, now, now) { Capture = "manualConfirmed" };
        var taken = _awaited[frame] = new TaskCompletionSource<TakenRead>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(Patience);
        try
        {
            await frames.WriteAsync(frame, over.Token);
            return await taken.Task.WaitAsync(over.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _awaited.TryRemove(frame, out _);
        }
    }

    internal void Took(Frame frame, TakenRead read)
    {
        if (_awaited.TryRemove(frame, out var waiting)) waiting.TrySetResult(read);
    }
}
