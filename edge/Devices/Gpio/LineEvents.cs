using System.Numerics;
using System.Runtime.InteropServices;
using Traceability.Edge.Lights.Gpio;

namespace Traceability.Edge.Devices.Gpio;

/// <summary>
/// The bytes of an input line that reports its edges (linux/gpio.h; protocols.md section 5): the request for it, and the events that are read.
/// The kernel hands out whole events; a rest that it could not have sent is left for the next bytes all the same.
/// </summary>
public sealed class LineEvents
{
    public const int EventSize = 48;
    private const ulong Input = 4, Rising = 0x10, Falling = 0x20;
    private const int ConsumerAt = 256, FlagsAt = 288, AttributeCountAt = 296, AttributesAt = 320, LineCountAt = 560, IdAt = 8;
    private const int ValueAt = 8, MaskAt = 16;
    private const uint Debounce = 3, RisingEdge = 1, FallingEdge = 2;

    /// <summary>A lift's shadow does not flicker faster than this, a relay's contact does.</summary>
    private const ulong DebounceMicroseconds = 20_000;
    private static readonly byte[] s_consumer = "traceability"u8.ToArray();

    private readonly byte[] _held = new byte[EventSize];
    private int _count;

    /// <summary>One line, both edges, debounced by the kernel. ActiveLow makes values and edges logical: rising is then the line's fall.</summary>
    public static byte[] Request(uint line, bool activeLow)
    {
        var request = new byte[GpioMessages.LineRequestSize];
        Write(request, 0, line);
        s_consumer.CopyTo(request, ConsumerAt);
        Write(request, FlagsAt, Input | Rising | Falling | (activeLow ? GpioMessages.ActiveLowFlag : 0));
        Write(request, AttributeCountAt, 1u);
        Write(request, AttributesAt, Debounce);
        Write(request, AttributesAt + ValueAt, DebounceMicroseconds);
        Write(request, AttributesAt + MaskAt, 1UL);
        Write(request, LineCountAt, 1u);
        return request;
    }

    /// <summary>Takes bytes; true for each rising, false for each falling edge.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, ICollection<bool> edges)
    {
        while (bytes.Length > 0)
        {
            var take = Math.Min(EventSize - _count, bytes.Length);
            bytes[..take].CopyTo(_held.AsSpan(_count));
            bytes = bytes[take..];
            if ((_count += take) < EventSize) return;
            _count = 0;
            var edge = MemoryMarshal.Read<uint>(_held.AsSpan(IdAt));
            if (edge is RisingEdge or FallingEdge) edges.Add(edge == RisingEdge);
        }
    }

    private static void Write<T>(byte[] buffer, int at, T value) where T : unmanaged, IBinaryInteger<T> => MemoryMarshal.Write(buffer.AsSpan(at), value);
}
