using System.Globalization;
using System.Numerics;

namespace Traceability.Tests.Simulation.World;

/// <summary>
/// What printers print and tags carry, written out by hand from GS1's General Specifications: the product's own coders
/// are not used, since they are what is tested.
/// </summary>
internal static class Codes
{
    /// <summary>GS1's prefix for demonstrations; four digits more make a company of it.</summary>
    public const string Demonstration = "952";

    private const char Separator = '\u001d';

    /// <summary>The digits and the check digit that belongs to them: weights 3 and 1 from the right.</summary>
    public static string WithCheck(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++) sum += (digits[digits.Length - 1 - i] - '0') * (i % 2 == 0 ? 3 : 1);
        return digits + (char)('0' + (10 - sum % 10) % 10);
    }

    public static string Gtin(string company, int number, bool variableMeasure) =>
        WithCheck($"{(variableMeasure ? '9' : '0')}{company}{number:D5}");

    public static string Gln(string company, int number) => WithCheck($"{company}{number:D5}");

    public static string Sscc(string company, int number) => WithCheck($"0{company}{number:D9}");

    /// <summary>SSCC-96: header, filter 2 (case or pallet), partition 5 (a company of seven digits), company, the rest, zeros.</summary>
    public static string Tag(string sscc)
    {
        BigInteger bits = 0x31;
        bits = (bits << 3) | 2;
        bits = (bits << 3) | 5;
        bits = (bits << 24) | int.Parse(sscc[1..8], CultureInfo.InvariantCulture);
        bits = (bits << 34) | long.Parse(sscc[0] + sscc[8..17], CultureInfo.InvariantCulture);
        return (bits << 24).ToString("X24", CultureInfo.InvariantCulture)[^24..];
    }

    public static string Container(string sscc) => $"]C100{sscc}";

    public static string Unit(string gtin, string serial, string? lot) => $"]d201{gtin}21{serial}{(lot is null ? "" : $"{Separator}10{lot}")}";

    /// <summary>A lot's label in one barcode: item, expiry where it has one, how much, and the lot at the end or (lotFirst) before how much.</summary>
    public static string Lot(string gtin, DateOnly? expiry, string uom, decimal quantity, string lot, bool lotFirst)
    {
        var head = $"]C101{gtin}{Expiry(expiry)}";
        if (uom == "KGM") return lotFirst ? $"{head}10{lot}{Separator}{Amount(uom, quantity)}" : $"{head}{Amount(uom, quantity)}10{lot}";
        return lotFirst ? $"{head}10{lot}{Separator}{Amount(uom, quantity)}" : $"{head}{Amount(uom, quantity)}{Separator}10{lot}";
    }

    /// <summary>The same label printed as two barcodes: this one lacks the lot, which stands alone on the second.</summary>
    public static string WithoutLot(string gtin, DateOnly? expiry, string uom, decimal quantity) => $"]C101{gtin}{Expiry(expiry)}{Amount(uom, quantity)}";

    public static string LotAlone(string lot) => $"]C110{lot}";

    private static string Expiry(DateOnly? expiry) => expiry is { } day ? $"17{day:yyMMdd}" : "";

    // Kilograms with two decimals are AI 3102; pieces are AI 30, which is of variable length.
    private static string Amount(string uom, decimal quantity) => uom == "KGM" ? $"3102{(int)(quantity * 100):D6}" : $"30{(int)quantity}";
}
