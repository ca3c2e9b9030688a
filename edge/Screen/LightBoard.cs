using System.Collections.Concurrent;
using System.Text.Json;
using Traceability.Edge.Stations;
using Traceability.Epcis;

namespace Traceability.Edge.Screen;

/// <summary>A station's light as it is now, and since when; Number tells two equal lights of two reads apart.</summary>
public sealed record LightState(string Pattern, string Reason, DateTimeOffset Since, long Number = 0);

/// <summary>The lights of all stations of this gateway: shown on its screen, readable at /state and sent to the cloud's pages.</summary>
public sealed class LightBoard(IEnumerable<string> stations, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, LightState> _lights =
        new(stations.Select(s => KeyValuePair.Create(s, new LightState(Word(LightPattern.Ready), Light.Ready.Text, clock.GetUtcNow()))), StringComparer.Ordinal);

    public IReadOnlyDictionary<string, LightState> Lights => _lights;
    public Changes Changes { get; } = new();

    /// <summary>Called by one loop.</summary>
    public void Show(string station, Light light)
    {
        _lights[station] = new LightState(Word(light.Pattern), light.Text, clock.GetUtcNow(), _lights[station].Number + 1);
        Changes.Tell();
    }

    /// <summary>The payload of the lights topic (edge.md section 6).</summary>
    public byte[] Payload() => JsonSerializer.SerializeToUtf8Bytes(_lights.OrderBy(l => l.Key, StringComparer.Ordinal)
        .ToDictionary(l => l.Key, l => new { pattern = l.Value.Pattern, reason = l.Value.Reason, since = EventWriter.Time(l.Value.Since) }));

    internal static string Word(LightPattern pattern) => char.ToLowerInvariant(pattern.ToString()[0]) + pattern.ToString()[1..];
}
