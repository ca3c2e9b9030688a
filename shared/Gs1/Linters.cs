using System.Buffers;
using System.Text;
using static Traceability.Gs1.LintError;

namespace Traceability.Gs1;

/// <summary>
/// The content checks that element strings name (GS1 Barcode Syntax Tests), each a pure function of the value:
/// the first fault and the part of the value it lies in, so that a screen can point at it.
/// </summary>
internal static class Linters
{
    private static readonly SearchValues<byte> Importers = SearchValues.Create(
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    public static LintFault Check(Linter linter, ReadOnlySpan<byte> value) => linter switch
    {
        Linter.Csum => CheckSum(value),
        Linter.Csumalpha => CheckPair.Check(value),
        // The register of company prefixes is not part of this product: a prefix of any number is accepted.
        Linter.Gcppos1 or Linter.Gcppos2 => default,
        Linter.Yymmdd or Linter.Yymmd0 or Linter.Yyyymmdd or Linter.Yyyymmd0 or Linter.Hh or Linter.Hhmi or Linter.Mi or Linter.Ss =>
            TimeLinters.Check(linter, value),
        Linter.Couponcode => CouponLinters.Code(value),
        Linter.Couponposoffer => CouponLinters.PositiveOffer(value),
        Linter.Cset39 => CharacterSets.Set39(value),
        Linter.Cset64 => CharacterSets.Set64(value),
        Linter.Cset82 => CharacterSets.Set82(value),
        Linter.Csetnumeric => CharacterSets.Numeric(value),
        Linter.Hasnondigit => Whole(value, !CharacterSets.AreDigits(value), RequiresNonDigitCharacter),
        Linter.Hyphen => Whole(value, !value.IsEmpty && !value.ContainsAnyExcept((byte)'-'), NotHyphen),
        Linter.Iban => CheckPair.Iban(value),
        Linter.Importeridx => value.Length != 1
            ? Whole(value, false, ImporterIdxMustBeOneCharacter) : Whole(value, Importers.Contains(value[0]), InvalidImportIdxCharacter),
        Linter.Iso3166 => Whole(value, Listed(CodeLists.CountryNumbers, value), NotIso3166),
        Linter.Iso3166999 => Whole(value, value.SequenceEqual("999"u8) || Listed(CodeLists.CountryNumbers, value), NotIso3166Or999),
        Linter.Iso3166Alpha2 => Whole(value, Listed(CodeLists.CountryLetters, value), NotIso3166Alpha2),
        Linter.Iso4217 => Whole(value, Listed(CodeLists.Currencies, value), NotIso4217),
        Linter.Iso5218 => Whole(value, value.Length == 1 && value[0] is (byte)'0' or (byte)'1' or (byte)'2' or (byte)'9', InvalidBiologicalSexCode),
        Linter.Latitude => Degrees(value, 1_800_000_000, LatitudeInvalidLength, InvalidLatitude),
        Linter.Longitude => Degrees(value, 3_600_000_000, LongitudeInvalidLength, InvalidLongitude),
        Linter.Mediatype => Whole(value, value.Length == 2 && CharacterSets.AreDigits(value) && Dates.Two(value) is (>= 1 and <= 10) or >= 80,
            InvalidMediaType),
        Linter.Nonzero => Digits(value, value.ContainsAnyExcept((byte)'0'), IllegalZeroValue),
        Linter.Nozeroprefix => NoZeroPrefix(value),
        Linter.Packagetype => Whole(value, Listed(CodeLists.PackageTypes, value), InvalidPackageType),
        Linter.Pcenc => PercentEncoded(value),
        Linter.Pieceoftotal => PieceOfTotal(value),
        Linter.Posinseqslash => PositionInSequence(value),
        Linter.Winding => Whole(value, value.Length == 1 && value[0] is (byte)'0' or (byte)'1' or (byte)'9', InvalidWindingDirection),
        Linter.Yesno => Whole(value, value.Length == 1 && value[0] is (byte)'0' or (byte)'1', NotZeroOrOne),
        _ => Whole(value, !value.IsEmpty && !value.ContainsAnyExcept((byte)'0'), NotZero),
    };

    private static LintFault Whole(ReadOnlySpan<byte> value, bool holds, LintError error) => holds ? default : new(error, 0, value.Length);

    private static LintFault Digits(ReadOnlySpan<byte> value, bool holds, LintError error)
    {
        var fault = CharacterSets.Numeric(value);
        return fault.Exists ? fault : Whole(value, holds, error);
    }

    private static LintFault CheckSum(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return new(TooShortForCheckDigit, 0, 0);
        var fault = CharacterSets.Numeric(value);
        if (fault.Exists) return fault;
        return CheckDigit.Of(value[..^1]) == value[^1] ? default : new(IncorrectCheckDigit, value.Length - 1, 1);
    }

    private static bool Listed(System.Collections.Frozen.FrozenSet<string> list, ReadOnlySpan<byte> value)
    {
        if (value.Length is < 1 or > 3) return false;
        Span<char> text = stackalloc char[value.Length];
        Encoding.Latin1.GetChars(value, text);
        return list.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text);
    }

