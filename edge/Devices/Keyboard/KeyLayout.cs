using Traceability.Plant;

namespace Traceability.Edge.Devices.Keyboard;

/// <summary>
/// The character of each key of the kernel's key codes (linux/input-event-codes.h): plain, with shift, with AltGr. Scanners in
/// keyboard mode send key positions for the country that they were set to, so the same label arrives as other keys.
/// Characters are those of Latin-1, one byte each, as labels hold them.
/// </summary>
public sealed class KeyLayout
{
    public const ushort Tab = 15, Enter = 28, LeftControl = 29, LeftShift = 42, RightShift = 54, LeftAlt = 56, CapsLock = 58, F8 = 66;
    public const ushort NumLock = 69, KeypadEnter = 96, RightControl = 97, RightAlt = 100;
    private const ushort FirstDigit = 2, LastDigit = 11, Digits = 2, Letters = 16, Home = 30, Bottom = 43, Space = 57, Extra = 86, LastKey = Extra;
    private const int Keys = 128;

    private static readonly ushort[] s_keypad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];

    public static readonly KeyLayout Us = new("US",
        (Digits, "1234567890-=", "!@#$%^&*()_+"), (Letters, "qwertyuiop[]", "QWERTYUIOP{}"),
        (Home, "asdfghjkl;'`", "ASDFGHJKL:\"~"), (Bottom, "\\zxcvbnm,./", "|ZXCVBNM<>?"));

    public static readonly KeyLayout Uk = new("UK",
        (Digits, "1234567890-=", "!\"£$%^&*()_+"), (Letters, "qwertyuiop[]", "QWERTYUIOP{}"),
        (Home, "asdfghjkl;'`", "ASDFGHJKL:@¬"), (Bottom, "#zxcvbnm,./", "~ZXCVBNM<>?"), (Extra, "\\", "|"));

    public static readonly KeyLayout De = new("German",
        (Digits, "1234567890ß´", "!\"§$%&/()=?`"), (Letters, "qwertzuiopü+", "QWERTZUIOPÜ*"),
        (Home, "asdfghjklöä^", "ASDFGHJKLÖÄ°"), (Bottom, "#yxcvbnm,.-", "'YXCVBNM;:_"), (Extra, "<", ">"))
    {
        _dead = "´`^",
        _third = new() { [3] = '²', [4] = '³', [8] = '{', [9] = '[', [10] = ']', [11] = '}', [12] = '\\', [16] = '@', [27] = '~', [50] = 'µ', [Extra] = '|' },
    };

    public static readonly KeyLayout Fr = new("French",
        (Digits, "&é\"'(-è_çà)=", "1234567890°+"), (Letters, "azertyuiop^$", "AZERTYUIOP¨£"),
        (Home, "qsdfghjklmù²", "QSDFGHJKLM%\0"), (Bottom, "*wxcvbn,;:!", "µWXCVBN?./§"), (Extra, "<", ">"))
    {
        _dead = "^¨",
        _third = new() { [3] = '~', [4] = '#', [5] = '{', [6] = '[', [7] = '|', [8] = '`', [9] = '\\', [10] = '^', [11] = '@', [12] = ']', [13] = '}', [27] = '¤' },
    };

    private readonly byte[] _plain = new byte[Keys], _shifted = new byte[Keys];
    private string _dead = "";
    private Dictionary<int, char>? _third;

    private KeyLayout(string name, params ReadOnlySpan<(int First, string Plain, string Shifted)> rows)
    {
        Name = name;
        foreach (var (first, plain, shifted) in rows) Row(first, plain, shifted);
        Row(Space, " ", " ");
        foreach (var (code, character) in (ReadOnlySpan<(int, string)>)[(55, "*"), (74, "-"), (78, "+"), (83, "."), (98, "/")]) Row(code, character, character);
        for (var digit = 0; digit < s_keypad.Length; digit++) _plain[s_keypad[digit]] = _shifted[s_keypad[digit]] = (byte)('0' + digit);
    }

    public string Name { get; }

    /// <summary>AltGr types characters here; elsewhere it is a second Alt.</summary>
    public bool HasAltGr => _third is not null;

    public static KeyLayout Of(KeyboardLayout layout) => layout switch
    {
        KeyboardLayout.Uk => Uk,
        KeyboardLayout.De => De,
        KeyboardLayout.Fr => Fr,
        _ => Us,
    };

    /// <summary>The character of a key, 0 when it has none.</summary>
    public byte Character(int code, bool shift, bool altGr = false) => code is < 0 or >= Keys ? (byte)0
        : altGr ? (byte)(_third?.GetValueOrDefault(code) ?? '\0') : shift ? _shifted[code] : _plain[code];

    /// <summary>Whether the key types nothing by itself but waits for the next, which a scanner makes a space.</summary>
    public bool IsDead(int code, byte character) => code is < 74 && _dead.Contains((char)character, StringComparison.Ordinal);

    /// <summary>A character of the digit keys' other level: what digits become when the scanner's layout has them on this one.</summary>
    public bool IsBesideDigit(byte character)
    {
        for (var code = FirstDigit; code <= LastDigit; code++)
            if (character == (char.IsAsciiDigit((char)_plain[code]) ? _shifted[code] : _plain[code])) return true;
        return false;
    }

    /// <summary>The digit of a keypad key, -1 when it is none.</summary>
    public static int KeypadDigit(int code) => Array.IndexOf(s_keypad, (ushort)code);

    public static ushort KeypadKey(int digit) => s_keypad[digit];

    /// <summary>The key of the main block that types a character, and whether with shift; 0 when there is none without AltGr.</summary>
    public (ushort Code, bool Shift) KeyOf(byte character)
    {
        for (ushort code = FirstDigit; character != 0 && code <= LastKey; code++)
        {
            if (code is 55 or > Space and < Extra) continue;
            if (_plain[code] == character) return (code, false);
            if (_shifted[code] == character) return (code, true);
        }
        return (0, false);
    }

    private void Row(int first, string plain, string shifted)
    {
        for (var i = 0; i < plain.Length; i++) (_plain[first + i], _shifted[first + i]) = ((byte)plain[i], (byte)shifted[i]);
    }
}
