namespace Traceability.Cloud.Genealogy;

/// <summary>One load on a position, as quantity. Loaded null is unknown: then only a return or emptying ends it.</summary>
internal sealed class Layer(int thing, string run, int rank, decimal? loaded, decimal? quantityPer)
{
    public int Thing { get; } = thing;
    public string Run { get; } = run;
    public int Rank { get; } = rank;
    public decimal? Loaded { get; } = loaded;
    public decimal? QuantityPer { get; } = quantityPer;
    public string? Position { get; init; }
    public decimal Used { get; set; }
    public decimal Returned { get; set; }
    public bool Cleared { get; set; }

    /// <summary>What quantity says is left; null is unknown.</summary>
    public decimal? Left => Cleared ? 0 : Loaded is null ? null : Math.Max(0, Loaded.Value - Used - Returned);
    public bool MayBeLeft => Left is not 0;
}

/// <summary>
/// What lies on one position of one item, first loaded, first used. Two of these are kept: for links nothing that was used
/// beyond what was loaded is held against the next load (a carton may hold one more than its label says, and quantity
/// only ever lengthens); for the balance it is, since something must have been used.
/// </summary>
internal sealed class Layers(bool owes)
{
    private readonly List<Layer> _all = [];
    private int _first;
    private decimal _owed;
    private string? _owedBy;

    public IReadOnlyList<Layer> All => _all;
    public IEnumerable<Layer> Held => _all.Skip(_first).Where(l => l.MayBeLeft);

    public Layer Add(Layer layer)
    {
        _all.Add(layer);
        if (owes && _owedBy == layer.Run && layer.Left is { } left)
        {
            layer.Used = Math.Min(_owed, left);
            _owed -= layer.Used;
        }
        return layer;
    }

    public void Use(string run, decimal amount)
    {
        for (; _first < _all.Count && amount > 0; _first++)
        {
            var layer = _all[_first];
            var used = layer.Left is { } left ? Math.Min(left, amount) : amount;
            layer.Used += used;
            amount -= used;
            if (layer.MayBeLeft) break;
        }
        if (_owedBy != run) _owed = 0;
        _owedBy = run;
        _owed += amount;
    }

    /// <summary>Takes back what was loaded last first; null is all of it. Answers what could not be found here.</summary>
    public decimal? TakeBack(int thing, decimal? amount, string? run)
    {
        for (var i = _all.Count - 1; i >= 0 && amount is null or > 0; i--)
        {
            var layer = _all[i];
            if (layer.Thing != thing || (run is not null && layer.Run != run) || !layer.MayBeLeft) continue;
            if (amount is null || layer.Left is null) layer.Cleared = amount is null;
            if (amount is null) continue;
            var taken = layer.Left is { } left ? Math.Min(left, amount.Value) : amount.Value;
            layer.Returned += taken;
            amount -= taken;
        }
        return amount;
    }

    /// <summary>Whether some of the thing may be left; unknown counts as left.</summary>
    public bool MayHold(int thing)
    {
        for (var i = _first; i < _all.Count; i++)
            if (_all[i].Thing == thing && _all[i].MayBeLeft) return true;
        return false;
    }

    /// <summary>Empties one position, or all where it is null.</summary>
    public void Clear(string? position)
    {
        foreach (var layer in Held.Where(l => position is null || l.Position == position).ToList()) layer.Cleared = true;
        _owed = 0;
    }
}
