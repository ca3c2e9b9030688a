using System.Text.Json;
using System.Text.Json.Serialization;

namespace Traceability.Messaging;

/// <summary>The highest number of an epoch that the cloud has committed without a gap before it.</summary>
public sealed record EpochMark(string Epoch, long Number);

/// <summary>The cloud's commit marks for one gateway. They fall only with a new incarnation of the store.</summary>
public sealed record Mark(string Incarnation, IReadOnlyList<EpochMark> Marks);

/// <summary>"Please publish again from this number on", to the gateway Of.</summary>
public sealed record Want(string Of, string Epoch, long From);

/// <summary>
/// A gateway's birth and will. Last lets a peer see what it has missed when its own session is gone; Session counts this
/// process's connections. Config is the revision of the configuration it runs with, Refused why it does not run with the cloud's.
/// </summary>
public sealed record GatewayBirth(bool Online, string Epoch, long Session, long Last, string? Version, long Config = 0, string? Refused = null);

/// <summary>
/// The cloud's birth and will. Fresh: the broker held no session for the cloud, so what was published before it came
/// is not on its way; gateways send again from their delivered mark, once a Session.
/// </summary>
public sealed record CloudBirth(bool Online, bool Fresh, string Session);

/// <summary>JSON of the small messages. Strict: no duplicate, unknown or missing members, except that a birth may carry more than we know.</summary>
public static class MarkCodec
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, MaxDepth = 16 };
    private static readonly JsonSerializerOptions Open = new(Strict) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    public static byte[] Encode<T>(T message) => JsonSerializer.SerializeToUtf8Bytes(message, Strict);

    public static Mark DecodeMark(ReadOnlySpan<byte> payload)
    {
        var mark = Decode<Mark>(payload, Strict);
        if (!BatchCodec.IsHex(mark.Incarnation, 32)) throw new MessageFormatException("The mark's incarnation is not 32 hex digits.");
        foreach (var one in mark.Marks)
            if (one is null || !BatchCodec.IsHex(one.Epoch, 32) || one.Number < 0)
                throw new MessageFormatException("A mark is not an epoch of 32 hex digits and a number from 0 on.");
        return mark;
    }

    public static Want DecodeWant(ReadOnlySpan<byte> payload)
    {
        var want = Decode<Want>(payload, Strict);
        return BatchCodec.IsHex(want.Epoch, 32) && want.From >= 1 ? want : throw new MessageFormatException("The want is not an epoch of 32 hex digits and a number from 1 on.");
    }

    public static GatewayBirth DecodeBirth(ReadOnlySpan<byte> payload)
    {
        var birth = Decode<GatewayBirth>(payload, Open);
        return BatchCodec.IsHex(birth.Epoch, 32) && birth.Last >= 0 ? birth : throw new MessageFormatException("The state has no epoch of 32 hex digits and no last number from 0 on.");
    }

    public static CloudBirth DecodeCloudBirth(ReadOnlySpan<byte> payload) => Decode<CloudBirth>(payload, Open);

    private static T Decode<T>(ReadOnlySpan<byte> payload, JsonSerializerOptions options) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(payload, options) ?? throw new MessageFormatException($"The {typeof(T).Name} is null.");
        }
        catch (JsonException e)
        {
            throw new MessageFormatException($"The {typeof(T).Name} cannot be read: {e.Message}");
        }
    }
}
