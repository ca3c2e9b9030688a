namespace Traceability.Gs1;

/// <summary>The modulo 10 check digit of all numeric keys (GS1 General Specifications section 7.9.1).</summary>
public static class CheckDigit
{
    /// <summary>The digit, as a character, that completes these ASCII digits. Weights 3 and 1 alternate from the right.</summary>
    public static byte Of(ReadOnlySpan<byte> digits)
    {
        int near = 0, far = 0;
        var at = digits.Length - 1;
        for (; at > 0; at -= 2)
        {
            near += digits[at] - '0';
            far += digits[at - 1] - '0';
        }
        if (at == 0) near += digits[0] - '0';
        return (byte)('0' + (10 - (3 * near + far) % 10) % 10);
    }

    /// <summary>Whether the last digit is the check digit of those before it; false for anything but ASCII digits.</summary>
    public static bool Holds(ReadOnlySpan<byte> digits) =>
        digits.Length > 1 && CharacterSets.AreDigits(digits) && Of(digits[..^1]) == digits[^1];
}
