using static Traceability.Gs1.LintError;

namespace Traceability.Gs1;

/// <summary>Check characters that are no single digit: the GS1 check character pair and the IBAN's two digits.</summary>
internal static class CheckPair
{
    private static readonly int[] Primes = [.. Enumerable.Range(2, 520).Where(n => Enumerable.Range(2, n - 2).All(d => n % d != 0)).Take(97)];

    private static ReadOnlySpan<byte> Letters => "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"u8;
    private static ReadOnlySpan<byte> Invariant =>
        "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8;

    /// <summary>Values of characters by rising primes from the right, modulo 1021, in base 32 (GS1 General Specifications section 7.9.5).</summary>
    public static LintFault Check(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2) return new(TooShortForCheckPair, 0, value.Length);
        if (value.Length > Primes.Length + 2) return new(TooLongForCheckPairImplementation, 0, value.Length);
        var body = value[..^2];
        var fault = CharacterSets.Set82(body);
        if (fault.Exists) return fault;
        var sum = 0;
        for (var at = 0; at < body.Length; at++) sum += Invariant.IndexOf(body[at]) * Primes[body.Length - 1 - at];
        sum %= 1021;
        return value[^2] == Letters[sum >> 5] && value[^1] == Letters[sum & 31] ? default : new(IncorrectCheckPair, value.Length - 2, 2);
    }

    /// <summary>ISO 13616: the rearranged number is 1 modulo 97.</summary>
    public static LintFault Iban(ReadOnlySpan<byte> value)
    {
        if (value.Length <= 4) return new(IbanTooShort, 0, value.Length);
        if (value.Length > 34) return new(IbanTooLong, 0, value.Length);
        for (var at = 0; at < value.Length; at++)
            if (!char.IsAsciiDigit((char)value[at]) && !char.IsAsciiLetterUpper((char)value[at])) return new(InvalidIbanCharacter, at, 1);
        if (Linters.Check(Linter.Iso3166Alpha2, value[..2]).Exists && !value.StartsWith("XK"u8)) return new(IllegalIbanCountryCode, 0, 2);
        var rest = 0;
        for (var at = 0; at < value.Length; at++)
        {
            var character = value[(at + 4) % value.Length];
            rest = char.IsAsciiDigit((char)character) ? (rest * 10 + character - '0') % 97 : (rest * 100 + character - 'A' + 10) % 97;
        }
        return rest == 1 ? default : new(IncorrectIbanChecksum, 2, 2);
    }
}
