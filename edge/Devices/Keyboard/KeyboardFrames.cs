namespace Traceability.Edge.Devices.Keyboard;

/// <summary>
/// Turns key records into scans. A scan ends with Enter, keypad Enter or Tab. GS, RS and EOT are data; any other control
/// character and any key without a character refuse the scan, since labels can be printed that press Ctrl, Alt or the
/// Windows key (trust.md section 2). After an overrun of the kernel's buffer everything up to the next terminator, or a long
/// silence, is lost.
/// </summary>
public sealed class KeyboardFrames(KeyLayout layout, int unfinishedMilliseconds = 2000) : IFrames
{
    private const byte Eot = 4, Gs = 29, Rs = 30, Delete = 127;

    private readonly byte[] _partial = new byte[KeyRecord.Size];
    private readonly byte[] _buffer = new byte[IFrames.Limit];
    private int _partialCount, _count;
    private bool _leftShift, _rightShift, _leftControl, _rightControl, _leftAlt, _rightAlt, _capsLock, _skipping, _afterDead;
    private int _altDigits, _altValue;
    private DateTimeOffset _start;

    public KeyLayout Layout => layout;
    public int Refused { get; private set; }
    public string? LastRefusal { get; private set; }
    public int ForeignKeys { get; private set; }
    public int SilenceMilliseconds => _count > 0 || _skipping ? unfinishedMilliseconds : -1;

    public void Feed(ReadOnlySpan<byte> bytes, DateTimeOffset now, List<RawFrame> frames)
    {
        while (bytes.Length > 0)
        {
            var part = Math.Min(KeyRecord.Size - _partialCount, bytes.Length);
            bytes[..part].CopyTo(_partial.AsSpan(_partialCount));
            bytes = bytes[part..];
            _partialCount += part;
            if (_partialCount < KeyRecord.Size) return;
            _partialCount = 0;
            Take(KeyRecord.Read(_partial), now, frames);
        }
    }

    public void Silence(DateTimeOffset now, List<RawFrame> frames)
    {
        if (_count > 0) Refuse("it ended without Enter or Tab; set the scanner's suffix to Enter");
        _skipping = false;
    }

    public void Reset()
    {
        (_partialCount, _count, _skipping, _capsLock, _afterDead) = (0, 0, false, false, false);
        ReleaseAll();
    }

    private void Take(KeyRecord record, DateTimeOffset now, List<RawFrame> frames)
    {
        if (record is { Type: KeyRecord.Synchronise, Code: KeyRecord.Dropped })
        {
            // Which keys are down is unknown now as well.
            Refuse("keys were lost (scanner overrun)");
            ReleaseAll();
        }
        else if (record.Type == KeyRecord.Key && record.Value is KeyRecord.Pressed or KeyRecord.Released)
        {
            Key(record.Code, record.Value == KeyRecord.Pressed, now, frames);
        }
    }

    private void Key(ushort code, bool pressed, DateTimeOffset now, List<RawFrame> frames)
    {
        switch (code)
        {
            case KeyLayout.LeftShift: _leftShift = pressed; break;
            case KeyLayout.RightShift: _rightShift = pressed; break;
            case KeyLayout.LeftControl: _leftControl = pressed; break;
            case KeyLayout.RightControl: _rightControl = pressed; break;
            case KeyLayout.LeftAlt: Alt(ref _leftAlt, pressed, now); break;
            case KeyLayout.RightAlt: Alt(ref _rightAlt, pressed, now); break;
            case KeyLayout.CapsLock: _capsLock ^= pressed; break;
            case KeyLayout.NumLock: break;
            case KeyLayout.Enter or KeyLayout.KeypadEnter or KeyLayout.Tab:
                if (pressed) End(now, frames);
                break;
            default:
                if (pressed) Type(code, now);
                break;
        }
    }

    // A character by its number: Alt held, digits on the keypad, Alt released.
    private void Alt(ref bool held, bool pressed, DateTimeOffset now)
    {
        held = pressed;
        if (!pressed && _altDigits > 0)
        {
            if (_altValue is > 0 and < 256) Append((byte)_altValue, now);
            else Refuse($"it holds a character by a number that is none ({_altValue})");
        }
        (_altDigits, _altValue) = (0, 0);
    }

    private void Type(ushort code, DateTimeOffset now)
    {
        var digit = KeyLayout.KeypadDigit(code);
        if ((_leftAlt || _rightAlt) && digit >= 0)
        {
            // The bound keeps a stuck key from overflowing the number; 9999 is none already.
            (_altDigits, _altValue) = (_altDigits + 1, Math.Min(_altValue * 10 + digit, 9999));
            return;
        }
        var character = CharacterOf(code);
        if (character == 0)
        {
            // Layouts other than US have ']' and more behind AltGr, which some scanners press as Ctrl and Alt.
            var foreign = (_rightAlt || (_leftAlt && _leftControl)) && layout.Character(code, shift: false) != 0;
            if (foreign) ForeignKeys++;
            Refuse(foreign ? $"it presses AltGr (with key code {code}), which types nothing in the {layout.Name} layout"
                : $"it presses a key without a character (code {code})");
            return;
        }
        // A scanner completes an accent key with a space to get the accent alone.
        if (!_afterDead || character != ' ') Append(character, now);
        _afterDead = !_afterDead && layout.IsDead(code, character);
    }

    private byte CharacterOf(ushort code)
    {
        if (code == KeyLayout.F8) return Gs;
        var (control, shift) = (_leftControl || _rightControl, _leftShift || _rightShift);
        if (layout.HasAltGr && (_rightAlt || (_leftAlt && control))) return layout.Character(code, shift, altGr: true);
        if (_leftAlt || _rightAlt) return 0;
        var character = layout.Character(code, shift);
        if (_capsLock && char.IsAsciiLetter((char)character)) character ^= 0x20;
        if (!control) return character;
        // Scanners press Ctrl with the key that the US layout has at ']' and '^', whatever their country.
        var position = KeyLayout.Us.Character(code, shift);
        return WithControl(char.IsAsciiLetter((char)character) || WithControl(position) == 0 ? character : position);
    }

    private static byte WithControl(byte character) => character switch
    {
        >= (byte)'@' and <= (byte)'_' or >= (byte)'a' and <= (byte)'z' => (byte)(character & 0x1F),
        (byte)'6' => Rs,
        _ => 0,
    };

    private void Append(byte character, DateTimeOffset now)
    {
        if (_skipping) return;
        if (_count == 0) _start = now;
        if (character is < 32 and not (Eot or Gs or Rs) or Delete) Refuse($"it holds the control character {character}");
        else if (_count == IFrames.Limit) Refuse($"it is longer than {IFrames.Limit} bytes");
        else _buffer[_count++] = character;
    }

    private void End(DateTimeOffset now, List<RawFrame> frames)
    {
        if (_count > 0 && !_skipping) frames.Add(new RawFrame(_buffer[.._count], _start, now));
        (_count, _skipping, _afterDead) = (0, false, false);
    }

    /// <summary>Refused up to the next terminator, and counted once.</summary>
    private void Refuse(string why)
    {
        if (!_skipping) (Refused, LastRefusal) = (Refused + 1, why);
        (_count, _skipping) = (0, true);
    }

    private void ReleaseAll()
    {
        _leftShift = _rightShift = _leftControl = _rightControl = _leftAlt = _rightAlt = false;
        (_altDigits, _altValue) = (0, 0);
    }
}
