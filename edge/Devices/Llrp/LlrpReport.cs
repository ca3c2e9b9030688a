using System.Text;

namespace Traceability.Edge.Devices.Llrp;

/// <summary>One tag of an RO_ACCESS_REPORT. Antenna 0 and RSSI −128 dBm stand for "not said": the weakest there is, never a strong sighting.</summary>
public readonly record struct TagReport(byte[] Epc, int Antenna, int Rssi);

/// <summary>What a READER_EVENT_NOTIFICATION tells this client; null where it does not say.</summary>
public readonly record struct ReaderEvents(int? ConnectionAttempt, bool Closing, bool RoSpecEnded, string? Text, (int Port, bool IsHigh)? Input);

/// <summary>Reads the bodies of the messages that a reader sends.</summary>
public static class LlrpReport
{
    private const ushort TvAntenna = 1, TvPeakRssi = 6, TvEpc96 = 13;
    private const ushort GpiPortCurrentState = 225, TagReportData = 240, EpcData = 241, EventData = 246, GpiEvent = 248, RoSpecEvent = 249, BufferWarning = 250, BufferOverflow = 251;
    private const ushort ReaderException = 252, AntennaEvent = 255, ConnectionAttempt = 256, ConnectionClose = 257, Status = 287;
    private const byte RoSpecEnd = 1;

    /// <summary>The tags of a report; a tag without an EPC is left out.</summary>
    /// <exception cref="LlrpFormatException">The body cannot be read to its end.</exception>
    public static void ReadTags(ReadOnlySpan<byte> body, List<TagReport> tags)
    {
        var parameters = new LlrpParameters(body);
        while (parameters.Next())
            if (parameters.Type == TagReportData && ReadTag(parameters.Value) is { Epc.Length: > 0 } tag) tags.Add(tag);
    }

    /// <exception cref="LlrpFormatException">The body cannot be read to its end.</exception>
    public static ReaderEvents ReadEvents(ReadOnlySpan<byte> body)
    {
        var events = default(ReaderEvents);
        var outer = new LlrpParameters(body);
        while (outer.Next())
        {
            if (outer.Type != EventData) continue;
            var inner = new LlrpParameters(outer.Value);
            while (inner.Next()) events = With(events, inner);
        }
        return events;
    }

    /// <summary>Null when the request succeeded, else the reader's own words.</summary>
    /// <exception cref="LlrpFormatException">The body holds no status.</exception>
    public static string? ReadFailure(ReadOnlySpan<byte> body)
    {
        var parameters = new LlrpParameters(body);
        while (parameters.Next())
        {
            if (parameters.Type != Status) continue;
            var code = parameters.UInt16();
            if (code == 0) return null;
            var length = Math.Min(parameters.UInt16(at: 2), parameters.Value.Length - 4);
            return $"status {code} {Text(parameters.Value.Slice(4, Math.Max(0, length)))}".TrimEnd();
        }
        throw new LlrpFormatException("it answered without a status");
    }

    /// <summary>How an input stands, by the answer to the question for it; null where the reader does not know.</summary>
    /// <exception cref="LlrpFormatException">The body cannot be read to its end.</exception>
    public static bool? ReadInput(ReadOnlySpan<byte> body, int port)
    {
        bool? isHigh = null;
        var parameters = new LlrpParameters(body);
        while (parameters.Next())
            if (parameters is { Type: GpiPortCurrentState, Value: [_, _, _, var state, ..] } && parameters.UInt16() == port) isHigh = state switch { 0 => false, 1 => true, _ => null };
        return isHigh;
    }

    private static TagReport ReadTag(ReadOnlySpan<byte> bytes)
    {
        var tag = new TagReport([], 0, sbyte.MinValue);
        var parameters = new LlrpParameters(bytes);
        while (parameters.Next())
            tag = parameters.Type switch
            {
                TvEpc96 => tag with { Epc = parameters.Value.ToArray() },
                EpcData => tag with { Epc = EpcOf(parameters) },
                TvAntenna => tag with { Antenna = parameters.UInt16() },
                // As a TLV of the same number it may be empty.
                TvPeakRssi when parameters.Value is [var rssi, ..] => tag with { Rssi = (sbyte)rssi },
                _ => tag,
            };
        return tag;
    }

    // A length in bits comes first; a tag's last word may be padded to a whole byte.
    private static byte[] EpcOf(LlrpParameters parameters)
    {
        var size = (parameters.UInt16() + 7) / 8;
        if (size + 2 > parameters.Value.Length) throw new LlrpFormatException("it sent an EPC that is cut off");
        return parameters.Value.Slice(2, size).ToArray();
    }

    private static ReaderEvents With(ReaderEvents events, LlrpParameters p) => p.Type switch
    {
        ConnectionAttempt => events with { ConnectionAttempt = p.UInt16() },
        ConnectionClose => events with { Closing = true },
        GpiEvent when p.Value is [_, _, var level, ..] => events with { Input = (p.UInt16(), (level & 0x80) != 0) },
        RoSpecEvent when p.Value is [RoSpecEnd, ..] => events with { RoSpecEnded = true },
        BufferWarning when p.Value is [var percent, ..] => events with { Text = $"the reader's report buffer is {percent} % full" },
        BufferOverflow => events with { Text = "the reader's report buffer overflowed: sightings were lost" },
        ReaderException => events with { Text = $"the reader reports a fault: {Text(p.Value.Length > 2 ? p.Value[2..] : [])}" },
        AntennaEvent when p.Value is [var connected, _, _] =>
            events with { Text = $"antenna {p.UInt16(at: 1)} {(connected == 0 ? "is disconnected" : "is connected")}" },
        _ => events,
    };

    private static string Text(ReadOnlySpan<byte> utf8) => PlainLine.Of(Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, 1000)]));
}
