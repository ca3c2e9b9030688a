namespace Traceability.Gs1;

/// <summary>One application identifier with its value, as printed. Position is the byte offset of the value in what was read.</summary>
public readonly record struct Element(string Ai, string Value, int Position);

/// <summary>Something wrong or doubtful in a code: a stable number, where, and a sentence a picker understands.</summary>
public readonly record struct Problem(int Number, int Position, string Text, bool Refuses);

/// <summary>
/// What a code says. <see cref="Id"/> is the most specific identity it names on its own; parts that only complete
/// another barcode (a lot without its item) stand in <see cref="Lot"/>, <see cref="Serial"/> and so on with Id null.
/// </summary>
public sealed partial record Identified
{
    public MaterialId? Id { get => ComposeId(); init => Set(_rare with { Id = value }, value is null ? NoId : StoredId); }
    public string? Gtin { get => _gtin; init => _gtin = value; }
    public string? Lot { get => _lot; init => _lot = value; }
    public string? Serial { get => _serial; init => _serial = value; }
    public string? Sscc { get => _sscc; init => _sscc = value; }
    public DateOnly? Expiry { get => Day(_expiry); init => _expiry = Pack(value); }
    public DateOnly? BestBefore { get => Day(_bestBefore); init => _bestBefore = Pack(value); }
    public DateOnly? Production { get => Day(_production); init => _production = Pack(value); }
    public decimal? Quantity { get => ComposeQuantity(); init { _rare = _rare with { Quantity = value }; _scale = NoScale; } }
    /// <summary>UN/ECE Rec 20 unit of <see cref="Quantity"/>; null for a count.</summary>
    public string? Uom { get => _rare.Uom; init => _rare = _rare with { Uom = value }; }
    /// <summary>ANSI MH10.8.2 data identifier (K, 1K, W, L, Q, 1H, ...) and its value where the code is one of those; else null.</summary>
    public string? DataIdentifier { get => _rare.DataIdentifier; init => _rare = _rare with { DataIdentifier = value }; }
    public string? DataValue { get => _rare.DataValue; init => _rare = _rare with { DataValue = value }; }
    /// <summary>A tag that is a pure EPC: its filter value and company prefix length, which only tags and URNs know.</summary>
    public int? CompanyPrefixLength { get => _prefix == 0 ? null : _prefix; init => _prefix = (byte)(value ?? 0); }
    /// <summary>The filter value of a tag (TDS section 10), 0 to 7; null for everything else.</summary>
    public int? Filter { get => _rare.Filter; init => _rare = _rare with { Filter = value }; }
    /// <summary>The EPC pure identity, class or raw URN, where what was read is a tag or an EPC URN; null for everything else.</summary>
    public string? Urn { get => _rare.Urn; init => _rare = _rare with { Urn = value }; }
    /// <summary>Every element in the order printed, also of a refused code as far as it can be read: evidence.</summary>
    public IReadOnlyList<Element> Elements { get => ComposeElements(); init => _rare = _rare with { Elements = value }; }
    public IReadOnlyList<Problem> Problems { get => _rare.Problems; init => _rare = _rare with { Problems = value }; }

    public Problem? Refusal
    {
        get
        {
            foreach (var problem in Problems)
                if (problem.Refuses) return problem;
            return null;
        }
    }
}
