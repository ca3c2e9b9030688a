namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Suppliers' own lot numbers: a delivery that got a number of ours keeps the supplier's text, and whoever asks for that text
/// is shown every lot that carries it.
/// </summary>
public sealed class Aliases(Projection projection)
{
    private readonly Dictionary<string, List<(int Lot, int Supplier, int Fact)>> _byText = new(StringComparer.Ordinal);
    private int _read;

    /// <summary>Lots that were delivered under this text, each once, with the supplier's name as a number.</summary>
    public IEnumerable<(int Lot, int Supplier)> Of(string text)
    {
        for (; _read < projection.Log.Count; _read++)
            if (projection.Knows(_read) && projection.Log.KindOf(_read) == FactKind.Receive) Take(_read);
        return _byText.GetValueOrDefault(text) is { } found ? found.Where(f => projection.IsStanding(f.Fact)).Select(f => (f.Lot, f.Supplier)).Distinct() : [];
    }

    private void Take(int index)
    {
        var fact = projection.Log[index];
        if (projection.Log.Names[fact.Lot?.SupplierLot ?? 0] is not { } text) return;
        if (!_byText.TryGetValue(text, out var lots)) _byText.Add(text, lots = []);
        lots.AddRange(fact.Goods.Select(g => (g.Thing, fact.Party, index)));
    }
}
