using Traceability.Edge.Devices.Keyboard;

namespace Traceability.Edge.Devices.Diagnosis;

/// <summary>
/// What a scanner's reads say about how it is set up, over time: a label can look odd once, a scanner looks odd again and again.
/// Three faults are known, each of which makes labels unreadable or, worse, readable wrongly. Pure: reads go in, advice comes out.
/// </summary>
public sealed class ScanDiagnosis(KeyLayout? layout = null)
{
    /// <summary>Reads without an AIM identifier after which it is said: of a scanner that never sent one, and of one that did.</summary>
    public const int WithoutAim = 5, WithoutAimAfterOne = 50;

    /// <summary>Weight at which the separator counts as lost; a read that cannot be otherwise weighs two, one that is unlikely otherwise one.</summary>
    public const int LostSeparators = 4;

    /// <summary>Reads that show no sign of it after which one weight is forgotten: among thousands of labels some end as a date would by chance.</summary>
    public const int ForgottenAfter = 100;

    /// <summary>Different reads, or keys, that another keyboard layout explains.</summary>
    public const int OtherLayout = 2;

    private int _withoutAim, _withoutSign, _lostSeparators, _otherLayout, _lastLost, _lastOther;
    private bool _aimSeen, _separatorSeen;
    private string? _sentAs;

    /// <summary>What to change, in plain words; null when nothing is known to be wrong.</summary>
    public string? Advice { get; private set; }

    /// <summary>Takes a complete read.</summary>
    public void Take(ReadOnlySpan<byte> read)
    {
        TakeAim(read);
        TakeSeparator(read);
        if (layout is not null) TakeDigits(read);
        Advice = Sentence();
    }

    /// <summary>Takes the number of keys that the layout cannot have typed, as it grows.</summary>
    public void TakeForeignKeys(int sinceStart)
    {
        if (sinceStart < OtherLayout || layout is null) return;
        _otherLayout = OtherLayout;
        Advice = Sentence();
    }

    private void TakeAim(ReadOnlySpan<byte> read)
    {
        var has = read is [(byte)']', var letter, var modifier, ..] && char.IsAsciiLetter((char)letter) && char.IsAsciiLetterOrDigit((char)modifier);
        _withoutAim = has ? 0 : _withoutAim + 1;
        _aimSeen |= has;
    }

    // One separator that arrived proves that the scanner sends it; nothing seen later speaks against that.
    private void TakeSeparator(ReadOnlySpan<byte> read)
    {
        _separatorSeen |= read.Contains(LostSeparator.Gs);
        if (_separatorSeen) return;
        var lost = LostSeparator.Look(read);
        if (lost.Weight == 0 && ++_withoutSign % ForgottenAfter == 0) _lostSeparators = Math.Max(0, _lostSeparators - 1);
        if (lost.Weight == 0 || IsRepeated(ref _lastLost, read)) return;
        _lostSeparators += lost.Weight;
        _sentAs = lost.SentAs ?? _sentAs;
    }

    private void TakeDigits(ReadOnlySpan<byte> read)
    {
        const int fewest = 6;
        var (digits, beside) = (0, 0);
        foreach (var b in read)
        {
            if (char.IsAsciiDigit((char)b)) digits++;
            else if (layout!.IsBesideDigit(b)) beside++;
        }
        if (digits > 0) _otherLayout = 0;
        else if (beside >= fewest && beside * 2 > read.Length && !IsRepeated(ref _lastOther, read)) _otherLayout++;
    }

    private static bool IsRepeated(ref int last, ReadOnlySpan<byte> read)
    {
        var hash = new HashCode();
        hash.AddBytes(read);
        var now = hash.ToHashCode();
        return (last, last = now).Item1 == now;
    }

    private string? Sentence()
    {
        // With the wrong keys all else looks wrong as well.
        if (_otherLayout >= OtherLayout)
            return $"the scanner's keyboard layout is not {layout!.Name}: set it to US, or the reader's layout in plant.json to the scanner's";
        var aim = _withoutAim >= (_aimSeen ? WithoutAimAfterOne : WithoutAim)
            ? "the scanner sends no AIM identifier (such as ]C1), so kinds of barcodes cannot be told apart: set it to send one" : null;
        var separator = _lostSeparators < LostSeparators || _separatorSeen ? null
            : _sentAs is null ? "the scanner drops the group separator (GS, 0x1D), so what follows a lot runs into it: set it to send GS"
            : $"the scanner sends the group separator as the text {_sentAs}: set it to send the character GS (0x1D)";
        return aim is null || separator is null ? aim ?? separator : $"{aim}; {separator}";
    }
}
