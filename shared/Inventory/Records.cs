using System.Text.Json.Serialization;

namespace Traceability.Inventory;

/// <summary>
/// What is known of a lot wherever it lies. Received is the first receive event, or the first output for own lots; it is
/// kept through every move and is what first in, first out goes by. Holds are the keys of <see cref="HoldRules"/> set and not unset.
/// </summary>
public sealed record LotRecord(DateTimeOffset? Received, DateOnly? Expiry, string? Supplier, IReadOnlyList<string> Holds);

/// <summary>A serialised unit: where it was born and lies now, the container around it, and the order it left with.</summary>
public sealed record UnitRecord(DateTimeOffset? Born, string? Lot, string? Location, string? Container, string? ShippedWith, IReadOnlyList<string> Holds);

/// <summary>A container (SSCC): its children in the order they were packed. ShippedWith is the order's document.</summary>
public sealed record ContainerRecord(IReadOnlyList<string> Children, string? Location, string? Container, string? ShippedWith, IReadOnlyList<string> Holds);

/// <summary>
/// A lot at a place: stock is what lies there and is mounted nowhere; mounted is loaded minus returned, on a line; used is
/// what the line has made of it since, where the item's quantityPer is known. Loaded is when it was put on the line while none of it was left there.
/// </summary>
public sealed record StockRecord(decimal Stock, decimal Mounted, bool EverMounted, decimal Used = 0, DateTimeOffset? Loaded = null)
{
    /// <summary>What quantity says is still on the line's positions. A carton may hold more than it says.</summary>
    [JsonIgnore] public decimal OnPositions => Math.Max(0, Mounted - Used);
}

/// <summary>One persistent row of the projection; Json null means the row is gone.</summary>
public readonly record struct InventoryRow(string Key, byte[]? Json);

[JsonSerializable(typeof(LotRecord))]
[JsonSerializable(typeof(UnitRecord))]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(StockRecord))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class InventoryJson : JsonSerializerContext;
