namespace Traceability.Cloud.Genealogy;

/// <summary>Where a unit or container was seen; Fact and Place as numbers.</summary>
public readonly record struct Sighting(int Fact, int Place);

/// <summary>A lot's arrival; quantity null is unknown.</summary>
public readonly record struct Receipt(int Fact, decimal? Quantity, int Uom);

/// <summary>A thing in a container from a fact to another (-1: it is in it now). Quantity is null for a unit or another container.</summary>
public sealed record Packing(int Parent, int From, decimal? Quantity, int Uom)
{
    public int To { get; set; } = -1;

    /// <summary>What of a lot is still in it.</summary>
    public decimal? Left { get; set; } = Quantity;
    internal List<(int Fact, decimal Quantity)> Taken { get; } = [];

    internal decimal TakenBefore(int fact, Timeline timeline)
    {
        var taken = 0m;
        foreach (var (by, quantity) in Taken)
            if (timeline.Before(by, fact)) taken += quantity;
        return taken;
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
/// needs no repair, and a thing that nobody asks for costs nothing. What only lots have is made where it is used: most things are units.
/// </summary>
public sealed class Life
{
    public List<Receipt> Receipts => field ??= [];

    /// <summary>The fact it came into being with, -1 where that is not recorded.</summary>
    public int Birth { get; set; } = -1;
    public List<Sighting> Sightings { get; } = [];
    public List<Packing> Packings { get; } = [];
    public List<LooseShipment> Loose => field ??= [];

    /// <summary>In order, without those taken back by void_shipping.</summary>
    public List<Departure> Departures { get; } = [];

    /// <summary>When it was given back by a customer.</summary>
    public List<int> Returns { get; } = [];
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
