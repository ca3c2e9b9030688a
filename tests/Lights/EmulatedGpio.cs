using System.Buffers.Binary;
using Traceability.Edge.Lights.Gpio;

namespace Traceability.Tests.Lights;

/// <summary>
/// A GPIO chip behind the driver's raw calls, which reads the structures at the kernel's offsets by itself. Lines are
/// levels: low or high while requested, and where the resistors pull them (low) when the request is closed.
/// </summary>
internal sealed class EmulatedGpio(string path, string label, int lines) : IGpioCalls
{
    private const int NoDevice = 19, NoEntry = 2, InvalidArgument = 22, BadDescriptor = 9, ChipDescriptor = 1000;
    private readonly Lock _lock = new();
    private readonly bool[] _levels = new bool[lines];
    private readonly Dictionary<int, (int[] Offsets, ulong ActiveLow)> _requests = [];
    private int _next = 100;

    /// <summary>The levels after every change, oldest first: what a lamp saw.</summary>
    public List<bool[]> History { get; } = [];
    public List<byte[]> Sets { get; } = [];
    public bool IsGone { get; set; }
    public int? Stuck { get; set; }
    public byte[] LastRequest { get; private set; } = [];

    public bool this[int line]
    {
        get { lock (_lock) return _levels[line]; }
    }

    public int Requests
    {
        get { lock (_lock) return _requests.Count; }
    }

    public IReadOnlyList<string> Chips() => IsGone ? [] : [path];

    public int Open(string asked) => IsGone || asked != path ? -NoEntry : ChipDescriptor;

    public int Control(int descriptor, nuint request, Span<byte> buffer)
    {
        lock (_lock)
        {
            if (IsGone) return -NoDevice;
            // The size of every structure is part of its request's number, as the kernel's macro puts it there.
            if ((int)((request >> 16) & 0x3FFF) != buffer.Length) return -InvalidArgument;
            if (descriptor == ChipDescriptor)
                return request switch { 0x8044B401 => Info(buffer), 0xC250B407 => Request(buffer), _ => -InvalidArgument };
            if (!_requests.TryGetValue(descriptor, out var held)) return -BadDescriptor;
            return request switch
            {
                0xC010B40E => Get(held.Offsets, held.ActiveLow, buffer),
                0xC010B40F => Set(held.Offsets, held.ActiveLow, buffer),
                _ => -InvalidArgument,
            };
        }
    }

    public void Close(int descriptor)
    {
        lock (_lock)
        {
            if (!_requests.Remove(descriptor, out var held)) return;
            foreach (var line in held.Offsets) _levels[line] = false;
            History.Add([.. _levels]);
        }
    }

    private int Info(Span<byte> buffer)
    {
        System.Text.Encoding.ASCII.GetBytes("gpiochip0").CopyTo(buffer);
        System.Text.Encoding.ASCII.GetBytes(label).CopyTo(buffer[32..]);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[64..], lines);
        return 0;
    }

    private int Request(Span<byte> buffer)
    {
        LastRequest = buffer.ToArray();
        var count = BinaryPrimitives.ReadInt32LittleEndian(buffer[560..]);
        var offsets = new int[count];
        for (var i = 0; i < count; i++) offsets[i] = BinaryPrimitives.ReadInt32LittleEndian(buffer[(4 * i)..]);
        if (offsets.Any(o => o >= lines) || (BinaryPrimitives.ReadUInt64LittleEndian(buffer[288..]) & 8) == 0) return -InvalidArgument;
        ulong activeLow = 0, values = 0;
        for (var i = 0; i < BinaryPrimitives.ReadInt32LittleEndian(buffer[296..]); i++)
        {
            var attribute = buffer.Slice(320 + (24 * i), 24);
            var (value, mask) = (BinaryPrimitives.ReadUInt64LittleEndian(attribute[8..]), BinaryPrimitives.ReadUInt64LittleEndian(attribute[16..]));
            if (BinaryPrimitives.ReadInt32LittleEndian(attribute) == 1 && (value & 2) != 0) activeLow |= mask;
            if (BinaryPrimitives.ReadInt32LittleEndian(attribute) == 2) values = value & mask;
        }
        _requests[_next] = (offsets, activeLow);
        Drive(offsets, values ^ activeLow, ulong.MaxValue);
        BinaryPrimitives.WriteInt32LittleEndian(buffer[588..], _next++);
        return 0;
    }

    private int Set(int[] offsets, ulong activeLow, Span<byte> buffer)
    {
        Sets.Add(buffer.ToArray());
        Drive(offsets, BinaryPrimitives.ReadUInt64LittleEndian(buffer) ^ activeLow, BinaryPrimitives.ReadUInt64LittleEndian(buffer[8..]));
        return 0;
    }

    private int Get(int[] offsets, ulong activeLow, Span<byte> buffer)
    {
        var levels = 0UL;
        for (var i = 0; i < offsets.Length; i++)
            if (_levels[offsets[i]]) levels |= 1UL << i;
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, (levels ^ activeLow) & BinaryPrimitives.ReadUInt64LittleEndian(buffer[8..]));
        return 0;
    }

    private void Drive(int[] offsets, ulong levels, ulong mask)
    {
        for (var i = 0; i < offsets.Length; i++)
            if (offsets[i] != Stuck && (mask >> i & 1) != 0) _levels[offsets[i]] = (levels >> i & 1) != 0;
        History.Add([.. _levels]);
    }
}
