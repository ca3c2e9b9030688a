using System.Text.Json;

namespace Traceability.Messaging;

/// <summary>
/// JSON of the two messages that tell gateways what the cloud knows. Strict: no duplicate, unknown or missing member, every list
/// and text within its limit. An empty payload is a cleared retained message and says nothing, so it is refused like any other that cannot be read.
/// </summary>
public static class FaceCodec
{
    /// <summary>Below the smallest message limit that brokers are run with here.</summary>
    public const int MaxPayloadBytes = 900_000;
    public const int MaxMarks = 10_000;
    public const int MaxLots = 4_000;

    /// <summary>Things on hold, a thing twice where two holds are on it.</summary>
    public const int MaxHeldThings = 5_000;
    public const int MaxTextLength = 512;

    private const int MaxHoldsOfLot = 100;
    private const decimal MaxQuantity = 1_000_000_000_000m;
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, MaxDepth = 8 };

    /// <exception cref="MessageFormatException">It is beyond a limit: it must not be published cut off.</exception>
    public static byte[] Encode(FaceSnapshot snapshot) => Whole(snapshot, WhyNot(snapshot), "snapshot");

    /// <exception cref="MessageFormatException">It is beyond a limit: it must not be published cut off.</exception>
    public static byte[] Encode(HoldList list) => Whole(list, WhyNot(list), "list of holds");

    /// <exception cref="MessageFormatException">What is wrong with the payload.</exception>
    public static FaceSnapshot DecodeFace(ReadOnlySpan<byte> payload)
    {
        var snapshot = Decode<FaceSnapshot>(payload, "snapshot");
        return WhyNot(snapshot) is { } fault ? throw new MessageFormatException($"The snapshot is refused: {fault}") : snapshot;
    }

    /// <exception cref="MessageFormatException">What is wrong with the payload.</exception>
    public static HoldList DecodeHolds(ReadOnlySpan<byte> payload)
    {
        var list = Decode<HoldList>(payload, "list of holds");
        return WhyNot(list) is { } fault ? throw new MessageFormatException($"The list of holds is refused: {fault}") : list;
    }

    private static byte[] Whole<T>(T message, string? fault, string what)
    {
        if (fault is not null) throw new MessageFormatException($"The {what} cannot be sent: {fault}");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, Strict);
        return bytes.Length <= MaxPayloadBytes ? bytes : throw new MessageFormatException($"The {what} has {bytes.Length} bytes, more than {MaxPayloadBytes}.");
    }

    private static T Decode<T>(ReadOnlySpan<byte> payload, string what) where T : class
    {
        if (payload.Length == 0) throw new MessageFormatException($"The retained {what} was cleared. That says nothing: what was told before stays.");
        if (payload.Length > MaxPayloadBytes) throw new MessageFormatException($"The {what} has {payload.Length} bytes, more than {MaxPayloadBytes}.");
        try
        {
            return JsonSerializer.Deserialize<T>(payload, Strict) ?? throw new MessageFormatException($"The {what} is null.");
        }
        catch (JsonException e)
        {
            throw new MessageFormatException($"The {what} cannot be read: {e.Message}");
        }
    }

    private static string? WhyNot(FaceSnapshot snapshot)
    {
        if (Head(snapshot.Incarnation, snapshot.Revision, snapshot.Marks) is { } fault) return fault;
        if (snapshot.Lots.Count > MaxLots) return $"it has {snapshot.Lots.Count} lots, more than {MaxLots}.";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lot in snapshot.Lots)
        {
            if (lot is null || !IsText(lot.Lot)) return $"a lot is no text of 1 to {MaxTextLength} characters.";
            if (!seen.Add(lot.Lot)) return $"the lot {lot.Lot} stands twice.";
            if (Math.Abs(lot.Quantity) > MaxQuantity) return $"the quantity of {lot.Lot} is beyond {MaxQuantity}.";
            if (lot.Supplier is { } supplier && !IsText(supplier)) return $"the supplier of {lot.Lot} is no text of 1 to {MaxTextLength} characters.";
            if (lot.Holds.Count > MaxHoldsOfLot || !lot.Holds.All(IsText)) return $"the holds of {lot.Lot} are more than {MaxHoldsOfLot}, or one is no text.";
        }
        return null;
    }

    private static string? WhyNot(HoldList list)
    {
        if (Head(list.Incarnation, list.Revision, list.Marks) is { } fault) return fault;
        var (seen, things) = (new HashSet<(string, string)>(), 0);
        foreach (var hold in list.Holds)
        {
            if (hold is null || !IsText(hold.Hold) || !IsText(hold.Disposition)) return $"a hold has no id or no disposition of 1 to {MaxTextLength} characters.";
            if (!seen.Add((hold.Hold, hold.Disposition))) return $"the hold {hold.Hold} stands twice.";
            if (hold.Reason?.Length > MaxTextLength) return $"the reason of {hold.Hold} is longer than {MaxTextLength} characters.";
            if (hold.Things.Count == 0 || !hold.Things.All(IsText)) return $"the hold {hold.Hold} is on nothing, or on something that is no text.";
            things += hold.Things.Count;
        }
        return things > MaxHeldThings ? $"it is on {things} things, more than {MaxHeldThings}." : null;
    }

    private static string? Head(string incarnation, long revision, IReadOnlyList<StreamMark> marks)
    {
        if (!BatchCodec.IsHex(incarnation, 32)) return "the incarnation is not 32 hex digits.";
        if (revision < 0) return "the revision is below 0.";
        if (marks.Count > MaxMarks) return $"it has {marks.Count} marks, more than {MaxMarks}.";
        var seen = new HashSet<(string, string)>();
        foreach (var mark in marks)
        {
            if (mark is null || !IsText(mark.Gateway) || !IsText(mark.Epoch) || mark.Number < 0)
                return "a mark is not a gateway, an epoch and a number from 0 on.";
            if (!seen.Add((mark.Gateway, mark.Epoch))) return $"the mark of {mark.Gateway} stands twice for one epoch.";
        }
        return null;
    }

    private static bool IsText(string? text) => text is { Length: > 0 and <= MaxTextLength };
}
