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

/// <summary>How much of a lot went into a container. Uncounted: nobody said, so that any amount may still be in there beyond what is known.</summary>
public sealed class PackedLot(decimal quantity, int uom, bool isUncounted)
{
    private readonly decimal _atFirst = quantity;
    private readonly List<(int Fact, decimal Quantity)> _taken = [];

    public int Uom { get; } = uom;
    public bool IsUncounted { get; } = isUncounted;

    /// <summary>What of it is known to be still in there.</summary>
    public decimal Left { get; private set; } = quantity;

    internal void Take(int fact, decimal taken)
    {
        Left -= taken;
        _taken.Add((fact, taken));
    }

    /// <summary>What was in it just before a fact; null is unknown.</summary>
    internal decimal? Before(int fact, Timeline timeline) => IsUncounted ? null : KnownBefore(fact, timeline);

    internal decimal KnownBefore(int fact, Timeline timeline)
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

    /// <summary>Nobody said how much it was, and it was not taken back whole.</summary>
    public bool IsUncounted { get; set; }
    public bool HasLeft => Left > 0 || IsUncounted;
}

/// <summary>What was taken from a place. Uncounted: all that lay there, and nobody knows how much that was.</summary>
public readonly record struct Taken(decimal Quantity, bool IsUncounted);

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

    /// <summary>In containers that have not left; in some of them it may be uncounted.</summary>
    public decimal Packed { get; set; }
    public bool PackedUncounted { get; set; }
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
    private HashSet<int>? _uncounted;

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

    /// <summary>Places where some of unknown quantity was put, be it beside a known one: until it is counted or taken whole.</summary>
    public IReadOnlyCollection<int> Uncounted => _uncounted ?? (IReadOnlyCollection<int>)[];

    /// <summary>Every place where some of it lies; quantity null is unknown.</summary>
    public IEnumerable<(int Place, decimal? Quantity)> Lying =>
        Stock.Select(s => (s.Key, Uncounted.Contains(s.Key) ? (decimal?)null : s.Value)).Concat(Uncounted.Where(p => !Stock.ContainsKey(p)).Select(p => (p, (decimal?)null)));
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

    /// <summary>Null is all that is there.</summary>
    public Taken Take(int place, decimal? quantity)
    {
        var there = Stock.GetValueOrDefault(place);
        var taken = Math.Min(there, quantity ?? there);
        if (taken == there) Stock.Remove(place);
        else Stock[place] = there - taken;
        var uncounted = quantity is null && _uncounted?.Remove(place) == true;
        return new Taken(taken, uncounted || quantity is null && there == 0);
    }

    /// <summary>Null is an unknown quantity, which is not zero.</summary>
    public void Put(int place, decimal? quantity)
    {
        if (place == 0) return;
        if (quantity is null) (_uncounted ??= []).Add(place);
        else if (quantity > 0) Stock[place] = Stock.GetValueOrDefault(place) + quantity.Value;
    }

    /// <summary>As much as was taken, or said to be.</summary>
    public void Put(int place, decimal? quantity, Taken taken)
    {
        Put(place, quantity ?? taken.Quantity);
        if (taken.IsUncounted) Put(place, null);
    }

    /// <summary>The only place but one that has stock, else the only one with some of unknown quantity; 0 where there are none or several.</summary>
    public int OnlyPlaceBut(int place) => Stock.Count > (Stock.ContainsKey(place) ? 1 : 0) ? Only(Stock.Keys, place) : Only(Uncounted, place);

    private static int Only(IEnumerable<int> places, int but)
    {
        var found = 0;
        foreach (var other in places)
            if (other != but && found != 0) return 0;
            else if (other != but) found = other;
        return found;
    }
}
