using System.Text.Json;
using Traceability.Edge.Journal;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>A lot's amount at a face after an event: moved by so much, or counted to be so much.</summary>
public readonly record struct ShelfChange(string Lot, decimal Amount, bool Counted);

/// <summary>What one event changed at a face, as long as no snapshot has it in.</summary>
public sealed record FaceEntry(string Face, string Gateway, string Epoch, long Number, IReadOnlyList<ShelfChange> Changes);

/// <summary>The snapshot that a face stands on.</summary>
public sealed record FaceBase(string Incarnation, long Revision, IReadOnlyList<StreamMark> Marks);

/// <summary>
/// The cloud's snapshots under this gateway's own knowledge. A face holds what its newest snapshot says and what every event changed that lies beyond
/// the snapshot's marks, own or a peer's: so neither overrides the other, and no event counts twice. Kept for the faces that this gateway picks
/// from; of other faces only the lots are learnt. Owned by the stations' loop.
/// </summary>
internal sealed class FaceLedger
{
    private const string BaseKey = "face/", EntryKey = "shelf/";

    private readonly PlantModel _plant;
    private readonly Inventory.Inventory _directory;
    private readonly HashSet<string> _own;
    private readonly Dictionary<string, FaceBase> _bases = new(StringComparer.Ordinal);
    private readonly List<Kept> _entries = [];
    private readonly HashSet<Source> _sources = [];
    private readonly Dictionary<string, StateRow> _changed = new(StringComparer.Ordinal);
    private List<(string Face, string Lot, decimal Before, decimal After)>? _seen;
    private long _order;

    public FaceLedger(PlantModel plant, string gateway, Inventory.Inventory directory)
    {
        (_plant, _directory) = (plant, directory);
        _own = plant.Stations.Values.Where(s => s.Gateway == gateway && s.Kind == StationKind.Pick).Select(s => s.Location.Uri).ToHashSet(StringComparer.Ordinal);
        directory.StockSet = (place, lot, before, after) =>
        {
            if (_seen is not null && _own.Contains(place)) _seen.Add((place, lot, before, after));
        };
    }

    /// <summary>Up to which number of a gateway's epoch the face's snapshot has the events in.</summary>
    public long MarkOf(string face, string gateway, string epoch) => _bases.TryGetValue(face, out var known) ? Mark(known.Marks, gateway, epoch) : 0;

    /// <summary>Runs what applies an event to the directory, and notes what it changed at our faces.</summary>
    public void Apply(string gateway, string epoch, long number, bool counts, Action apply)
    {
        _seen = [];
        apply();
        var seen = _seen;
        _seen = null;
        foreach (var at in seen.GroupBy(s => s.Face))
        {
            // The snapshot has told of this event already.
            if (number <= MarkOf(at.Key, gateway, epoch))
                foreach (var lot in at.GroupBy(s => s.Lot)) _directory.Put(at.Key, lot.Key, lot.First().Before);
            else Note(new FaceEntry(at.Key, gateway, epoch, number, at.Where(s => counts || s.After != s.Before).Select(s => new ShelfChange(s.Lot, counts ? s.After : s.After - s.Before, counts)).ToList()));
        }
    }

