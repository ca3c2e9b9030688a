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
        while (bits > 0)
        {
            var index = Position >> 3;
            if (index >= _bytes.Length) Overrun = true;
            var room = 8 - (Position & 7);
            var taken = Math.Min(room, bits);
            var octet = index < _bytes.Length ? _bytes[index] : 0;
            value = value << taken | (UInt128)(octet >> (room - taken) & (1 << taken) - 1);
            Position += taken;
            bits -= taken;
        }
        return value;
    }

    public int ReadInt(int bits) => (int)Read(bits);
}

/// <summary>Writes a tag's memory bit by bit, most significant first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _length;

    public void Write(UInt128 value, int bits)
    {
        while (bits > 0)
        {
            if ((_length & 7) == 0) _bytes.Add(0);
            var room = 8 - (_length & 7);
            var taken = Math.Min(room, bits);
            _bytes[^1] |= (byte)((int)(value >> (bits - taken) & (UInt128)((1 << taken) - 1)) << (room - taken));
            _length += taken;
            bits -= taken;
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
internal static class DecimalDigits
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
