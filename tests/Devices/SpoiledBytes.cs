namespace Traceability.Tests.Devices;

/// <summary>
/// Good bytes spoiled as lines and people spoil them: bits turned, pieces lost, repeated, swapped for noise, or noise alone, now and then far
/// longer than any frame. It allocates nothing a frame, so that what a codec allocates can be counted.
/// </summary>
internal sealed class SpoiledBytes
{
    private const int NoiseBytes = 1 << 16, Longest = 1 << 14, FarTooLongEvery = 1000, WholeIn = 4;

    private readonly Random _random;
    private readonly byte[] _noise = new byte[NoiseBytes], _spoiled = new byte[Longest];

    public SpoiledBytes(int seed)
    {
        _random = new Random(seed);
        _random.NextBytes(_noise);
    }

    /// <summary>A label as scanners read them: with AIM identifier, printable characters, and a group separator now and then.</summary>
    public byte[] Label(int longest)
    {
        var label = new byte[_random.Next(4, longest)];
        for (var i = 0; i < label.Length; i++) label[i] = _random.Next(10) == 0 ? (byte)29 : (byte)_random.Next(33, 127);
        "]C1"u8.CopyTo(label);
        // A label that repeats its identifier is read without the repetition in HID-POS mode, which is another test's matter.
        if (label.Length > 3) label[3] = (byte)'0';
        return label;
    }

    /// <summary>The size of the next piece that a read of the kernel returns.</summary>
    public int Chunk() => _random.Next(WholeIn) > 0 ? int.MaxValue : _random.Next(1, 40);

    /// <summary>Noise alone.</summary>
    public ReadOnlySpan<byte> Any(int longest)
    {
        var size = _random.Next(longest);
        return _noise.AsSpan(_random.Next(NoiseBytes - size), size);
    }

    /// <summary>Spoiled in whole records where the kernel keeps their borders. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> good, int record)
    {
        if (_random.Next(FarTooLongEvery) == 0) return Any(Longest) is var far ? far[..(far.Length / record * record)] : default;
        var count = Math.Min(good.Length, Longest / 2);
        good[..count].CopyTo(_spoiled);
        for (var times = _random.Next(1, 4); times > 0; times--) count = Spoil(count, record);
        return _spoiled.AsSpan(0, count);
    }

    private int Spoil(int count, int record)
    {
        if (count == 0) return 0;
        var at = _random.Next(count);
        switch (_random.Next(6))
        {
            case 0:
                _spoiled[at] ^= (byte)(1 << _random.Next(8));
                return count;
            case 1:
                _spoiled[at] = (byte)_random.Next(256);
                return count;
            case 2:
                return at / record * record;
            case 3:
                at = at / record * record;
                _spoiled.AsSpan(at + record, Math.Max(0, count - at - record)).CopyTo(_spoiled.AsSpan(at));
                return Math.Max(0, count - record);
            case 4:
                return Insert(Any(4 * record + 1), count, at / record * record, record);
            default:
                return Insert(_spoiled.AsSpan(0, at / record * record), count, count, record);
        }
    }

    private int Insert(ReadOnlySpan<byte> piece, int count, int at, int record)
    {
        var size = Math.Min(piece.Length, Longest - count) / record * record;
        // The piece may lie in the same buffer and is in front of where it goes.
        _spoiled.AsSpan(at, count - at).CopyTo(_spoiled.AsSpan(at + size));
        piece[..size].CopyTo(_spoiled.AsSpan(at));
        return count + size;
    }
}
