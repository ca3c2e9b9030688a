using System.Text.Json;
using Traceability.Edge.Journal;
using Traceability.Inventory;
using Traceability.Messaging;

namespace Traceability.Edge.Stations;

/// <summary>What one event held and released, as long as no list from the cloud has it in.</summary>
public sealed record HoldEntry(string Gateway, string Epoch, long Number, HoldChange Change);

/// <summary>
/// The cloud's list of holds under this gateway's own knowledge, like <see cref="FaceLedger"/>: a thing is held by what the list
/// says and by every event beyond the list's marks. A thing that nobody here has heard of is held all the same. Owned by the stations' loop.
/// </summary>
internal sealed class HoldLedger(Inventory.Inventory directory)
{
    private const string ListKey = "holds/list", EntryKey = "holding/";

    private readonly SortedDictionary<long, HoldEntry> _entries = [];
    private readonly Dictionary<string, StateRow> _changed = new(StringComparer.Ordinal);
    private HoldList? _list;
    private long _order;

    /// <summary>To be called after the directory has applied the event.</summary>
    public void Apply(string gateway, string epoch, long number, HoldChange change)
    {
        if (_list is null || number > FaceLedger.Mark(_list.Marks, gateway, epoch))
        {
            var entry = new HoldEntry(gateway, epoch, number, change);
            _entries[++_order] = entry;
            Change(Key(_order), JsonSerializer.SerializeToUtf8Bytes(entry, StationJson.Default.HoldEntry));
        }
        Set(change.Things);
    }

    /// <summary>Takes a list.</summary>
    /// <returns>Why it changes nothing; null where it is taken.</returns>
    public string? Take(HoldList list)
    {
        if (_list is { } known)
        {
            if (known.Marks.Any(m => FaceLedger.Mark(list.Marks, m.Gateway, m.Epoch) < m.Number)) return "it knows less than the one before";
            if (known.Incarnation == list.Incarnation && known.Revision >= list.Revision) return "it is no newer than the one before";
        }
        var touched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hold in (_list?.Holds ?? []).Concat(list.Holds)) touched.UnionWith(hold.Things);
        _list = list;
        Change(ListKey, FaceCodec.Encode(list));
        foreach (var (order, entry) in _entries.Where(e => e.Value.Number <= FaceLedger.Mark(list.Marks, e.Value.Gateway, e.Value.Epoch)).ToList())
        {
            touched.UnionWith(entry.Change.Things);
            _entries.Remove(order);
            Change(Key(order), null);
        }
        Set(touched);
        return null;
    }

    /// <summary>Rows changed since the last call.</summary>
    public IReadOnlyList<StateRow> TakeRows()
    {
        var rows = _changed.Values.ToList();
        _changed.Clear();
        return rows;
    }

    /// <returns>Whether the row is one of ours.</returns>
    public bool Load(string key, byte[]? value)
    {
        if (key == ListKey) _list = FaceCodec.DecodeHolds(value);
        else if (key.StartsWith(EntryKey, StringComparison.Ordinal))
        {
            var order = long.Parse(key.AsSpan(EntryKey.Length), System.Globalization.CultureInfo.InvariantCulture);
            _entries[order] = JsonSerializer.Deserialize(value, StationJson.Default.HoldEntry)!;
            _order = Math.Max(_order, order);
        }
        else return false;
        return true;
    }

    private void Set(IReadOnlyCollection<string> things)
    {
        if (things.Count == 0) return;
        var listed = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var hold in _list?.Holds ?? [])
            foreach (var thing in hold.Things)
            {
                if (!listed.TryGetValue(thing, out var keys)) listed[thing] = keys = [];
                keys.Add($"{hold.Disposition}#{hold.Hold}");
            }
        foreach (var thing in things) directory.SetHolds(thing, Effective(thing, listed.GetValueOrDefault(thing) ?? []));
    }

    // A release that names its hold counts even where it came before it: two gateways' events have no order here.
    private List<string> Effective(string thing, IEnumerable<string> listed)
    {
        var keys = listed.ToList();
        var named = new List<string>();
        foreach (var change in _entries.Values.Select(e => e.Change).Where(c => c.Things.Contains(thing, StringComparer.Ordinal)))
        {
            keys = HoldRules.Without(keys, change.Unset).Union(change.Set, StringComparer.Ordinal).ToList();
            named.AddRange(change.Unset.Where(u => u.Contains('#', StringComparison.Ordinal)));
        }
        return HoldRules.Without(keys, named).ToList();
    }

    private static string Key(long order) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{EntryKey}{order}");

    private void Change(string key, byte[]? value) => _changed[key] = new StateRow(key, value);
}
