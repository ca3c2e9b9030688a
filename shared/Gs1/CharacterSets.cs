using System.Buffers;

namespace Traceability.Gs1;

/// <summary>The four character sets of element strings (GS1 General Specifications section 7.11). Only ASCII is ever a digit here.</summary>
internal static class CharacterSets
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);
    private static readonly SearchValues<byte> Invariant = SearchValues.Create(
        "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> Capitals = SearchValues.Create("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
    private static readonly SearchValues<byte> Base64 = SearchValues.Create(
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    public static LintFault Numeric(ReadOnlySpan<byte> value) => First(value, Digits, LintError.NonDigitCharacter);

    public static LintFault Set82(ReadOnlySpan<byte> value) => First(value, Invariant, LintError.InvalidCset82Character);

    public static LintFault Set39(ReadOnlySpan<byte> value) => First(value, Capitals, LintError.InvalidCset39Character);

    /// <summary>File-safe base64 with its padding: at most two signs, only at the end, and only to a whole group of three.</summary>
    public static LintFault Set64(ReadOnlySpan<byte> value)
    {
        var body = value.TrimEnd((byte)'=');
        var padding = value.Length - body.Length;
        var fault = First(body, Base64, LintError.InvalidCset64Character);
        if (fault.Exists || padding == 0) return fault;
        return padding > 2 || value.Length % 3 != 0 ? new(LintError.InvalidCset64Padding, body.Length, padding) : default;
    }

    public static bool AreDigits(ReadOnlySpan<byte> value) => !value.ContainsAnyExcept(Digits);

    private static LintFault First(ReadOnlySpan<byte> value, SearchValues<byte> allowed, LintError error)
    {
        var at = value.IndexOfAnyExcept(allowed);
        return at < 0 ? default : new(error, at, 1);
    }
}
