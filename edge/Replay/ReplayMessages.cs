using System.Text.Json.Serialization;

namespace Traceability.Edge.Replay;

/// <summary>
/// What a gateway says on the replay's socket, one JSON object a line. Hello comes first, with the durable number of each
/// reader ("station.reader") and of the journal; then an answer to each order.
/// </summary>
public sealed record GatewayWord
{
    public string? Hello { get; init; }
    public Dictionary<string, long>? Reads { get; init; }

    /// <summary>The reader whose next read is awaited: its bytes may be sent.</summary>
    public string? Ready { get; init; }

    /// <summary>The number of the read that is dealt with (durable, or a sighting that a restart reads again).</summary>
    public long? Taken { get; init; }
    public bool Advanced { get; init; }
    public bool Settled { get; init; }

    /// <summary>The newest number of the gateway's journal.</summary>
    public long Last { get; init; }
}

/// <summary>What the replay orders: move the clock, await a read once peers' events are applied, or settle at the end.</summary>
public sealed record ReplayOrder
{
    public DateTimeOffset? Advance { get; init; }
    public string? Expect { get; init; }
    public long N { get; init; }

    /// <summary>Gateway to journal number: what must be applied here before the read is awaited.</summary>
    public Dictionary<string, long>? After { get; init; }

    /// <summary>Answer once the cloud has marked everything.</summary>
    public bool Settle { get; init; }
}

[JsonSerializable(typeof(GatewayWord))]
[JsonSerializable(typeof(ReplayOrder))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ReplayJson : JsonSerializerContext;