    /// <summary>Takes a snapshot.</summary>
    /// <returns>Why it changes nothing; null where it is taken.</returns>
    public string? Take(string location, FaceSnapshot snapshot)
    {
        if (_plant.Locations.GetValueOrDefault(location) is not { } face) return $"the plant has no location {location}";
        foreach (var lot in snapshot.Lots) _directory.Learn(lot.Lot, lot.Received, lot.Expiry, lot.Supplier);
        if (!_own.Contains(face.Uri)) return null;
        if (_bases.TryGetValue(face.Uri, out var known))
        {
            if (known.Marks.Any(m => Mark(snapshot.Marks, m.Gateway, m.Epoch) < m.Number)) return "it knows less than the one before";
            if (known.Incarnation == snapshot.Incarnation && known.Revision >= snapshot.Revision) return "it is no newer than the one before";
        }
        var now = new FaceBase(snapshot.Incarnation, snapshot.Revision, snapshot.Marks);
        _bases[face.Uri] = now;
        Change(BaseKey + face.Uri, JsonSerializer.SerializeToUtf8Bytes(now, StationJson.Default.FaceBase));
        var amounts = snapshot.Lots.ToDictionary(l => l.Lot, l => l.Quantity, StringComparer.Ordinal);
        // Rows come back in the order of their keys, which are texts; the changes of one event stay in theirs.
        foreach (var entry in _entries.Where(e => e.From.Face == face.Uri).OrderBy(e => e.Order))
            if (IsIn(snapshot, face, entry)) Change(Key(entry.Order), null);
            else amounts[entry.Change.Lot] = entry.Change.Counted ? entry.Change.Amount : amounts.GetValueOrDefault(entry.Change.Lot) + entry.Change.Amount;
        _entries.RemoveAll(e => IsIn(snapshot, face, e));
        foreach (var (lot, record) in _directory.AllAt(face.Uri).ToList())
            if (amounts.GetValueOrDefault(lot) != record.Stock) _directory.Put(face.Uri, lot, amounts.GetValueOrDefault(lot));
        foreach (var (lot, amount) in amounts)
            if (_directory.StockAt(face.Uri, lot) != amount) _directory.Put(face.Uri, lot, amount);
        return null;
    }

    /// <summary>Rows changed since the last call.</summary>
    public IReadOnlyList<StateRow> TakeRows()
    {
        var rows = _changed.Values.ToList();
        _changed.Clear();
        return rows;
    }

    /// <summary>All rows are loaded: gives back the room that the list took to grow into.</summary>
    public void Loaded() => _entries.TrimExcess();

    /// <returns>Whether the row is one of ours.</returns>
    public bool Load(string key, byte[]? value)
    {
        if (key.StartsWith(BaseKey, StringComparison.Ordinal)) _bases[key[BaseKey.Length..]] = JsonSerializer.Deserialize(value, StationJson.Default.FaceBase)!;
        else if (key.StartsWith(EntryKey, StringComparison.Ordinal))
        {
            var order = long.Parse(key.AsSpan(EntryKey.Length), System.Globalization.CultureInfo.InvariantCulture);
            Keep(order, JsonSerializer.Deserialize(value, StationJson.Default.FaceEntry)!);
            _order = Math.Max(_order, order);
        }
        else return false;
        return true;
    }

    private void Note(FaceEntry entry)
    {
        if (entry.Changes.Count == 0) return;
        Keep(++_order, entry);
        Change(Key(_order), JsonSerializer.SerializeToUtf8Bytes(entry, StationJson.Default.FaceEntry));
    }

    // A gateway that is away from the cloud for days has tens of thousands of these: no text is kept twice.
    private void Keep(long order, FaceEntry entry)
    {
        var source = new Source(entry.Face, entry.Gateway, entry.Epoch);
        if (_sources.TryGetValue(source, out var known)) source = known;
        else _sources.Add(source);
        foreach (var change in entry.Changes) _entries.Add(new Kept(order, source, entry.Number, change with { Lot = _directory.NameOf(change.Lot) }));
    }

    private static bool IsIn(FaceSnapshot snapshot, Location face, in Kept entry) =>
        entry.From.Face == face.Uri && entry.Number <= Mark(snapshot.Marks, entry.From.Gateway, entry.From.Epoch);

    private static string Key(long order) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{EntryKey}{order}");

    private void Change(string key, byte[]? value) => _changed[key] = new StateRow(key, value);

    internal static long Mark(IReadOnlyList<StreamMark> marks, string gateway, string epoch)
    {
        foreach (var mark in marks)
            if (mark.Gateway == gateway && mark.Epoch == epoch) return mark.Number;
        return 0;
    }

    private sealed record Source(string Face, string Gateway, string Epoch);

    // One of the changes of an event.
    private readonly record struct Kept(long Order, Source From, long Number, ShelfChange Change);
}
