using System.Globalization;
using System.Text;
using Traceability.Gs1;

namespace Traceability.Edge.Devices.Diagnosis;

/// <summary>How strongly a read speaks for a separator that was lost: 0 not at all, 1 hardly otherwise, 2 certainly. SentAs: what stood for it.</summary>
public readonly record struct LostSeparatorSign(int Weight, string? SentAs);

/// <summary>
/// Tells from one GS1 element string that a group separator should have been in it (GS1 General Specifications 7.8.6): an element of
/// variable length that is longer than any may be, or that ends in an element which has no place in it.
/// </summary>
public static class LostSeparator
{
    public const byte Gs = 0x1D;

    private static readonly byte[][] s_aims = [.. new[] { "]C1", "]e0", "]d2", "]d5", "]Q3", "]Q4", "]J1" }.Select(Encoding.ASCII.GetBytes)];
    private static readonly string[] s_written = ["<GS>", "{GS}", "[GS]", "^]", "\\x1D", "%1D"];

    public static LostSeparatorSign Look(ReadOnlySpan<byte> read)
    {
        if (read.Contains(Gs) || !IsElementString(read)) return default;
        for (var rest = read[3..]; AiTable.Find(rest) is { } ai;)
        {
            var value = rest[Math.Min(ai.Ai.Length, rest.Length)..];
            if (ai.IsFixed && value.Length > ai.MinLength)
            {
                rest = value[ai.MinLength..];
                continue;
            }
            return ai.IsFixed ? default : InValue(value, ai.MaxLength);
        }
        return default;
    }

    private static LostSeparatorSign InValue(ReadOnlySpan<byte> value, int longest)
    {
        foreach (var written in s_written)
        {
            var at = value.IndexOf(Encoding.ASCII.GetBytes(written));
            if (at > 0 && AiTable.Find(value[(at + written.Length)..]) is not null) return new LostSeparatorSign(2, written);
        }
        if (value.Length > longest) return new LostSeparatorSign(2, null);
        return EndsInDate(value) ? new LostSeparatorSign(1, null) : default;
    }

    // Lots and serials seldom end in 11, 13, 15 or 17 and a date of these decades.
    private static bool EndsInDate(ReadOnlySpan<byte> value)
    {
        const int element = 8;
        if (value.Length <= element || value[^element] != '1' || value[^(element - 1)] is not ((byte)'1' or (byte)'3' or (byte)'5' or (byte)'7')) return false;
        var date = value[^6..];
        return int.TryParse(date, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 200000 and < 500000 && number / 100 % 100 is >= 1 and <= 12 && number % 100 <= 31;
    }

    private static bool IsElementString(ReadOnlySpan<byte> read)
    {
        foreach (var aim in s_aims)
            if (read.StartsWith(aim)) return true;
        return false;
    }
}
