using System.Text.Json;

namespace Traceability.Messaging;

/// <summary>What a gateway is told to run with: the plant file whole, byte for byte (base64 on the wire), and its revision, which only rises.</summary>
public sealed record GatewayConfig(long Revision, byte[] Plant);

/// <summary>JSON of a gateway's configuration, <c>{revision, plant}</c>. Strict like its siblings; the plant's bytes are judged by whoever reads it.</summary>
public static class ConfigCodec
{
    /// <summary>Below the smallest message limit that brokers are run with here.</summary>
    public const int MaxPayloadBytes = 900_000;

    private static readonly JsonSerializerOptions s_strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        MaxDepth = 4,
    };

    /// <exception cref="MessageFormatException">It is beyond the limit: it must not be published cut off.</exception>
    public static byte[] Encode(GatewayConfig config)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(config, s_strict);
        return bytes.Length <= MaxPayloadBytes ? bytes : throw new MessageFormatException($"The configuration has {bytes.Length} bytes, more than {MaxPayloadBytes}.");
    }

    /// <exception cref="MessageFormatException">What is wrong with the payload.</exception>
    public static GatewayConfig Decode(ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0) throw new MessageFormatException("The retained configuration was cleared. That says nothing: the one before stays.");
        if (payload.Length > MaxPayloadBytes) throw new MessageFormatException($"The configuration has {payload.Length} bytes, more than {MaxPayloadBytes}.");
        try
        {
            var config = JsonSerializer.Deserialize<GatewayConfig>(payload, s_strict) ?? throw new MessageFormatException("The configuration is null.");
            return config.Revision >= 1 && config.Plant.Length > 0 ? config : throw new MessageFormatException("The configuration has no revision from 1 on, or no plant.");
        }
        catch (JsonException e)
        {
            throw new MessageFormatException($"The configuration cannot be read: {e.Message}");
        }
    }
}
