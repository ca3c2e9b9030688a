namespace Traceability.Cloud.Genealogy;

/// <summary>A child in a container between pack and unpack (rule 10); Quantity is null for a unit or another container.</summary>
public sealed record Packing(int Child, int Parent, Recorded Packed, decimal? Quantity = null, string? Uom = null)
{
    public Recorded? Unpacked { get; set; }
}

/// <summary>One ship event's container or loose goods, with what was in it then.</summary>
public sealed record Shipment(Recorded Shipped, int? Container, string? Order, string? Customer, IReadOnlyList<int> Units, IReadOnlyList<(int Lot, decimal? Quantity, string? Uom)> Quantities);

/// <summary>Who is in what, at any time. A thing is in at most one container.</summary>
public sealed class Containers
{
    private readonly Dictionary<int, List<Packing>> _ofChild = [];
    private readonly Dictionary<int, List<Packing>> _ofParent = [];

    public IReadOnlyCollection<int> All => _ofParent.Keys;

    public void Pack(Packing packing)
    {
        // Found in another container without having been unpacked: it cannot be in both, and the newer scan tells.
        if (packing.Quantity is null && Open(packing.Child) is { } open) open.Unpacked = packing.Packed;
        ListOf(_ofChild, packing.Child).Add(packing);
        ListOf(_ofParent, packing.Parent).Add(packing);
    }

    /// <summary>No children means all of them (EPCIS 2.0 section 7.4.2).</summary>
    public void Unpack(int parent, IReadOnlyCollection<int> children, Recorded by)
    {
        foreach (var packing in Contents(parent).ToList())
            if (children.Count == 0 || children.Contains(packing.Child)) packing.Unpacked = by;
    }

    public Packing? Open(int child) => Of(child).LastOrDefault(p => p.Unpacked is null);

    public IReadOnlyList<Packing> Of(int child) => _ofChild.TryGetValue(child, out var list) ? list : [];

    /// <summary>What is in it now, one level deep.</summary>
    public IEnumerable<Packing> Contents(int parent) => _ofParent.TryGetValue(parent, out var list) ? list.Where(p => p.Unpacked is null) : [];

    /// <summary>All that ever was in it.</summary>
    public IReadOnlyList<Packing> Ever(int parent) => _ofParent.TryGetValue(parent, out var list) ? list : [];

    /// <summary>Everything below a container now; a circle of containers is walked once.</summary>
    public IEnumerable<Packing> AllBelow(int parent)
    {
        var seen = new HashSet<int> { parent };
        var open = new Stack<int>([parent]);
        while (open.TryPop(out var next))
            foreach (var packing in Contents(next))
            {
                yield return packing;
                if (seen.Add(packing.Child)) open.Push(packing.Child);
            }
    }

    /// <summary>The outermost container of a thing now; the thing itself where it is in none.</summary>
    public int Outermost(int thing)
    {
        var seen = new HashSet<int>();
        while (seen.Add(thing) && Open(thing) is { } open) thing = open.Parent;
        return thing;
    }

    private static List<Packing> ListOf(Dictionary<int, List<Packing>> lists, int key)
    {
        if (!lists.TryGetValue(key, out var list)) lists.Add(key, list = []);
        return list;
    }
}
