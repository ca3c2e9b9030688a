using System.Globalization;
using System.Text;

namespace Traceability.Gs1;

/// <summary>ANSI MH10.8.2 data identifiers on barcodes without an envelope: orders, places, quantities, badges.</summary>
internal static class DataIdentifiers
{
    /// <summary>The identifiers understood on their own. Any other letter may begin ordinary text.</summary>
    private static readonly string[] Bare =
        ["K", "1K", "W", "L", "Q", "1H", "P", "1P", "S", "T", "1T", "V", "D", "14D", "16D", "25S", "J", "1J", "2J", "3J", "4J", "5J", "6J"];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Bare.ToHashSet().GetAlternateLookup<ReadOnlySpan<char>>();

    public static Identified? Identify(ReadOnlySpan<byte> text, int offset)
    {
        var length = PrefixLength(text);
        if (length == 0 || length == text.Length || CharacterSets.Set82(text).Exists) return null;
        var whole = Encoding.Latin1.GetString(text);
        if (!Known.TryGetValue(whole.AsSpan(0, length), out var di)) return null;
        var value = whole[length..];
        var found = new Identified { DataIdentifier = di, DataValue = value, Elements = [new(di, value, offset + length)] };
        return di switch
        {
            "T" => found with { Lot = value },
            "S" => found with { Serial = value },
            "Q" when decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quantity) =>
                found with { Quantity = quantity },
            _ => found,
        };
    }

    /// <summary>Length of "up to three digits and a capital letter" at the start; 0 where there is none.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && at < 3 && text[at] is >= (byte)'0' and <= (byte)'9') at++;
        return at < text.Length && text[at] is >= (byte)'A' and <= (byte)'Z' ? at + 1 : 0;
    }
}
