namespace Traceability.Cloud.Genealogy;

/// <summary>Where a unit or container was seen; Fact and Place as numbers.</summary>
public readonly record struct Sighting(int Fact, int Place);

/// <summary>A lot's arrival; quantity null is unknown.</summary>
public readonly record struct Receipt(int Fact, decimal? Quantity, int Uom);

/// <summary>A thing in a container from a fact to another (-1: it is in it now). A unit or another container is in it without <see cref="Lot"/>.</summary>
public sealed class Packing(int parent, int from, PackedLot? lot = null)
{
    public int Parent { get; } = parent;
    public int From { get; } = from;
    public int To { get; set; } = -1;
    public PackedLot? Lot { get; } = lot;
}

/// <summary>How much of a lot went into a container.</summary>
public sealed class PackedLot(decimal quantity, int uom)
{
    private readonly decimal _atFirst = quantity;
    private readonly List<(int Fact, decimal Quantity)> _taken = [];

    public int Uom { get; } = uom;

    /// <summary>What of it is still in there.</summary>
    public decimal Left { get; private set; } = quantity;

    internal void Take(int fact, decimal taken)
    {
        Left -= taken;
        _taken.Add((fact, taken));
    }

    /// <summary>What was in it just before a fact.</summary>
    internal decimal Before(int fact, Timeline timeline)
    {
        var left = _atFirst;
        foreach (var (by, taken) in _taken)
            if (timeline.Before(by, fact)) left -= taken;
        return left;
    }
}

/// <summary>A thing left with a ship event; Named is what the event names: the thing itself or a container around it.</summary>
public readonly record struct Departure(int Fact, int Named, decimal? Quantity, int Uom);

/// <summary>Goods that left by quantity: what stock gave for them at its place, and what of it was not taken back since.</summary>
public sealed record LooseShipment(int Fact, int Place, decimal FromStock, int Uom)
{
    public decimal Left { get; set; }
    public decimal Returned { get; set; }
}

/// <summary>What a lot's movements add up to. Returned is by customers.</summary>
public sealed class Totals
{
    public decimal Received { get; set; }
    public decimal Produced { get; set; }
    public decimal Returned { get; set; }
    public decimal Shipped { get; set; }
    public decimal Scrapped { get; set; }
    public decimal Sampled { get; set; }
    public decimal Found { get; set; }
    public decimal Lost { get; set; }
    public decimal UsedDirectly { get; set; }

    /// <summary>In containers that have not left.</summary>
    public decimal Packed { get; set; }
    public int Uom { get; set; }
}

/// <summary>
/// What became of one thing, read off its own facts in order (<see cref="LifeReader"/>): so an event that arrives late or is voided
/// needs no repair, and a thing that nobody asks for costs nothing. What it has none of takes no room: an answer reads tens of thousands of lives.
/// </summary>
public sealed class Life
{
    private List<Receipt>? _receipts;
    private List<Sighting>? _sightings;
    private List<Packing>? _packings;
    private List<LooseShipment>? _loose;
    private List<int>? _returns;

    public IReadOnlyList<Receipt> Receipts => _receipts ?? (IReadOnlyList<Receipt>)[];

    /// <summary>The fact it came into being with, -1 where that is not recorded.</summary>
    public int Birth { get; set; } = -1;
    public IReadOnlyList<Sighting> Sightings => _sightings ?? (IReadOnlyList<Sighting>)[];
    public IReadOnlyList<Packing> Packings => _packings ?? (IReadOnlyList<Packing>)[];
    public IReadOnlyList<LooseShipment> Loose => _loose ?? (IReadOnlyList<LooseShipment>)[];

    /// <summary>In order, without those taken back by void_shipping.</summary>
    public IReadOnlyList<Departure> Departures { get; internal set; } = [];

    /// <summary>When it was given back by a customer.</summary>
    public IReadOnlyList<int> Returns => _returns ?? (IReadOnlyList<int>)[];
    public int Destroyed { get; set; } = -1;

    /// <summary>Quantity by place, never below 0.</summary>
    public Dictionary<int, decimal> Stock => field ??= [];
    public Totals Totals => field ??= new Totals();

    /// <summary>How much of a movement away from a line came off its positions, by fact; null is all of it.</summary>
    public Dictionary<int, decimal?> OffPositions => field ??= [];

    public Packing? OpenPacking
    {
        get
        {
            for (var i = Packings.Count - 1; i >= 0; i--)
                if (Packings[i].To < 0) return Packings[i];
            return null;
        }
    }

    // Most things came once, were seen twice and are in one container: the lists begin as short as that.
    internal void Came(Receipt receipt) => (_receipts ??= new(1)).Add(receipt);
    internal void Seen(Sighting sighting) => (_sightings ??= new(2)).Add(sighting);
    internal void Packed(Packing packing) => (_packings ??= new(1)).Add(packing);
    internal void Shipped(LooseShipment loose) => (_loose ??= new(1)).Add(loose);
    internal void GivenBack(int fact) => (_returns ??= new(1)).Add(fact);

    public decimal Take(int place, decimal? quantity)
    {
        if (!Stock.TryGetValue(place, out var there)) return 0;
        var taken = Math.Min(there, quantity ?? there);
        if (taken == there) Stock.Remove(place);
        else Stock[place] = there - taken;
        return taken;
    }

    public void Put(int place, decimal? quantity)
    {
        if (place != 0 && quantity is > 0) Stock[place] = Stock.GetValueOrDefault(place) + quantity.Value;
    }

    /// <summary>The only place but one that has stock, 0 where there are none or several.</summary>
    public int OnlyPlaceBut(int place)
    {
        var found = 0;
        foreach (var other in Stock.Keys)
            if (other != place && found != 0) return 0;
            else if (other != place) found = other;
        return found;
    }
}
