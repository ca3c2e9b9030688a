namespace Traceability.Gs1;

/// <summary>
/// Walks an element string: identifier, value, identifier, value (GS1 General Specifications section 7.8).
/// Values are cut by predefined length or by the group separator; their content is not looked at.
/// </summary>
internal ref struct ElementReader(ReadOnlySpan<byte> text)
{
    public const byte Separator = 0x1D;

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public AiDefinition? Ai { get; private set; }
    public int Start { get; private set; }
    public int Length { get; private set; }
    public readonly ReadOnlySpan<byte> Value => _text.Slice(Start, Length);
    /// <summary>Where reading stopped: the end, or the place of an unknown identifier.</summary>
    public readonly int Position => _at;
    public readonly bool AtEnd => _at >= _text.Length;

    /// <summary>Steps to the next element; false at the end and at an identifier that is unknown.</summary>
    public bool Read()
    {
        if (AtEnd) return false;
        var rest = _text[_at..];
        var ai = AiTable.Find(rest);
        if (ai is null) return false;
        Ai = ai;
        Start = _at + ai.Ai.Length;
        rest = rest[ai.Ai.Length..];
        // A separator inside a predefined length is left in the value, where the content check finds it.
        Length = ai.IsFixed ? Math.Min(ai.MinLength, rest.Length) : rest.IndexOf(Separator);
        if (Length < 0) Length = rest.Length;
        _at = Start + Length;
        // A separator after a predefined length is superfluous but common.
        if (_at < _text.Length && _text[_at] == Separator) _at++;
        return true;
    }
}
