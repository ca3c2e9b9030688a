namespace Traceability.Gs1;

/// <summary>Reads a tag's memory bit by bit, most significant first. Beyond the end everything is zero and <see cref="Overrun"/> is set.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }
    public bool Overrun { get; private set; }
    public readonly int Left => _bytes.Length * 8 - Position;

    public UInt128 Read(int bits)
    {
        UInt128 value = 0;
        for (; bits > 0; bits--, Position++)
        {
            value <<= 1;
            if (Position >= _bytes.Length * 8) Overrun = true;
            else if ((_bytes[Position >> 3] & 0x80 >> (Position & 7)) != 0) value |= 1;
        }
        return value;
    }

    public int ReadInt(int bits) => (int)Read(bits);

    public readonly bool RestIsZero()
    {
        var copy = this;
        while (copy.Left > 0)
            if (copy.Read(1) != 0) return false;
        return true;
    }
}

/// <summary>Writes a tag's memory bit by bit, most significant first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _length;

    public void Write(UInt128 value, int bits)
    {
        for (var bit = bits - 1; bit >= 0; bit--, _length++)
        {
            if ((_length & 7) == 0) _bytes.Add(0);
            if ((value >> bit & 1) != 0) _bytes[^1] |= (byte)(0x80 >> (_length & 7));
        }
    }

    /// <summary>The bits so far, filled up with zeros to whole 16-bit words, which is how tags are written.</summary>
    public byte[] ToWords()
    {
        var words = new byte[(_length + 15) / 16 * 2];
        _bytes.CopyTo(words);
        return words;
    }
}

/// <summary>Decimal digits and the powers of ten that bound them.</summary>
internal static class Decimal
{
    private static readonly ulong[] Powers = [.. Enumerable.Range(0, 20).Select(n => (ulong)Math.Pow(10, Math.Min(n, 15)) * (ulong)Math.Pow(10, Math.Max(0, n - 15)))];

    public static ulong Power(int digits) => Powers[digits];

    /// <summary>Bits that hold any number of that many digits.</summary>
    public static int Bits(int digits) => (int)Math.Ceiling(digits * Math.Log2(10));

    /// <summary>The number as exactly that many digits.</summary>
    public static void Write(Span<byte> to, ulong number)
    {
        for (var at = to.Length - 1; at >= 0; at--, number /= 10) to[at] = (byte)('0' + number % 10);
    }

    public static bool IsPlain(string text) => text.Length > 0 && text.All(char.IsAsciiDigit) && (text[0] != '0' || text.Length == 1);
}
