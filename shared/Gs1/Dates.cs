namespace Traceability.Gs1;

/// <summary>Dates of element strings: two-digit years and the day 00 (GS1 General Specifications sections 3.4 and 7.12).</summary>
internal static class Dates
{
    /// <summary>YYMMDD to a date; day 00 is the last day of the month. Null where the digits are no date.</summary>
    public static DateOnly? Parse(ReadOnlySpan<byte> digits, DateOnly today)
    {
        if (digits.Length < 6 || !CharacterSets.AreDigits(digits[..6])) return null;
        int year = Year(Two(digits), today.Year), month = Two(digits[2..]), day = Two(digits[4..]);
        if (month is < 1 or > 12 || day > DateTime.DaysInMonth(year, month)) return null;
        return new(year, month, day == 0 ? DateTime.DaysInMonth(year, month) : day);
    }

    // The window slides with today: never more than 50 years ahead or 49 back.
    private static int Year(int twoDigits, int current)
    {
        var difference = twoDigits - current % 100;
        var century = current - current % 100;
        var year = century + twoDigits + (difference >= 51 ? -100 : difference <= -50 ? 100 : 0);
        return Math.Clamp(year, 1, 9999);
    }

    public static int Two(ReadOnlySpan<byte> digits) => (digits[0] - '0') * 10 + digits[1] - '0';
}
