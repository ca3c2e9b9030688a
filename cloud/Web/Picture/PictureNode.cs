using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Web.Picture;

public enum NodeKind { Seed, Thing, Supplier, Order }

/// <summary>
/// One box before folding. Column counts from the supplier to the customer. Weight says which of its like is the largest:
/// quantity on hand. Place tells siblings apart one level deeper than state: an order, a location.
/// </summary>
public sealed record PictureNode(NodeKind Kind, string Item, string Name, string State, LinkClass Class, bool Held, string Place, string Detail, string? Href)
{
    public int Column { get; init; }
    public decimal Weight { get; init; }

    /// <summary>The thing behind the box; null for suppliers and orders.</summary>
    public int? Thing { get; init; }
}

/// <summary>From one box to another, by index. Suspect is the path that the seed truly took; it is drawn bold.</summary>
public readonly record struct PictureLink(int From, int To, LinkClass Class, bool Suspect);
