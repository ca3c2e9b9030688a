using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>Lots, units, containers and items as small integers, so that links are numbers and each identity is held once.</summary>
public sealed class Things
{
    private const int RecentSize = 1 << 14;
    private const int UnnamedKind = 15;

    private readonly Dictionary<(int Key, string Extension), int> _numbers = [];
    private readonly Names _keys = new();
    private readonly List<string> _extensions = [];
    private readonly Column<int> _key = new();
    private readonly (string? Uri, int Thing)[] _recent = new (string?, int)[RecentSize];

    public int Count => _key.Count;

    public IEnumerable<MaterialId> All => Enumerable.Range(0, Count).Select(i => this[i]);

    /// <summary>The thing's number; a new one where it was not known. Another host or spelling of a known thing is that thing.</summary>
    public int Of(string uri)
    {
        // Labels are read many times in a row: the last readings of a URI are remembered, so that it is parsed once.
        ref var recent = ref _recent[uri.GetHashCode(StringComparison.Ordinal) & (RecentSize - 1)];
        if (recent.Uri == uri) return recent.Thing;
        // A class or instance of a scheme that we do not read is still one thing: better a lot with an odd name than a lost link.
        var thing = Of(CanonicalUri.Parse(uri) ?? MaterialId.Lot(uri, uri));
        recent = (uri, thing);
        return thing;
    }

    public int Of(MaterialId id) => Add((_keys.Of(id.Key) << 4) | (int)id.Kind, id.Extension ?? "");

    private int Add(int key, string extension)
    {
        if (_numbers.TryGetValue((key, extension), out var known)) return known;
        _key.Add(key);
        _extensions.Add(extension);
        _numbers.Add((key, extension), Count - 1);
        return Count - 1;
    }

    public int? Find(MaterialId id) => _keys.Find(id.Key) is > 0 and var number && _numbers.TryGetValue(((number << 4) | (int)id.Kind, id.Extension ?? ""), out var known) ? known : null;

    /// <summary>The item itself as a thing, where events name it without a lot.</summary>
    public int? FindItem(int item) => _numbers.TryGetValue(((item << 4) | (int)MaterialKind.Item, ""), out var known) ? known : null;

    /// <summary>
    /// What was drawn without its lot being recorded: a lot of the item all the same, one for each event, that carries what may be
    /// in it and is shown nowhere.
    /// </summary>
    public int Unnamed(int item, string eventId)
    {
        HasUnnamed = true;
        return Add((item << 4) | UnnamedKind, eventId);
    }

    /// <summary>Whether there is any such.</summary>
    public bool HasUnnamed { get; private set; }

    public bool IsUnnamed(int thing) => HasUnnamed && (_key[thing] & 15) == UnnamedKind;

    public MaterialId this[int thing] => new(KindOf(thing), _keys[ItemOf(thing)]!, KindOf(thing) is MaterialKind.Lot or MaterialKind.Unit || _extensions[thing].Length > 0 ? _extensions[thing] : null);

    /// <summary>An unnamed lot is a lot.</summary>
    public MaterialKind KindOf(int thing) => IsUnnamed(thing) ? MaterialKind.Lot : (MaterialKind)(_key[thing] & 15);

    /// <summary>The number of the thing's item or key: equal for all lots and units of an item.</summary>
    public int ItemOf(int thing) => _key[thing] >> 4;

    public string KeyOf(int thing) => _keys[ItemOf(thing)]!;

    /// <summary>GTIN or URI of an item by its number.</summary>
    public string KeyNumbered(int item) => _keys[item]!;

    public string Uri(int thing) => this[thing] is { Extension: { } odd } id && id.Key == odd ? odd : this[thing].Uri;

    internal void Write(SnapshotWriter to)
    {
        _keys.Write(to);
        to.Numbers(_key);
        to.Texts(_extensions);
    }

    internal void Read(SnapshotReader from)
    {
        _keys.Read(from);
        from.Numbers(_key);
        _extensions.AddRange(from.Texts());
        _numbers.EnsureCapacity(Count);
        for (var thing = 0; thing < Count; thing++)
        {
            _numbers.Add((_key[thing], _extensions[thing]), thing);
            HasUnnamed |= (_key[thing] & 15) == UnnamedKind;
        }
    }

    public bool IsUnit(int thing) => KindOf(thing) == MaterialKind.Unit;

    /// <summary>What a report calls it: the lot or serial, else the key.</summary>
    public string Short(int thing) => _extensions[thing].Length > 0 ? _extensions[thing] : KeyOf(thing);
}
