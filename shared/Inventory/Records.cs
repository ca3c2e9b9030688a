using System.Text.Json.Serialization;

namespace Traceability.Inventory;

/// <summary>
/// What is known of a lot wherever it lies. Received is the first receive event, or the first output for own lots; it is
/// kept through every move and is what first in, first out goes by. Holds are the keys of <see cref="HoldRules"/> set and not unset.
/// </summary>
public sealed record LotRecord(DateTimeOffset? Received, DateOnly? Expiry, string? Supplier, IReadOnlyList<string> Holds)
{
    // A hundred thousand lots are a matter of what each takes, and a time that may be none takes three times what its ticks do.
    private readonly long _received = Received?.UtcTicks ?? -1;

    public DateTimeOffset? Received
    {
        get => _received < 0 ? null : new DateTimeOffset(_received, TimeSpan.Zero);
        init => _received = value?.UtcTicks ?? -1;
    }

    /// <summary>Lots that were relabelled from this one: they are as old as it is.</summary>
    public IReadOnlyList<string>? Heirs { get; init; }
}

/// <summary>A serialised unit: where it was born and lies now, the container around it, and the order it left with.</summary>
public sealed record UnitRecord(DateTimeOffset? Born, string? Lot, string? Location, string? Container, string? ShippedWith, IReadOnlyList<string> Holds)
{
    public static readonly UnitRecord Unknown = new(null, null, null, null, null, []);

    /// <summary>When it was last moved, packed or shipped: what is older and arrives later changes none of that.</summary>
    public DateTimeOffset? Seen { get; init; }

    /// <summary>The unit it is installed in.</summary>
    public string? Parent { get; init; }

    /// <summary>What is installed in it; a child unit counts 1.</summary>
    public IReadOnlyList<PartRecord>? Parts { get; init; }
    public bool Destroyed { get; init; }

    /// <summary>The unit that its new label made of it.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>The newest copy of its label, 0 where it was never printed again.</summary>
    public long Copy { get; init; }

    /// <summary>Whether it was ever here, and not only in an event declared void.</summary>
    [JsonIgnore] public bool IsKnown => Born is not null || Location is not null || Container is not null || ShippedWith is not null || Parent is not null || Destroyed || ReplacedBy is not null;
}

/// <summary>A lot or unit installed in a unit, and how much of it.</summary>
public sealed record PartRecord(string Thing, decimal Quantity);

/// <summary>A container (SSCC): its children in the order they were packed. ShippedWith is the order's document.</summary>
public sealed record ContainerRecord(IReadOnlyList<string> Children, string? Location, string? Container, string? ShippedWith, IReadOnlyList<string> Holds)
{
    public static readonly ContainerRecord Unknown = new([], null, null, null, []);
    public DateTimeOffset? Seen { get; init; }
    public bool Destroyed { get; init; }
    public long Copy { get; init; }

    [JsonIgnore] public bool IsKnown => Children.Count > 0 || Location is not null || Container is not null || ShippedWith is not null || Destroyed;
}

/// <summary>
/// A lot at a place: stock is what lies there and is mounted nowhere; mounted is loaded minus returned, on a line; used is
/// what the line has made of it since, where the item's quantityPer is known. Loaded is when it was put on the line while none of it was left there.
/// </summary>
public sealed record StockRecord(decimal Stock, decimal Mounted, bool EverMounted, decimal Used = 0, DateTimeOffset? Loaded = null)
{
    public static readonly StockRecord None = new(0, 0, false);

    // Most lots were never on a line where they lie, nor counted there: what only those say takes room only where there is any.
    private sealed record More(decimal Mounted, bool EverMounted, decimal Used, DateTimeOffset? Loaded, ClearMark? Cleared, CountMark? Counted, IReadOnlyList<Movement>? Moves)
    {
        public static readonly More Nothing = new(0, false, 0, null, null, null, null);
    }

    private readonly More? _more = Kept(More.Nothing with { Mounted = Mounted, EverMounted = EverMounted, Used = Used, Loaded = Loaded });

    private More Rest
    {
        get => _more ?? More.Nothing;
        init => _more = Kept(value);
    }

    /// <summary>Nothing is known but how much lies there.</summary>
    [JsonIgnore] public bool IsAmountAlone => _more is null;

    private static More? Kept(More more) => more == More.Nothing ? null : more;

    public decimal Mounted { get => Rest.Mounted; init => Rest = Rest with { Mounted = value }; }
    public bool EverMounted { get => Rest.EverMounted; init => Rest = Rest with { EverMounted = value }; }
    public decimal Used { get => Rest.Used; init => Rest = Rest with { Used = value }; }
    public DateTimeOffset? Loaded { get => Rest.Loaded; init => Rest = Rest with { Loaded = value }; }
    public ClearMark? Cleared { get => Rest.Cleared; init => Rest = Rest with { Cleared = value }; }

    /// <summary>The newest count, which older movements that arrive later do not change.</summary>
    public CountMark? Counted { get => Rest.Counted; init => Rest = Rest with { Counted = value }; }

    /// <summary>The newest few movements: a count that arrives late stands before those that are younger than it.</summary>
    public IReadOnlyList<Movement>? Moves { get => Rest.Moves; init => Rest = Rest with { Moves = value }; }

    /// <summary>What quantity says is still on the line's positions. A carton may hold more than it says.</summary>
    [JsonIgnore] public decimal OnPositions => Math.Max(0, Mounted - Used);
}

/// <summary>A count, and by how much it corrected the record; taken back when the count is declared void.</summary>
public sealed record CountMark(string EventId, DateTimeOffset Time, decimal Difference);

public sealed record Movement(DateTimeOffset Time, decimal Quantity);

/// <summary>What was on a line's positions when they were emptied.</summary>
public sealed record ClearMark(string EventId, DateTimeOffset Time, decimal Mounted, decimal Used, bool EverMounted);

/// <summary>One persistent row of the projection; Json null means the row is gone.</summary>
public readonly record struct InventoryRow(string Key, byte[]? Json);

[JsonSerializable(typeof(LotRecord))]
[JsonSerializable(typeof(UnitRecord))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(StockRecord))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class InventoryJson : JsonSerializerContext;
