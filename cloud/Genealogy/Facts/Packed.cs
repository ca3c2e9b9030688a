using System.Text;

namespace Traceability.Cloud.Genealogy;

/// <summary>Writes numbers in as few bytes as they need: seven bits a byte, small ones first.</summary>
internal sealed class PackedWriter
{
    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Byte(byte value)
    {
        Room(1);
        _bytes[Length++] = value;
    }

    public void Number(long value)
    {
        Room(10);
        // Zigzag: -1 takes one byte too.
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7) _bytes[Length++] = (byte)(rest | 0x80);
        _bytes[Length++] = (byte)rest;
    }

    /// <summary>Exactly, with its scale: 1.0 stays 1.0. Null is a value of its own.</summary>
    public void Decimal(decimal? value)
    {
        if (value is not { } known)
        {
            Byte(0);
            return;
        }
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(known, bits);
        var scale = (byte)((bits[3] >> 16) & 31);
        Byte((byte)(1 + (scale << 1) + (bits[3] < 0 ? 1 : 0)));
        for (var i = 0; i < 3; i++) Number((uint)bits[i]);
    }

    public void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        Room(length);
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    private void Room(int more)
    {
        if (Length + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Length + more, _bytes.Length * 2));
    }
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public byte Byte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public long Number()
    {
        ulong value = 0;
        for (var (i, shift) = (0, 0); ; i++, shift += 7)
        {
            value |= (ulong)(_rest[i] & 0x7f) << shift;
            if (_rest[i] >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }

    public int Int() => (int)Number();

    public void Skip(int numbers)
    {
        for (; numbers > 0; numbers--) Number();
    }

    public decimal? Decimal()
    {
        var form = Byte();
        if (form == 0) return null;
        var (low, middle, high) = ((int)(uint)Number(), (int)(uint)Number(), (int)(uint)Number());
        return new decimal(low, middle, high, ((form - 1) & 1) == 1, (byte)((form - 1) >> 1));
    }

    public string Text()
    {
        var length = Int();
        var text = Encoding.UTF8.GetString(_rest[..length]);
        _rest = _rest[length..];
        return text;
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
