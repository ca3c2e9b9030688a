using System.Text.Json;
using Traceability.Gs1;

namespace Traceability.Inventory;

/// <summary>
/// What lies where, per lot, unit and container: the projection of events that both sides run. The gateway's face
/// directory is this, fed by its own journal and its peers' events; it is kept in rows so that a gateway restarts where
/// it stopped. Quantities are sums of movements, so events of different gateways may arrive in any order; a place may
/// read below zero until the movement that explains it arrives. Written by one loop.
/// </summary>
public sealed partial class Inventory
{
    private readonly Dictionary<string, LotRecord> _lots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnitRecord> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContainerRecord> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, StockRecord>> _stockByPlace = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _suppliers = new(StringComparer.Ordinal);
    private readonly Dictionary<decimal, StockRecord> _amounts = [];
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>Rises with every change; a pick says by which revision it was decided.</summary>
    public long Revision { get; private set; }

    /// <summary>False for who keeps no rows: there is nothing to take then.</summary>
    public bool KeepsRows { get; init; } = true;

    /// <summary>Is told of each amount set at a place: place, lot, before, after.</summary>
    public Action<string, string, decimal, decimal>? StockSet { get; set; }

    /// <summary>Null where nobody received or made it, unless it is on hold: a hold may come before the lot does.</summary>
    public LotRecord? Lot(string uri) => _lots.GetValueOrDefault(uri) is { } lot && (lot.Received is not null || lot.Holds.Count > 0) ? lot : null;
    public UnitRecord? Unit(string uri) => _units.GetValueOrDefault(uri);
    public ContainerRecord? Container(string uri) => _containers.GetValueOrDefault(uri);
    public int LotCount => _lots.Count;

    /// <summary>The lot's name as it is kept here, so that who notes it keeps no second one.</summary>
    public string NameOf(string lot) => Known(_lots, lot);

    /// <summary>Every known lot of an item.</summary>
    public IEnumerable<string> LotsOf(string itemKey) => _lots.Keys.Where(lot => IsOf(lot, itemKey));

    /// <summary>The lot at the place, or null where nothing of it was ever recorded there.</summary>
    public StockRecord? At(string place, string lot) => _stockByPlace.GetValueOrDefault(place)?.GetValueOrDefault(lot);

    public decimal StockAt(string place, string lot) => At(place, lot)?.Stock ?? 0;

    /// <summary>The places where something of the lot lies or is mounted.</summary>
    public IEnumerable<(string Place, StockRecord Record)> PlacesOf(string lot)
    {
        foreach (var (place, lots) in _stockByPlace)
            if (lots.TryGetValue(lot, out var record) && (record.Stock > 0 || record.Mounted > 0)) yield return (place, record);
    }

    /// <summary>Every lot ever recorded at a place.</summary>
    public IEnumerable<(string Lot, StockRecord Record)> AllAt(string place)
    {
        foreach (var (lot, record) in _stockByPlace.GetValueOrDefault(place) ?? []) yield return (lot, record);
    }

    /// <summary>The lots of an item that lie at a place with something left.</summary>
    public IEnumerable<(string Lot, StockRecord Record)> LotsAt(string place, string itemKey)
    {
        foreach (var (lot, record) in _stockByPlace.GetValueOrDefault(place) ?? [])
            if (record.Stock > 0 && IsOf(lot, itemKey)) yield return (lot, record);
    }

    /// <summary>Whether a lot of the item is on the line's positions: loaded and neither returned in full nor emptied.</summary>
    public bool IsMounted(string line, string itemKey)
    {
        foreach (var (lot, record) in _stockByPlace.GetValueOrDefault(line) ?? [])
            if ((record.Mounted > 0 || record.EverMounted) && IsOf(lot, itemKey)) return true;
        return false;
    }

