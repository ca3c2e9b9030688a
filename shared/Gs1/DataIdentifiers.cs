using System.Globalization;
using System.Text;

namespace Traceability.Gs1;

/// <summary>
/// ANSI MH10.8.2 data identifiers: up to three digits and a letter before each value. In an envelope any of them is taken;
/// on their own only the ones used in plants, since any other letter may begin ordinary text.
/// </summary>
internal static class DataIdentifiers
{
    private static readonly string[] Bare =
        ["K", "1K", "W", "L", "Q", "1H", "P", "1P", "S", "T", "1T", "V", "D", "14D", "16D", "25S", "J", "1J", "2J", "3J", "4J", "5J", "6J"];

    private const int MaxBareValue = 60;

    public static Identified? Identify(ReadOnlySpan<byte> text, int offset, in ReadContext context)
    {
        var length = PrefixLength(text);
        if (length == 0 || length == text.Length || text.Length - length > MaxBareValue || CharacterSets.Set82(text).Exists) return null;
        var whole = Encoding.ASCII.GetString(text);
        var di = Array.Find(Bare, known => whole.AsSpan(0, length).SequenceEqual(known));
        return di is null ? null : Of([new(di, whole[length..], offset + length)], context);
    }

    /// <summary>What fields say together. A single one stands in <see cref="Identified.DataIdentifier"/> as well.</summary>
    public static Identified Of(IReadOnlyList<Element> elements, in ReadContext context)
    {
        var found = new Identified { Elements = elements };
        if (elements.Count == 1) found = found with { DataIdentifier = elements[0].Ai, DataValue = elements[0].Value };
        foreach (var element in elements)
        {
            found = Take(found, element, out var valid);
            if (!valid) return found with { Problems = [Problems.DataValue(element.Position, element.Ai)] };
        }
        return Name(found, context.IdentityDomain);
    }

    /// <summary>Two formats of one message.</summary>
    public static Identified Combine(Identified one, Identified two, in ReadContext context)
    {
        var both = one with
        {
            Gtin = one.Gtin ?? two.Gtin,
            Lot = one.Lot ?? two.Lot,
            Serial = one.Serial ?? two.Serial,
            Sscc = one.Sscc ?? two.Sscc,
            Expiry = one.Expiry ?? two.Expiry,
            BestBefore = one.BestBefore ?? two.BestBefore,
            Production = one.Production ?? two.Production,
            Quantity = one.Quantity ?? two.Quantity,
            Uom = one.Quantity is null ? two.Uom : one.Uom,
            DataIdentifier = null,
            DataValue = null,
            Elements = [.. one.Elements, .. two.Elements],
            Problems = [.. one.Problems, .. two.Problems],
        };
        return Name(both, context.IdentityDomain);
    }

    /// <summary>Length of "up to three digits and a capital letter" at the start; 0 where there is none.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && at < 3 && text[at] is >= (byte)'0' and <= (byte)'9') at++;
        return at < text.Length && text[at] is >= (byte)'A' and <= (byte)'Z' ? at + 1 : 0;
    }

    private static Identified Take(Identified found, Element element, out bool valid)
    {
        var value = element.Value;
        valid = value.Length > 0;
        switch (element.Ai)
        {
            // A supplier's lot (1T) and part number (1P) are aliases, never our identity.
            case "T":
                valid = value.Length is > 0 and <= 20 && IsText(value);
                return found with { Lot = value };
            case "S":
                valid = value.Length is > 0 and <= 20 && IsText(value);
                return found with { Serial = value };
            case "Q":
                valid = decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quantity) && value.Length <= 18;
                return found with { Quantity = valid ? quantity : null };
            case "14D":
                valid = DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expiry);
                return valid ? found with { Expiry = expiry } : found;
            case "16D":
                valid = DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var production);
                return valid ? found with { Production = production } : found;
            case "P" when value.Length is 13 or 14 && TradeNumber.Pad(Encoding.UTF8.GetBytes(value)) is { } gtin:
                return found with { Gtin = gtin };
            case "J" or "1J" or "2J" or "3J" or "4J" or "5J" or "6J" when value.Length == 18 && CheckDigit.Holds(Encoding.UTF8.GetBytes(value)):
                return found with { Sscc = value };
            default: return found;
        }
    }

    private static Identified Name(Identified found, string? domain)
    {
        if (found.Sscc is { } sscc) return found with { Id = MaterialId.Container(sscc) };
        var key = found.Gtin;
        if (key is null && domain is not null)
            foreach (var element in found.Elements)
                if (element.Ai == "P" && IsText(element.Value)) key = PlantLink.Key(domain, element.Value);
        if (key is null) return found;
        return found with
        {
            Id = found.Serial is { } serial ? MaterialId.Unit(key, serial) : found.Lot is { } lot ? MaterialId.Lot(key, lot) : MaterialId.Item(key),
        };
    }

    private static bool IsText(string value) => !CharacterSets.Set82(Encoding.UTF8.GetBytes(value)).Exists;
}
