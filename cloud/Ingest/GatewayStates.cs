using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Traceability.Messaging;

namespace Traceability.Cloud.Ingest;

/// <summary>A station's light as its gateway last said it; Since is the gateway's own text.</summary>
public sealed record StationLight(string Pattern, string? Reason, string? Since);

public sealed record LightChange(string Gateway, string Station, StationLight Light);

/// <summary>What a gateway says of itself. Epoch is null until its first birth was heard.</summary>
public sealed record GatewayState(string Gateway, bool Online, string? Epoch, long Session, long Last, string? Version, DateTimeOffset HeardAt,
    IReadOnlyDictionary<string, StationLight> Lights)
{
    /// <summary>The revision of the configuration it runs with; 0 where it did not say.</summary>
    public long Config { get; init; }

    /// <summary>Why it does not run with the configuration that it was told; null where it does, or takes none from here.</summary>
    public string? ConfigRefused { get; init; }
}

/// <summary>The gateways as the broker's retained messages show them. In memory only: the broker tells it all again after a restart.</summary>
public sealed class GatewayStates(TimeProvider time)
{
    private const int MaxGateways = 10_000;
    private const int MaxStations = 1_000;

    /// <summary>A watcher that lags behind by so many changes is cut off; it comes again and begins with the present lights.</summary>
    private const int WatcherCapacity = 1024;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, GatewayState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<Channel<LightChange>> _watchers = [];

    public IReadOnlyList<GatewayState> All()
    {
        lock (_gate) return [.. _states.Values];
    }

    /// <summary>All present lights, then every change. Ends early when the reader is too slow.</summary>
    public async IAsyncEnumerable<LightChange> Watch([EnumeratorCancellation] CancellationToken stop)
    {
        var changes = Channel.CreateBounded<LightChange>(WatcherCapacity);
        List<LightChange> present;
        lock (_gate)
        {
            present = [.. _states.Values.SelectMany(s => s.Lights.Select(l => new LightChange(s.Gateway, l.Key, l.Value)))];
            _watchers.Add(changes);
        }
        try
        {
            foreach (var light in present) yield return light;
            await foreach (var change in changes.Reader.ReadAllAsync(stop).ConfigureAwait(false)) yield return change;
        }
        finally
        {
            lock (_gate) _watchers.Remove(changes);
        }
    }

    internal void TakeBirth(string gateway, GatewayBirth birth)
    {
        lock (_gate)
            _states[gateway] = Of(gateway) with
            {
                Online = birth.Online,
                Epoch = birth.Epoch,
                Session = birth.Session,
                Last = birth.Last,
                Version = birth.Version,
                Config = birth.Config,
                ConfigRefused = birth.Refused,
                HeardAt = time.GetUtcNow(),
            };
    }

    /// <summary>The retained birth was cleared: the gateway is no more.</summary>
    internal void Forget(string gateway)
    {
        lock (_gate) _states.Remove(gateway);
    }

    /// <exception cref="MessageFormatException">The payload is no {station: {pattern, reason, since}}.</exception>
    internal void TakeLights(string gateway, ReadOnlyMemory<byte> payload)
    {
        var lights = ReadLights(payload);
        lock (_gate)
        {
            var state = Of(gateway);
            _states[gateway] = state with { Lights = lights, HeardAt = time.GetUtcNow() };
            foreach (var (station, light) in lights)
                if (!state.Lights.TryGetValue(station, out var before) || before != light)
                    Tell(new LightChange(gateway, station, light));
        }
    }

    private GatewayState Of(string gateway)
    {
        if (_states.TryGetValue(gateway, out var state)) return state;
        if (_states.Count >= MaxGateways) throw new MessageFormatException($"There are {MaxGateways} gateways already.");
        return new GatewayState(gateway, false, null, 0, 0, null, time.GetUtcNow(), new Dictionary<string, StationLight>());
    }

    private void Tell(LightChange change)
    {
        foreach (var watcher in _watchers.ToArray())
        {
            if (watcher.Writer.TryWrite(change)) continue;
            watcher.Writer.TryComplete();
            _watchers.Remove(watcher);
        }
    }

    private static Dictionary<string, StationLight> ReadLights(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var lights = new Dictionary<string, StationLight>(StringComparer.Ordinal);
            foreach (var station in json.RootElement.EnumerateObject())
            {
                if (lights.Count >= MaxStations) throw new MessageFormatException($"The lights name more than {MaxStations} stations.");
                lights[station.Name] = new StationLight(Text(station.Value, "pattern") ?? throw new MessageFormatException($"The light of {station.Name} has no pattern."),
                    Text(station.Value, "reason"), Text(station.Value, "since"));
            }
            return lights;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MessageFormatException($"The lights cannot be read: {e.Message}");
        }
    }

    private static string? Text(JsonElement light, string name) =>
        light.TryGetProperty(name, out var text) && text.ValueKind != JsonValueKind.Null ? text.GetString() : null;
}
