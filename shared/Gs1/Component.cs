namespace Traceability.Gs1;

/// <summary>One part of an identifier's value: character set, length in characters, content checks.</summary>
internal sealed class Component
{
    private readonly char _type;
    private readonly Linter[] _linters;

    private Component(string text)
    {
        Optional = text.EndsWith('?');
        var parts = text.TrimEnd('?').Split(':');
        _type = parts[0][0];
        var lengths = parts[0][1..].Split('-');
        Min = int.Parse(lengths[0]);
        Max = int.Parse(lengths[^1]);
        _linters = [.. parts.Skip(1).Select(name => Enum.Parse<Linter>(name, ignoreCase: true))];
    }

    public int Min { get; }
    public int Max { get; }
    public bool Optional { get; }

    public static Component[] Parse(string format) => [.. format.Split(' ').Select(part => new Component(part))];

    /// <summary>In the notation of the dictionary: "N3,iso4217", "[X..17]".</summary>
    public override string ToString()
    {
        var length = Min == Max ? $"{Max}" : $"..{Max}";
        var core = $"{_type}{length}";
        return string.Join(',', [Optional ? $"[{core}]" : core, .. _linters.Select(linter => linter.ToString().ToLowerInvariant())]);
    }

    public LintFault Check(ReadOnlySpan<byte> value)
    {
        var fault = _type switch
        {
            'N' => CharacterSets.Numeric(value),
            'X' => CharacterSets.Set82(value),
            'Y' => CharacterSets.Set39(value),
            _ => CharacterSets.Set64(value),
        };
        foreach (var linter in _linters)
        {
            if (fault.Error != LintError.None) break;
            fault = Linters.Check(linter, value);
        }
        return fault;
    }
}
