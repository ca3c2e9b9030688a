using Traceability.Gs1;

namespace Traceability.Plant;

public enum Tracking { Lot, Serial, None }
public enum Rotation { Fifo, Fefo }
public enum Consumption { Mix, Sequential }
public enum AssignedAt { Produce, Receiving, Supplier }
public enum StationKind { Receiving, Transfer, Pick, Consume, Produce, Pack, Shipping, Count, Returns, Quality, Assemble, Relabel }

/// <summary>What a person may do beside scanning: a lead turns a block into an override and goes on searching, quality says what is good.</summary>
public enum PersonRole { Operator, Lead, Quality }

/// <summary>What a produce station does where a component of the item has no lot on the line: record it with a finding, or refuse it.</summary>
public enum Unloaded { Yellow, Red }

/// <summary>One part of an item's bill of material: how much of it one output piece uses, in the component's unit.</summary>
public sealed record Component(string Item, decimal? QuantityPer, IReadOnlyList<string> Substitutes);

/// <summary>Master data of an item (api.md section 4). Quantities are in <see cref="Uom"/>, a UN/ECE Rec 20 code; EA is a count.</summary>
public sealed record Item
{
    public required string Code { get; init; }

    /// <summary>GTIN-14, or the item's URI under the plant's identity domain.</summary>
    public required string Key { get; init; }
    public string? Description { get; init; }
    public string Uom { get; init; } = "EA";
    public Tracking Tracking { get; init; } = Tracking.Lot;
    public Rotation Rotation { get; init; } = Rotation.Fifo;

    /// <summary>Keys closer than this are equally good for the rotation; zero is exact.</summary>
    public TimeSpan RotationWindow { get; init; }
    public int MinRemainingDays { get; init; }
    public int? ShelfLifeDays { get; init; }
    public int? WarrantyMonths { get; init; }
    public IReadOnlyList<string> Requires { get; init; } = [];
    public AssignedAt AssignedAt { get; init; } = AssignedAt.Supplier;
    public Consumption Consumption { get; init; } = Consumption.Mix;
    public decimal? OverlapUnits { get; init; }
    public decimal? OverlapSeconds { get; init; }
    public decimal? EarlyUnits { get; init; }
    public decimal? EarlySeconds { get; init; }
    public bool OneAtATime { get; init; }
    public IReadOnlyList<Component> Components { get; init; } = [];

    /// <summary>Whether its labels may be typed at a screen where they cannot be scanned.</summary>
    public bool ManualEntry { get; init; } = true;

    /// <summary>The unit as an event carries it: a count has none.</summary>
    public string? EventUom => Uom == "EA" ? null : Uom;
}

public sealed record Party(string Code, string Role, string? Gln, string? Name)
{
    public string Uri => Gln is null ? Code : MaterialId.Party(Gln).Uri;
}

/// <summary>Kinds: dock, storage, pickFace, line, packing, tank and what else a plant names.</summary>
/// <remarks>Policy is <c>mixed</c> or <c>plugFlow</c> for what is drawn by quantity and not by label: tanks, silos, hoppers. Band, of
/// plug flow, is by how much a draw may meet its neighbours' quantity, in the item's unit.</remarks>
public sealed record Location(string Code, string Kind, string Uri, string? Policy, string? Name, decimal? Band = null)
{
    public const int DefaultStaleAfterMinutes = 15;

    /// <summary>A pick face: how long a gateway that feeds it may be unheard before its directory counts as stale, 1 to 1440 minutes.</summary>
    public int StaleAfterMinutes { get; init; } = DefaultStaleAfterMinutes;

    /// <summary>What a stale directory means at this face: nothing is allowed, or picking goes on and says so.</summary>
    public WhenStale WhenStale { get; init; }
}

public enum WhenStale { Closed, Yellow }

public sealed record Station(string Id, string Gateway, StationKind Kind, Location Location, IReadOnlyList<Reader> Readers, bool Light)
{
    /// <summary>The stack lights that stand at the station; its light on the screen needs no entry.</summary>
    public IReadOnlyList<Tower> Towers { get; init; } = [];
    public Unloaded WhenUnloaded { get; init; } = Unloaded.Yellow;

    /// <summary>Orders and sign-ons that nobody goes on with for so long have ended.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>Who works here, by badge (MH10.8.2 <c>1H</c>). Events name the badge, screens the name.</summary>
public sealed record Person(string Badge, string Name, PersonRole Role);

public sealed record PurchaseOrder(string Id, string? Supplier, string? Item);
public sealed record WorkOrder(string Id, string Item, decimal? Quantity, string? Line);
public sealed record SalesOrder(string Id, string? Customer, string? Item, decimal? Quantity, IReadOnlyList<string> Containers);

/// <summary>A plant's master data, whole and valid: every code that is named is known.</summary>
public sealed class PlantModel
{
    public required string Code { get; init; }

    /// <summary>Which edition of the plant file it is, from 1; gateways that take it from the cloud go over to a higher one only.</summary>
    public int Revision { get; init; } = 1;
    public required string Name { get; init; }
    public required string Gln { get; init; }
    public required string TimeZone { get; init; }
    public string? IdentityDomain { get; init; }

    /// <summary>What stands before <c>CMD:</c> on this site's command sheets; commands with another prefix are another site's.</summary>
    public string? CommandPrefix { get; init; }

    /// <summary>By badge; where there are none, nobody signs on and nothing asks for a badge.</summary>
    public IReadOnlyDictionary<string, Person> People { get; init; } = new Dictionary<string, Person>();
    public required IReadOnlyDictionary<string, Item> Items { get; init; }
    public required IReadOnlyDictionary<string, Party> Parties { get; init; }
    public required IReadOnlyDictionary<string, Location> Locations { get; init; }
    public required IReadOnlyDictionary<string, Station> Stations { get; init; }
    public required IReadOnlyDictionary<string, PurchaseOrder> PurchaseOrders { get; init; }
    public required IReadOnlyDictionary<string, WorkOrder> WorkOrders { get; init; }
    public required IReadOnlyDictionary<string, SalesOrder> SalesOrders { get; init; }

    private readonly Dictionary<string, Item> _itemsByKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Location> _locationsByUri = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Party> _partiesByUri = new(StringComparer.Ordinal);

    /// <summary>To be called once, after the lists are set.</summary>
    internal PlantModel Indexed()
    {
        foreach (var item in Items.Values) _itemsByKey[item.Key] = item;
        foreach (var location in Locations.Values) _locationsByUri[location.Uri] = location;
        foreach (var party in Parties.Values) _partiesByUri[party.Uri] = party;
        return this;
    }

    /// <summary>The item whose GTIN or URI this is.</summary>
    public Item? ItemByKey(string key) => _itemsByKey.GetValueOrDefault(key);
    public Location? LocationByUri(string? uri) => uri is null ? null : _locationsByUri.GetValueOrDefault(uri);
    public Party? PartyByUri(string? uri) => uri is null ? null : _partiesByUri.GetValueOrDefault(uri);
    public IEnumerable<string> Gateways => Stations.Values.Select(s => s.Gateway).Distinct().Order(StringComparer.Ordinal);
}
