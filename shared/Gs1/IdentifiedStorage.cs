namespace Traceability.Gs1;

/// <summary>
/// How <see cref="Identified"/> keeps its values: a gateway makes one per scan, so what nearly every label has lies flat
/// in the object, what few have lies in <see cref="Rare"/>, and elements are read again from the bytes when asked for.
/// </summary>
public sealed partial record Identified
{
    private const byte NoId = 0, StoredId = 255, NoScale = 255;

    private string? _gtin, _lot, _serial, _sscc;
    private byte[]? _elementString;
    private Rare _rare = Rare.None;
    private int _expiry, _bestBefore, _production, _amount;
    private byte _id, _scale = NoScale, _offset, _prefix;

    public Identified()
    {
    }

    // The element string without its AIM identifier; offset is the length of that identifier.
    internal Identified(ReadOnlySpan<byte> elementString, int offset)
    {
        _elementString = elementString.ToArray();
        _offset = (byte)offset;
    }

    public bool Equals(Identified? other) => other is not null
        && (Id, Gtin, Lot, Serial, Sscc) == (other.Id, other.Gtin, other.Lot, other.Serial, other.Sscc)
        && (Expiry, BestBefore, Production, Quantity, Uom) == (other.Expiry, other.BestBefore, other.Production, other.Quantity, other.Uom)
        && (DataIdentifier, DataValue, CompanyPrefixLength, Filter, Urn)
            == (other.DataIdentifier, other.DataValue, other.CompanyPrefixLength, other.Filter, other.Urn)
        && Elements.SequenceEqual(other.Elements) && Problems.SequenceEqual(other.Problems);

    public override int GetHashCode() => HashCode.Combine(_gtin, _lot, _serial, _sscc, DataIdentifier, DataValue);

    internal void Name(MaterialKind kind) => _id = (byte)(kind + 1);

    internal void Name(MaterialId id) => Set(_rare with { Id = id }, StoredId);

    internal void Unname() => _id = NoId;

    internal MaterialId? StoredName => _id == StoredId ? _rare.Id : null;

    internal string? Extension => _rare.Extension;

    internal void SetExtension(string extension) => _rare = _rare with { Extension = extension };

    internal string? PartSerial => _rare.PartSerial;

    internal void SetPartSerial(string serial) => _rare = _rare with { PartSerial = serial };

    internal bool IsNamed => _id != NoId;

    internal void SetGtin(string gtin) => _gtin = gtin;

    internal void SetLot(string lot) => _lot = lot;

    internal void SetSerial(string serial) => _serial = serial;

    internal void SetSscc(string sscc) => _sscc = sscc;

    internal void SetExpiry(DateOnly? day) => _expiry = Pack(day);

    internal void SetBestBefore(DateOnly? day) => _bestBefore = Pack(day);

    internal void SetProduction(DateOnly? day) => _production = Pack(day);

    internal void SetCount(int count) => (_amount, _scale) = (count, 0);

    internal void SetMeasure(int digits, int decimals, string unit)
    {
        (_amount, _scale) = (digits, (byte)decimals);
        _rare = Rare.OfUnit(_rare, unit);
    }

    internal bool HasQuantity => _scale != NoScale || _rare.Quantity is not null;

    internal void SetTag(int prefixLength, int filter)
    {
        _prefix = (byte)prefixLength;
        _rare = Rare.OfFilter(filter);
    }

    internal void Add(Problem problem) => _rare = _rare with { Problems = [.. _rare.Problems, problem] };

    private void Set(Rare rare, byte id) => (_rare, _id) = (rare, id);

    private MaterialId? ComposeId() => _id switch
    {
        NoId => null,
        StoredId => _rare.Id,
        (byte)MaterialKind.Item + 1 => MaterialId.Item(_gtin!),
        (byte)MaterialKind.Lot + 1 => MaterialId.Lot(_gtin!, _lot!),
        (byte)MaterialKind.Unit + 1 => MaterialId.Unit(_gtin!, _serial!),
        _ => MaterialId.Container(_sscc!),
    };

    private decimal? ComposeQuantity() => _scale == NoScale ? _rare.Quantity : new decimal(_amount, 0, 0, false, _scale);

    private IReadOnlyList<Element> ComposeElements()
    {
        if (_rare.Elements is { } known) return known;
        var elements = _elementString is null ? [] : ElementString.List(_elementString, _offset);
        _rare = _rare with { Elements = elements };
        return elements;
    }

    // Day numbers from one, so that zero is "no date".
    private static int Pack(DateOnly? day) => day is { } value ? value.DayNumber + 1 : 0;

    private static DateOnly? Day(int packed) => packed == 0 ? null : DateOnly.FromDayNumber(packed - 1);

    private sealed record Rare
    {
        public static readonly Rare None = new();
        private static readonly Rare[] Filters = [.. Enumerable.Range(0, 8).Select(filter => new Rare { Filter = filter })];
        private static readonly Dictionary<string, Rare> Units = AiTable.All.Where(ai => ai.Unit is not null)
            .Select(ai => ai.Unit!).Distinct().ToDictionary(unit => unit, unit => new Rare { Uom = unit });

        public MaterialId? Id { get; init; }
        public string? Extension { get; init; }
        public string? PartSerial { get; init; }
        public decimal? Quantity { get; init; }
        public string? Uom { get; init; }
        public string? DataIdentifier { get; init; }
        public string? DataValue { get; init; }
        public int? Filter { get; init; }
        public string? Urn { get; init; }
        public IReadOnlyList<Element>? Elements { get; init; }
        public IReadOnlyList<Problem> Problems { get; init; } = [];

        // Shared values: a label with a weight, or a tag with a filter, needs no object of its own.
        public static Rare OfUnit(Rare rare, string unit) => ReferenceEquals(rare, None) ? Units[unit] : rare with { Uom = unit };

        public static Rare OfFilter(int filter) => Filters[filter];
    }
}
