namespace Traceability.Gs1;

/// <summary>How an application identifier may be used.</summary>
[Flags]
public enum AiFlags
{
    None = 0,
    /// <summary>Of predefined length: no group separator follows.</summary>
    Fixed = 1,
    /// <summary>May stand in the query of a Digital Link.</summary>
    Query = 2,
    /// <summary>Primary key of a Digital Link.</summary>
    Key = 4,
}

/// <summary>
/// One application identifier: its components and the company it keeps
/// (GS1 General Specifications section 3, GS1 Barcode Syntax Dictionary).
/// </summary>
public sealed class AiDefinition
{
    private readonly string _requires, _excludes, _qualifiers;
    private ulong[] _conflicts = [];

    internal AiDefinition(string ai, string last, string title, Component[] components, AiFlags flags,
        string requires, string excludes, string qualifiers, string? unit)
    {
        (Ai, Last, Title, Components, Flags, Unit) = (ai, last, title, components, flags, unit);
        (_requires, _excludes, _qualifiers) = (requires, excludes, qualifiers);
        foreach (var component in components)
        {
            if (!component.Optional) MinLength += component.Min;
            MaxLength += component.Max;
        }
        Role = RoleOf(ai);
        Requires = [.. Split(requires, '&').Select(group => Split(group, ' '))];
        Excludes = Split(excludes, ' ');
        Qualifiers = [.. Split(qualifiers, '|').Select(sequence => Split(sequence, ' '))];
    }

    public string Ai { get; }
    public string Title { get; }
    public AiFlags Flags { get; }
    public int MinLength { get; }
    public int MaxLength { get; }
    /// <summary>UN/ECE Rec 20 unit of a measure (31nn to 36nn); null for everything else.</summary>
    public string? Unit { get; }
    /// <summary>Each group must be met by one of its alternatives; "01+21" needs both, "31nn" any of the range.</summary>
    public IReadOnlyList<string[]> Requires { get; }
    /// <summary>Identifiers and ranges that must not stand on the same thing.</summary>
    public IReadOnlyList<string> Excludes { get; }
    /// <summary>Sequences of Digital Link key qualifiers, each in the order in which they may stand.</summary>
    public IReadOnlyList<string[]> Qualifiers { get; }
    public bool IsFixed => (Flags & AiFlags.Fixed) != 0;
    public bool IsKey => (Flags & AiFlags.Key) != 0;
    public bool IsQuery => (Flags & AiFlags.Query) != 0;

    internal string Last { get; }
    internal Component[] Components { get; }
    internal AiRole Role { get; }
    /// <summary>Place in <see cref="AiTable.All"/>.</summary>
    internal int Ordinal { get; private set; }

    /// <summary>Decimal places of a measure, amount or price: the last digit of a four-digit identifier.</summary>
    internal int Decimals => Ai.Length == 4 ? Ai[3] - '0' : 0;

    internal AiDefinition At(string ai) => new(ai, ai, Title, Components, Flags, _requires, _excludes, _qualifiers, Unit);

    /// <summary>Whether an element of that ordinal beside this one is worth a closer look: a repeat, or one excludes the other.</summary>
    internal bool Contradicts(int ordinal) => ordinal == Ordinal || (_conflicts[ordinal >> 6] >> ordinal & 1) != 0;

    internal void Place(int ordinal, int count) => (Ordinal, _conflicts) = (ordinal, new ulong[count / 64 + 1]);

    internal void NoteConflicts(IReadOnlyList<AiDefinition> all)
    {
        foreach (var pattern in Excludes)
            foreach (var other in all)
            {
                if (!Combination.Matches(pattern, other.Ai)) continue;
                _conflicts[other.Ordinal >> 6] |= 1UL << other.Ordinal;
                other._conflicts[Ordinal >> 6] |= 1UL << Ordinal;
            }
    }

    /// <summary>Checks a value against components and linters. Positions count from the start of the value.</summary>
    internal LintFault Check(ReadOnlySpan<byte> value)
    {
        var at = 0;
        foreach (var component in Components)
        {
            if (at == value.Length && component.Optional) continue;
            var length = Math.Min(component.Max, value.Length - at);
            if (length < component.Min) return new(LintError.TooShort, at, value.Length - at);
            var fault = component.Check(value.Slice(at, length));
            if (fault.Error != LintError.None) return fault with { Position = fault.Position + at };
            at += length;
        }
        return at == value.Length ? default : new(LintError.TooLong, at, value.Length - at);
    }

    private static string[] Split(string text, char by) =>
        text.Split(by, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static AiRole RoleOf(string ai) => ai switch
    {
        "00" => AiRole.Sscc,
        "01" => AiRole.Gtin,
        "02" => AiRole.Content,
        "10" => AiRole.Lot,
        "21" => AiRole.Serial,
        "11" => AiRole.Production,
        "15" => AiRole.BestBefore,
        "17" => AiRole.Expiry,
        "30" or "37" => AiRole.Count,
        "254" => AiRole.Extension,
        "8011" => AiRole.PartSerial,
        "414" or "417" or "253" or "8003" or "8004" or "8006" or "8010" => AiRole.OtherKey,
        "7003" => AiRole.ExpiryTime,
        _ => ai.Length == 4 && IsQuantity(ai[..3]) ? AiRole.Measure : AiRole.None,
    };

    // Net weight, volume, length and area say how much there is; widths, heights and gross figures do not.
    private static bool IsQuantity(string family) => family is
        "310" or "311" or "314" or "315" or "316" or "320" or "321" or "322" or "323" or "350" or "351" or "352" or "356" or "357"
        or "360" or "361" or "364" or "365" or "366";
}

/// <summary>What the value of an identifier means to <see cref="Identified"/>.</summary>
internal enum AiRole : byte { None, Sscc, Gtin, Content, Lot, Serial, Production, BestBefore, Expiry, ExpiryTime, Count, Measure, Extension, PartSerial, OtherKey }