    // Ten digits in units of a ten-millionth of a degree, shifted so that nothing is negative (GS1 General Specifications section 3.7.9).
    private static LintFault Degrees(ReadOnlySpan<byte> value, long highest, LintError length, LintError range)
    {
        if (value.Length != 10) return new(length, 0, value.Length);
        var fault = CharacterSets.Numeric(value);
        return fault.Exists ? fault : Whole(value, long.Parse(value) <= highest, range);
    }

    private static LintFault NoZeroPrefix(ReadOnlySpan<byte> value)
    {
        var fault = CharacterSets.Numeric(value);
        if (fault.Exists) return fault;
        return value.StartsWith("0"u8) ? new(IllegalZeroPrefix, 0, 1) : default;
    }

    private static LintFault PercentEncoded(ReadOnlySpan<byte> value)
    {
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] != '%') continue;
            if (at + 2 >= value.Length || !IsHex(value[at + 1]) || !IsHex(value[at + 2]))
                return new(InvalidPercentSequence, at, Math.Min(3, value.Length - at));
            at += 2;
        }
        return default;
    }

    private static bool IsHex(byte character) => char.IsAsciiHexDigit((char)character);

    private static LintFault PieceOfTotal(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length % 2 != 0) return new(InvalidLengthForPieceOfTotal, 0, value.Length);
        var fault = CharacterSets.Numeric(value);
        if (fault.Exists) return fault;
        var half = value.Length / 2;
        ReadOnlySpan<byte> piece = value[..half], total = value[half..];
        if (!piece.ContainsAnyExcept((byte)'0')) return new(ZeroPieceNumber, 0, half);
        if (!total.ContainsAnyExcept((byte)'0')) return new(ZeroTotalPieces, half, half);
        return Whole(value, piece.SequenceCompareTo(total) <= 0, PieceNumberExceedsTotal);
    }

    private static LintFault PositionInSequence(ReadOnlySpan<byte> value)
    {
        var slash = value.IndexOf((byte)'/');
        if (slash < 1 || slash == value.Length - 1) return new(PositionInSequenceMalformed, 0, value.Length);
        ReadOnlySpan<byte> position = value[..slash], end = value[(slash + 1)..];
        if (!CharacterSets.AreDigits(position) || !CharacterSets.AreDigits(end)) return new(PositionInSequenceMalformed, 0, value.Length);
        if (position[0] == '0') return new(IllegalZeroPrefix, 0, position.Length);
        if (end[0] == '0') return new(IllegalZeroPrefix, slash + 1, end.Length);
        var order = position.Length != end.Length ? position.Length - end.Length : position.SequenceCompareTo(end);
        return Whole(value, order <= 0, PositionExceedsEnd);
    }
}
