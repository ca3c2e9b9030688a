using Traceability.Cloud.Store;
using Traceability.Messaging;

namespace Traceability.Cloud.Ingest;

/// <summary>
/// Publishes each gateway's marks, retained. While one is under way only the newest is remembered: a mark says everything
/// that the ones before it said. Also asks gateways for what is missing, once a gap and again when nothing came.
/// </summary>
internal sealed class MarkPublisher(SqliteStore store, Topics topics, TimeProvider time)
{
    /// <summary>Epochs of a gateway that a mark names, the newest; a gateway looks for its own.</summary>
    private const int MaxEpochs = 4;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (bool Again, IMqttLink Link)> _underWay = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Gateway, string Epoch), (long From, long At)> _asked = [];
    private readonly Dictionary<string, string> _bornWith = new(StringComparer.Ordinal);

    /// <summary>A gateway tells its epoch. Where the store knows nothing of it, the mark says 0, so that it sends from the start.</summary>
    public void Born(string gateway, string epoch)
    {
        lock (_gate) _bornWith[gateway] = epoch;
    }

    public void PublishAll(IMqttLink link)
    {
        IEnumerable<string> gateways = store.Gateways().Select(s => s.Gateway);
        lock (_gate) gateways = gateways.Union(_bornWith.Keys).ToList();
        foreach (var gateway in gateways) Publish(link, gateway);
    }

    public void Publish(IMqttLink link, string gateway)
    {
        lock (_gate)
        {
            var underWay = _underWay.TryGetValue(gateway, out var other) && other.Link == link;
            _underWay[gateway] = (underWay, link);
            if (underWay) return;
        }
        _ = PublishUntilNewestAsync(link, gateway);
    }

    public void Ask(IMqttLink link, AppendResult result)
    {
        var key = (result.Gateway, result.Epoch);
        lock (_gate)
        {
            if (result.WantFrom is not { } from)
            {
                _asked.Remove(key);
                return;
            }
            if (_asked.TryGetValue(key, out var last) && last.From == from && time.GetElapsedTime(last.At) < AskAgain) return;
            _asked[key] = (from, time.GetTimestamp());
        }
        _ = link.PublishAsync(new MqttMessage(topics.CloudWant, MarkCodec.Encode(new Want(result.Gateway, result.Epoch, result.WantFrom.Value))));
    }

    private async Task PublishUntilNewestAsync(IMqttLink link, string gateway)
    {
        try
        {
            while (true)
            {
                await link.PublishAsync(new MqttMessage(topics.Of(gateway, "mark"), MarkCodec.Encode(Of(gateway)), Retain: true)).ConfigureAwait(false);
                lock (_gate)
                {
                    if (_underWay.TryGetValue(gateway, out var now) && now.Link == link && now.Again) _underWay[gateway] = (false, link);
                    else
                    {
                        if (now.Link == link) _underWay.Remove(gateway);
                        return;
                    }
                }
            }
        }
        catch (MqttException)
        {
            // The connection ended; every gateway's mark is published again on the next one.
        }
    }

    private Mark Of(string gateway)
    {
        var marks = store.Marks(gateway).TakeLast(MaxEpochs).ToList();
        lock (_gate)
            if (_bornWith.TryGetValue(gateway, out var epoch) && marks.All(m => m.Epoch != epoch)) marks.Add(new EpochMark(epoch, 0));
        return new Mark(store.Incarnation, marks);
    }
}
