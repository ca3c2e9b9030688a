using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Traceability.Messaging;

/// <summary>
/// A batch as JSON: {"epoch","from","previous","records":[…]}. Records are embedded as they were journaled and taken out
/// again byte for byte, because hash and chain are over those bytes.
/// </summary>
public static class BatchCodec
{
    public const int MaxRecords = 64;

    /// <summary>A batch is closed at this size; one record alone may be larger, up to <see cref="MaxRecordBytes"/>.</summary>
    public const int SoftBytes = 128 * 1024;
    public const int MaxPayloadBytes = 256 * 1024;

    /// <summary>The rest of the payload is left to the envelope.</summary>
    public const int MaxRecordBytes = MaxPayloadBytes - 256;

    private const int MaxDepth = 64;
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth + 2 };

    public static byte[] Encode(Batch batch)
    {
        var size = 256;
        foreach (var record in batch.Records) size += record.Length + 1;
        var buffer = new ArrayBufferWriter<byte>(size);
        var head = $"{{\"epoch\":\"{batch.Epoch}\",\"from\":{batch.From.ToString(CultureInfo.InvariantCulture)},\"previous\":\"{Convert.ToHexStringLower(batch.Previous)}\",\"records\":[";
        buffer.Write(Encoding.UTF8.GetBytes(head));
        for (var i = 0; i < batch.Records.Count; i++)
        {
            if (i > 0) buffer.Write(","u8);
            buffer.Write(batch.Records[i].Span);
        }
        buffer.Write("]}"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Why these bytes could not travel as a record, or null. Asked before a record is journaled: what has a number must
    /// be able to leave the gateway, or the stream would stand still behind it.
    /// </summary>
    public static string? WhyNoRecord(ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecordBytes) return $"The record has {record.Length} bytes, more than {MaxRecordBytes}.";
        if (record.Length < 2 || record[0] != '{' || record[^1] != '}') return "The record is no bare JSON object.";
        if (!Utf8.IsValid(record)) return "The record is no UTF-8.";
        try
        {
            var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read()) { }
            return null;
        }
        catch (JsonException e)
        {
            return $"The record is no JSON: {e.Message}";
        }
    }

    /// <exception cref="MessageFormatException">What is wrong with the payload.</exception>
    public static Batch Decode(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > MaxPayloadBytes) throw new MessageFormatException($"The batch has {payload.Length} bytes, more than {MaxPayloadBytes}.");
        if (!Utf8.IsValid(payload.Span)) throw new MessageFormatException("The batch is no UTF-8.");
        try
        {
            return DecodeMembers(payload);
        }
        catch (JsonException e)
        {
            throw new MessageFormatException($"The batch is no JSON: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            // A string with an escape that is no character: the reader says so only when the text is asked for.
            throw new MessageFormatException($"The batch has a text that is none: {e.Message}");
        }
    }

    private static Batch DecodeMembers(ReadOnlyMemory<byte> payload)
    {
        var json = new Utf8JsonReader(payload.Span, Strict);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new MessageFormatException("The batch is no JSON object.");
        string? epoch = null;
        long? from = null;
        byte[]? previous = null;
        List<ReadOnlyMemory<byte>>? records = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "epoch" when epoch is null: epoch = Epoch(ref json); break;
                case "from" when from is null: from = From(ref json); break;
                case "previous" when previous is null: previous = Previous(ref json); break;
                case "records" when records is null: records = Records(ref json, payload); break;
                default: throw new MessageFormatException($"The batch has a member '{name}' twice or one that it must not have.");
            }
        }
        // Read on to the end, so that anything after the object is refused too.
        while (json.Read()) { }
        if (epoch is null || from is null || previous is null || records is null)
            throw new MessageFormatException("The batch lacks one of epoch, from, previous, records.");
        if (from > long.MaxValue - records.Count) throw new MessageFormatException($"from {from} leaves no numbers for the records.");
        return new Batch(epoch, from.Value, previous, records);
    }

    private static string Epoch(ref Utf8JsonReader json)
    {
        var text = json.TokenType == JsonTokenType.String ? json.GetString()! : "";
        return IsHex(text, 32) ? text : throw new MessageFormatException("epoch is not 32 lower-case hex digits.");
    }

    private static long From(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number >= 1
            ? number : throw new MessageFormatException("from is not a whole number from 1 on.");

    private static byte[] Previous(ref Utf8JsonReader json)
    {
        var text = json.TokenType == JsonTokenType.String ? json.GetString()! : "";
        return IsHex(text, 2 * Chain.Length) ? Convert.FromHexString(text) : throw new MessageFormatException("previous is not 64 lower-case hex digits.");
    }

    private static List<ReadOnlyMemory<byte>> Records(ref Utf8JsonReader json, ReadOnlyMemory<byte> payload)
    {
        if (json.TokenType != JsonTokenType.StartArray) throw new MessageFormatException("records is no list.");
        var records = new List<ReadOnlyMemory<byte>>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject) throw new MessageFormatException($"Record {records.Count} is no JSON object.");
            if (records.Count == MaxRecords) throw new MessageFormatException($"The batch has more than {MaxRecords} records.");
            var start = (int)json.TokenStartIndex;
            json.Skip();
            records.Add(payload[start..(int)json.BytesConsumed]);
        }
        return records.Count > 0 ? records : throw new MessageFormatException("The batch has no records.");
    }

    /// <summary>Lower-case hex digits, exactly so many.</summary>
    public static bool IsHex(string text, int digits)
    {
        if (text.Length != digits) return false;
        foreach (var c in text)
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        return true;
    }
}
