namespace Traceability.Edge.Devices.Keyboard;

/// <summary>
/// The US layout: the character of each key of the kernel's key codes, plain and with shift (linux/input-event-codes.h).
/// Scanners in keyboard mode send key positions, so another layout set in the scanner shows as wrong characters.
/// </summary>
public static class KeyLayout
{
    public const ushort Tab = 15, Enter = 28, LeftControl = 29, LeftShift = 42, RightShift = 54, LeftAlt = 56, CapsLock = 58, F8 = 66;
    public const ushort NumLock = 69, KeypadEnter = 96, RightControl = 97, RightAlt = 100;

    private const int Keys = 128;
    private static readonly byte[] s_plain = new byte[Keys], s_shifted = new byte[Keys];
    private static readonly ushort[] s_keypad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];

    static KeyLayout()
    {
        Row(2, "1234567890-=", "!@#$%^&*()_+");
        Row(16, "qwertyuiop[]", "QWERTYUIOP{}");
        Row(30, "asdfghjkl;'`", "ASDFGHJKL:\"~");
        Row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?");
        Row(57, " ", " ");
        foreach (var (code, character) in (ReadOnlySpan<(int, char)>)[(55, '*'), (74, '-'), (78, '+'), (83, '.'), (98, '/')])
            s_plain[code] = s_shifted[code] = (byte)character;
        for (var digit = 0; digit < 10; digit++)
            s_plain[s_keypad[digit]] = s_shifted[s_keypad[digit]] = (byte)('0' + digit);
    }

    /// <summary>The ASCII character of a key, 0 when it has none.</summary>
    public static byte Character(int code, bool shift) => code is < 0 or >= Keys ? (byte)0 : shift ? s_shifted[code] : s_plain[code];

    /// <summary>The digit of a keypad key, -1 when it is none.</summary>
    public static int KeypadDigit(int code) => Array.IndexOf(s_keypad, (ushort)code);

    public static ushort KeypadKey(int digit) => s_keypad[digit];

    /// <summary>The key of the main block that types a character, and whether with shift; 0 when there is none.</summary>
    public static (ushort Code, bool Shift) KeyOf(byte character)
    {
        for (ushort code = 2; code <= 57; code++)
        {
            if (code == 55) continue;
            if (s_plain[code] == character && character != 0) return (code, false);
            if (s_shifted[code] == character && character != 0) return (code, true);
        }
        return (0, false);
    }

    private static void Row(int first, string plain, string shifted)
    {
        for (var i = 0; i < plain.Length; i++) (s_plain[first + i], s_shifted[first + i]) = ((byte)plain[i], (byte)shifted[i]);
    }
}
