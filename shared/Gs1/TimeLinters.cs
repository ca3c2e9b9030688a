using static Traceability.Gs1.LintError;

namespace Traceability.Gs1;

/// <summary>Content checks of dates and times of day.</summary>
internal static class TimeLinters
{
    public static LintFault Check(Linter linter, ReadOnlySpan<byte> value) => linter switch
    {
        Linter.Yymmdd => Date(value, 2, false),
        Linter.Yymmd0 => Date(value, 2, true),
        Linter.Yyyymmdd => Date(value, 4, false),
        Linter.Yyyymmd0 => Date(value, 4, true),
        Linter.Hh => Clock(value, 24, HourTooShort, HourTooLong, IllegalHour),
        Linter.Mi => Clock(value, 60, MinuteTooShort, MinuteTooLong, IllegalMinute),
        Linter.Ss => Clock(value, 60, SecondTooShort, SecondTooLong, IllegalSecond),
        _ => HourAndMinute(value),
    };

    /// <summary>Whether the day lies in the month. A two-digit year has a leap day every four years: the century is not known yet.</summary>
    private static LintFault Date(ReadOnlySpan<byte> value, int yearDigits, bool dayMayBeZero)
    {
        if (value.Length != yearDigits + 4) return new(value.Length < yearDigits + 4 ? DateTooShort : DateTooLong, 0, value.Length);
        var fault = CharacterSets.Numeric(value);
        if (fault.Exists) return fault;
        int month = Dates.Two(value[yearDigits..]), day = Dates.Two(value[(yearDigits + 2)..]);
        if (month is < 1 or > 12) return new(IllegalMonth, yearDigits, 2);
        var year = yearDigits == 2 ? 2000 + Dates.Two(value) : Dates.Two(value) * 100 + Dates.Two(value[2..]);
        var last = DateTime.DaysInMonth(Math.Max(year, 4), month);
        return day > last || day == 0 && !dayMayBeZero ? new(IllegalDay, yearDigits + 2, 2) : default;
    }

    private static LintFault Clock(ReadOnlySpan<byte> value, int limit, LintError tooShort, LintError tooLong, LintError illegal)
    {
        if (value.Length != 2) return new(value.Length < 2 ? tooShort : tooLong, 0, value.Length);
        var fault = CharacterSets.Numeric(value);
        if (fault.Exists) return fault;
        return Dates.Two(value) < limit ? default : new(illegal, 0, 2);
    }

    private static LintFault HourAndMinute(ReadOnlySpan<byte> value)
    {
        if (value.Length != 4) return new(value.Length < 4 ? HourWithMinuteTooShort : HourWithMinuteTooLong, 0, value.Length);
        var hour = Clock(value[..2], 24, HourTooShort, HourTooLong, IllegalHour);
        if (hour.Exists) return hour;
        var minute = Clock(value[2..], 60, MinuteTooShort, MinuteTooLong, IllegalMinute);
        return minute.Exists ? minute with { Position = minute.Position + 2 } : default;
    }
}