    /// <summary>The units inside a container, through containers within it.</summary>
    public IEnumerable<string> Contents(string container)
    {
        var open = new Stack<string>([container]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var current))
        {
            if (!seen.Add(current)) continue;
            foreach (var child in Container(current)?.Children ?? [])
                if (_containers.ContainsKey(child)) open.Push(child);
                else yield return child;
        }
    }

    /// <summary>Lots of the items that quantity says are on a line's positions, first loaded first.</summary>
    internal List<(string Lot, StockRecord Record)> MountedAt(string line, IEnumerable<string> itemKeys)
    {
        var keys = itemKeys.ToList();
        return AllAt(line).Where(l => l.Record.OnPositions > 0 && keys.Exists(key => IsOf(l.Lot, key))).OrderBy(l => l.Record.Loaded).ToList();
    }

    /// <summary>The rows changed since the last call, to be made durable with the events that changed them.</summary>
    public IReadOnlyList<InventoryRow> TakeChanges()
    {
        var rows = new List<InventoryRow>(_changed.Count);
        foreach (var key in _changed) rows.Add(new InventoryRow(key, RowOf(key)));
        _changed.Clear();
        return rows;
    }

    /// <summary>Takes rows that <see cref="TakeChanges"/> gave; rows of other kinds are passed over.</summary>
    public void Load(string key, ReadOnlySpan<byte> json)
    {
        var rest = key.AsSpan(key.IndexOf('/', StringComparison.Ordinal) + 1);
        if (key.StartsWith("lot/", StringComparison.Ordinal)) _lots[rest.ToString()] = Slim(JsonSerializer.Deserialize(json, InventoryJson.Default.LotRecord)!);
        else if (key.StartsWith("unit/", StringComparison.Ordinal)) _units[rest.ToString()] = JsonSerializer.Deserialize(json, InventoryJson.Default.UnitRecord)!;
        else if (key.StartsWith("box/", StringComparison.Ordinal)) _containers[rest.ToString()] = JsonSerializer.Deserialize(json, InventoryJson.Default.ContainerRecord)!;
        else if (key.StartsWith("stock/", StringComparison.Ordinal))
        {
            var bar = rest.IndexOf('|');
            Put(Known(_stockByPlace, rest[..bar]), Known(_lots, rest[(bar + 1)..]), Shared(JsonSerializer.Deserialize(json, InventoryJson.Default.StockRecord)!));
        }
        _changed.Remove(key);
    }

    // A hundred thousand lots are a matter of what each takes: no text twice, and no list where there is nothing.
    private LotRecord Slim(LotRecord lot) =>
        lot with { Holds = lot.Holds.Count == 0 ? [] : lot.Holds, Supplier = lot.Supplier is { } supplier && !_suppliers.TryAdd(supplier, supplier) ? _suppliers[supplier] : lot.Supplier };

    // Most lots lie as they came, and cartons of one item hold the same number.
    private StockRecord Shared(StockRecord record)
    {
        if (!record.IsAmountAlone) return record;
        if (_amounts.TryGetValue(record.Stock, out var same)) return same;
        return _amounts[record.Stock] = record;
    }

    private static string Known<T>(Dictionary<string, T> table, ReadOnlySpan<char> text) =>
        table.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known, out _) ? known : text.ToString();

    /// <summary>All rows are loaded: gives back the room that the tables took to grow into.</summary>
    public void Loaded()
    {
        _lots.TrimExcess();
        _units.TrimExcess();
        _amounts.Clear();
        _amounts.TrimExcess();
        foreach (var lots in _stockByPlace.Values) lots.TrimExcess();
    }

    /// <summary>Sets what lies at a place, whatever the movements say: for who knows more than was told here.</summary>
    public void Put(string place, string lot, decimal stock) => Set(place, lot, (At(place, lot) ?? new StockRecord(0, 0, false)) with { Stock = stock });

    /// <summary>What another source knows of a lot. The earliest receipt stands, like in <see cref="Projection"/>; what is known here is kept.</summary>
    public void Learn(string uri, DateTimeOffset? received, DateOnly? expiry, string? supplier)
    {
        var known = _lots.GetValueOrDefault(uri) ?? new LotRecord(null, null, null, []);
        var first = known.Received is { } one && (received is null || one <= received) ? one : received;
        var learnt = known with { Received = first, Expiry = known.Expiry ?? expiry, Supplier = known.Supplier ?? supplier };
        if (learnt != known) Set(uri, learnt);
    }

    internal void Set(string uri, LotRecord record) => Change("lot/" + uri, _lots[uri] = record);
    internal void Set(string uri, UnitRecord record) => Change("unit/" + uri, _units[uri] = record);
    internal void Set(string uri, ContainerRecord record) => Change("box/" + uri, _containers[uri] = record);

    internal void Set(string place, string lot, StockRecord record)
    {
        StockSet?.Invoke(place, lot, StockAt(place, lot), record.Stock);
        Put(place, lot, record);
        Change($"stock/{place}|{lot}", record);
    }

    private void Put(string place, string lot, StockRecord record)
    {
        if (!_stockByPlace.TryGetValue(place, out var lots)) _stockByPlace[place] = lots = new Dictionary<string, StockRecord>(StringComparer.Ordinal);
        lots[lot] = record;
    }

    private void Change(string key, object _)
    {
        if (KeepsRows) _changed.Add(key);
        Revision++;
    }

    private byte[] RowOf(string key)
    {
        var rest = key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return key[0] switch
        {
            'l' => JsonSerializer.SerializeToUtf8Bytes(_lots[rest], InventoryJson.Default.LotRecord),
            'u' => JsonSerializer.SerializeToUtf8Bytes(_units[rest], InventoryJson.Default.UnitRecord),
            'b' => JsonSerializer.SerializeToUtf8Bytes(_containers[rest], InventoryJson.Default.ContainerRecord),
            _ => StockRow(rest),
        };
    }

    private byte[] StockRow(string rest)
    {
        var bar = rest.IndexOf('|', StringComparison.Ordinal);
        return JsonSerializer.SerializeToUtf8Bytes(At(rest[..bar], rest[(bar + 1)..])!, InventoryJson.Default.StockRecord);
    }

    // A lot's URI begins with its item's: see MaterialId.Uri.
    private static bool IsOf(string lot, string itemKey)
    {
        var item = MaterialId.Item(itemKey).Uri;
        return lot.Length > item.Length && lot[item.Length] == '/' && lot.StartsWith(item, StringComparison.Ordinal);
    }
}
