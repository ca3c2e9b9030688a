namespace Traceability.Gs1;

/// <summary>One application identifier with its value, as printed. Position is the byte offset of the value in what was read.</summary>
public readonly record struct Element(string Ai, string Value, int Position);

/// <summary>Something wrong or doubtful in a code: a stable number, where, and a sentence a picker understands.</summary>
public readonly record struct Problem(int Number, int Position, string Text, bool Refuses);

/// <summary>
/// What a code says. <see cref="Id"/> is the most specific identity it names on its own; parts that only complete
/// another barcode (a lot without its item) stand in <see cref="Lot"/>, <see cref="Serial"/> and so on with Id null.
/// </summary>
public sealed record Identified
{
    public MaterialId? Id { get; init; }
    public string? Gtin { get; init; }
    public string? Lot { get; init; }
    public string? Serial { get; init; }
    public string? Sscc { get; init; }
    public DateOnly? Expiry { get; init; }
    public DateOnly? BestBefore { get; init; }
    public DateOnly? Production { get; init; }
    public decimal? Quantity { get; init; }
    /// <summary>UN/ECE Rec 20 unit of <see cref="Quantity"/>; null for a count.</summary>
    public string? Uom { get; init; }
    /// <summary>ANSI MH10.8.2 data identifier (K, 1K, W, L, Q, 1H, ...) and its value where the code is one of those; else null.</summary>
    public string? DataIdentifier { get; init; }
    public string? DataValue { get; init; }
    /// <summary>A tag that is a pure EPC: its filter value and company prefix length, which only tags and URNs know.</summary>
    public int? CompanyPrefixLength { get; init; }
    public IReadOnlyList<Element> Elements { get; init; } = [];
    public IReadOnlyList<Problem> Problems { get; init; } = [];

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
