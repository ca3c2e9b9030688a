namespace Traceability.Gs1;

/// <summary>The content checks that element strings name (GS1 Barcode Syntax Tests), each a pure function of the value.</summary>
internal static class Linters
{
    public static LintFault Check(Linter linter, ReadOnlySpan<byte> value) => linter switch
    {
        Linter.Csum => CheckSum(value),
        Linter.Yymmd0 or Linter.Yymmdd => Dates.Parse(value, new(2026, 1, 1)) is null ? new(LintError.IllegalDay, 4, 2) : default,
        _ => default,
    };

    private static LintFault CheckSum(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return new(LintError.TooShortForCheckDigit, 0, 0);
        var fault = CharacterSets.Numeric(value);
        if (fault.Exists) return fault;
        return CheckDigit.Of(value[..^1]) == value[^1] ? default : new(LintError.IncorrectCheckDigit, value.Length - 1, 1);
    }
}
