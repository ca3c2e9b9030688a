using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Cloud.Store;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Cloud.Downlink;

/// <summary>The plant as every gateway of it is told to run with it.</summary>
public sealed record PlantConfig(PlantModel Plant, GatewayConfig Config);

/// <summary>
/// Tells the plant what the cloud knows: the list of holds at once, each face's snapshot at most once a second unless a hold changed, its configuration. All of it,
/// retained, at the start and on every new connection to the broker; between, only what has changed.
/// </summary>
public sealed class DownlinkLoop(PlantDirectory directory, IEventStore store, Func<IMqttLink?> link, string plant, TimeProvider time, ILogger? log = null, PlantConfig? config = null)
{
    private static readonly TimeSpan FaceInterval = TimeSpan.FromSeconds(1), Retry = TimeSpan.FromSeconds(2);

    private readonly Topics _topics = new(plant);
    private readonly ILogger _log = log ?? NullLogger.Instance;
    private readonly Signal _signal = new();
    private readonly Dictionary<string, (long Revision, long At)> _told = new(StringComparer.Ordinal);
    private IMqttLink? _toldOver;
    private long _holdsTold;

    /// <summary>There is another connection, or something is committed.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.Yield();
        _ = FollowAsync(stop);
        while (!stop.IsCancellationRequested)
        {
            var pause = Retry;
            try
            {
                directory.CatchUp();
                pause = await TellAsync().ConfigureAwait(false);
            }
            catch (MqttException)
            {
                // The connection ended; everything is told again on the next one.
                _toldOver = null;
            }
            catch (Exception e) when (e is StoreException or DbException or IOException)
            {
                _log.LogError("The store cannot be read for the plant's directory, trying again: {Reason}", e.Message);
            }
            await _signal.WaitAsync(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        for (var seen = 0L; !stop.IsCancellationRequested; seen = store.LastCommit)
        {
            await store.WaitAfterAsync(seen, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _signal.Set();
        }
    }

    /// <returns>How long there is nothing to tell unless something happens.</returns>
    private async Task<TimeSpan> TellAsync()
    {
        if (link() is not { } open) return Retry;
        if (open != _toldOver)
        {
            (_toldOver, _holdsTold) = (open, -1);
            _told.Clear();
            foreach (var gateway in config?.Plant.Gateways ?? [])
                if (Encoded(() => ConfigCodec.Encode(config!.Config)) is { } payload)
                    await open.PublishAsync(new MqttMessage(_topics.Of(gateway, "config"), payload, Retain: true)).ConfigureAwait(false);
        }
        var holds = directory.HoldRevision;
        var isHold = holds != _holdsTold;
        if (isHold && Encoded(() => FaceCodec.Encode(directory.Holds())) is { } list)
            await open.PublishAsync(new MqttMessage(_topics.Holds, list, Retain: true)).ConfigureAwait(false);
        _holdsTold = holds;
        var pause = Timeout.InfiniteTimeSpan;
        foreach (var (location, revision) in directory.Faces())
        {
            var before = _told.TryGetValue(location, out var told);
            if (before && told.Revision == revision) continue;
            var wait = before && !isHold ? FaceInterval - time.GetElapsedTime(told.At) : TimeSpan.Zero;
            if (wait <= TimeSpan.Zero)
            {
                // Noted first: what changes while this is under way is told again.
                _told[location] = (revision, time.GetTimestamp());
                if (Encoded(() => FaceCodec.Encode(directory.Snapshot(location))) is { } snapshot)
                    await open.PublishAsync(new MqttMessage(_topics.Face(location), snapshot, Retain: true)).ConfigureAwait(false);
            }
            else if (pause == Timeout.InfiniteTimeSpan || wait < pause) pause = wait;
        }
        return pause;
    }

    private byte[]? Encoded(Func<byte[]> encode)
    {
        try
        {
            return encode();
        }
        catch (MessageFormatException e)
        {
            // What was told before stays at the broker, and the gateways go on by their own events.
            _log.LogError("The gateways are not told: {Reason}", e.Message);
            return null;
        }
    }
}
