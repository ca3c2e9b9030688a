using System.Buffers.Binary;

namespace Traceability.Edge.Replay;

/// <summary>A PATLITE tower on PNS: five lamps and a buzzer, set together and read back; la6 answers its inputs and mode before them.</summary>
public sealed class PatliteUnit(string path, string model) : EmulatedTower(path)
{
    private const int HeaderSize = 6, Outputs = 6;
    private const byte Acknowledged = 0x06, Refused = 0x15, NoChange = 9;

    private readonly Lock _lock = new();
    private readonly byte[] _outputs = new byte[Outputs];

    /// <summary>The five lamps' patterns and the buzzer's.</summary>
    public byte[] Shown
    {
        get { lock (_lock) return [.. _outputs]; }
    }

    /// <summary>A unit whose lamp somebody else holds: it stays as it is whatever is written.</summary>
    public int? Stuck { get; set; }

    /// <summary>It shows what is set on its own page instead of what it is told.</summary>
    public bool IsInSmartMode { get; set; }

    protected override int? LengthOf(ReadOnlySpan<byte> bytes) => bytes.Length < HeaderSize ? null : HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);

    protected override byte[] Answer(ReadOnlySpan<byte> message)
    {
        if (Refuses || !message[..2].SequenceEqual(model == "nh" ? "XX"u8 : "AB"u8)) return [Refused];
        var data = message[HeaderSize..];
        lock (_lock)
            return message[2] switch
            {
                (byte)'S' when data.Length == Outputs && data.IndexOfAnyExceptInRange((byte)0, NoChange) < 0 => Set(data),
                (byte)'C' when message.Length == HeaderSize => Set(new byte[Outputs]),
                (byte)'G' when message.Length == HeaderSize => model == "la6" ? [.. new byte[8], IsInSmartMode ? (byte)1 : (byte)0, .. _outputs] : [.. _outputs],
                _ => [Refused],
            };
    }

    private byte[] Set(ReadOnlySpan<byte> outputs)
    {
        for (var i = 0; i < Outputs; i++)
            if (i != Stuck && outputs[i] != NoChange) _outputs[i] = outputs[i];
        return [Acknowledged];
    }
}
