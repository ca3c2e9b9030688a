namespace Traceability.Cloud.Genealogy;

/// <summary>One load on a position, as quantity. Loaded null is unknown: then only a return or emptying ends it.</summary>
internal sealed class Layer(int thing, int run, int loadedAt, decimal? loaded, decimal? quantityPer)
{
    public int Thing { get; } = thing;
    public int Run { get; } = run;

    /// <summary>The load's event.</summary>
    public int LoadedAt { get; } = loadedAt;
    public decimal? Loaded { get; } = loaded;
    public decimal? QuantityPer { get; } = quantityPer;
    public int Position { get; init; }
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
    private readonly List<Layer> _open = [];
    private readonly HashSet<int> _positions = [];
    private readonly Dictionary<int, List<Layer>> _ofThing = [];
    private int _first;
    private decimal _owed;
    private int _owedBy;
    private decimal _known;
    private int _unknown;

    public IReadOnlyList<Layer> All => _all;

    public IReadOnlyList<Layer> Of(int thing) => _ofThing.TryGetValue(thing, out var list) ? list : [];

    public Layer Add(Layer layer)
    {
        _all.Add(layer);
        _open.Add(layer);
        _positions.Add(layer.Position);
        if (!_ofThing.TryGetValue(layer.Thing, out var same)) _ofThing.Add(layer.Thing, same = []);
        same.Add(layer);
        if (layer.Loaded is { } loaded) _known += loaded;
        else _unknown++;
        if (owes && _owedBy == layer.Run)
        {
            layer.Used = Math.Min(_owed, layer.Left ?? _owed);
            _owed -= layer.Used;
        }
        return layer;
    }

    /// <summary>All that was ever loaded and not brought back; a load of unknown quantity counts as the given amount.</summary>
    public decimal Stayed(decimal forUnknown) => _known + _unknown * forUnknown;

    public void Use(int run, decimal amount)
    {
        if (_owedBy != run) _owed = 0;
        for (; _first < _all.Count && amount > 0; _first++)
        {
            var layer = _all[_first];
            var used = layer.Left is { } left ? Math.Min(left, amount) : amount;
            layer.Used += used;
            amount -= used;
            if (layer.MayBeLeft) break;
        }
        _owedBy = run;
        _owed += amount;
    }

    /// <summary>Takes back what was loaded last first; null is all of it. Answers what could not be found here.</summary>
    public decimal? TakeBack(int thing, decimal? amount, int run)
    {
        var layers = Of(thing);
        for (var i = layers.Count - 1; i >= 0 && amount is null or > 0; i--)
        {
            var layer = layers[i];
            if (run != 0 && layer.Run != run || !layer.MayBeLeft) continue;
            if (amount is null)
            {
                layer.Cleared = true;
                continue;
            }
            var taken = layer.Left is { } left ? Math.Min(left, amount.Value) : amount.Value;
            layer.Returned += taken;
            if (layer.Loaded is not null) _known -= taken;
            amount -= taken;
        }
        return amount;
    }

    /// <summary>Whether some of the thing may be left; unknown counts as left.</summary>
    public bool MayHold(int thing)
    {
        var layers = Of(thing);
        for (var i = layers.Count - 1; i >= 0; i--)
            if (layers[i].MayBeLeft) return true;
        return false;
    }

    /// <summary>Empties one position, or all where it is 0.</summary>
    public void Clear(int position)
    {
        foreach (var layer in Open())
            if (position == 0 || layer.Position == position) layer.Cleared = true;
        if (position == 0 || _positions.Contains(position)) _owed = 0;
    }

    /// <summary>
    /// What another run finds here: what quantity says is left, in the order loaded; where it says nothing, only the last
    /// load that may be left.
    /// </summary>
    public IEnumerable<Layer> LeftFor(int run)
    {
        var open = Open();
        return open.Where((layer, i) => layer.Run != run && (i == open.Count - 1 || layer.QuantityPer is not null && layer.Left is not null));
    }

    /// <summary>What may be left. Of what is used up nothing comes back, so that it is looked at once more and never again.</summary>
    public IReadOnlyList<Layer> Open()
    {
        _open.RemoveAll(l => !l.MayBeLeft);
        return _open;
    }
}
