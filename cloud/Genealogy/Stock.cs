namespace Traceability.Cloud.Genealogy;

/// <summary>
/// Quantity of each lot at each place, from movements. Never below 0: what was taken beyond the record is a fact all the
/// same, and shows as gap in the balance.
/// </summary>
public sealed class Stock
{
    private readonly Dictionary<int, Dictionary<string, decimal>> _places = [];

    public void Put(string? place, int thing, decimal? quantity)
    {
        if (place is null || quantity is not > 0) return;
        if (!_places.TryGetValue(thing, out var places)) _places.Add(thing, places = new Dictionary<string, decimal>(StringComparer.Ordinal));
        places[place] = places.GetValueOrDefault(place) + quantity.Value;
    }

    /// <summary>Takes up to the quantity (null: all that is there) and answers how much was there to take.</summary>
    public decimal Take(string? place, int thing, decimal? quantity)
    {
        if (place is null || !_places.TryGetValue(thing, out var places) || !places.TryGetValue(place, out var there)) return 0;
        var taken = Math.Min(there, quantity ?? there);
        if (taken == there) places.Remove(place);
        else places[place] = there - taken;
        return taken;
    }

    /// <summary>A count: at this time this much lies here.</summary>
    public void Set(string place, int thing, decimal quantity)
    {
        Take(place, thing, null);
        Put(place, thing, quantity);
    }

    public IReadOnlyDictionary<string, decimal> Of(int thing) => _places.TryGetValue(thing, out var places) ? places : Empty;

    public decimal Total(int thing) => Of(thing).Values.Sum();

    public IEnumerable<int> ThingsAt(string place) => _places.Where(p => p.Value.ContainsKey(place)).Select(p => p.Key);

    private static readonly Dictionary<string, decimal> Empty = [];
}
