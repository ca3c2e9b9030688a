namespace Traceability.Gs1;

/// <summary>The GS1 modulo-10 check digit (GS1 General Specifications section 7.9.1): weights 3 and 1 from the right.</summary>
public static class CheckDigit
{
    /// <summary>The digit that belongs behind these digits.</summary>
    public static char Of(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
            sum += (digits[i] - '0') * ((digits.Length - i) % 2 == 1 ? 3 : 1);
        return (char)('0' + (10 - sum % 10) % 10);
    }

    /// <summary>Whether all are ASCII digits and the last is the right check digit.</summary>
    public static bool IsValid(ReadOnlySpan<char> key)
    {
        if (key.Length < 2) return false;
        foreach (var c in key)
            if (!char.IsAsciiDigit(c)) return false;
        return Of(key[..^1]) == key[^1];
    }
}
