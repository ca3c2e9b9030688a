using Traceability.Gs1;

namespace Traceability.Cloud.Genealogy;

/// <summary>Lots, units and containers as small integers, so that links are numbers and each URI is held once.</summary>
public sealed class Things
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<MaterialId> _identities = [];

    public int Count => _identities.Count;
    public IReadOnlyList<MaterialId> All => _identities;

    /// <summary>The thing's number; a new one where it was not known.</summary>
    public int Of(string uri)
    {
        if (_numbers.TryGetValue(uri, out var known)) return known;
        // A class or instance of a scheme that we do not read is still one thing: better a lot with an odd name than a lost link.
        return Add(uri, CanonicalUri.Parse(uri) ?? MaterialId.Lot(uri, uri));
    }

    public int Of(MaterialId id)
    {
        var uri = id.Uri;
        return _numbers.TryGetValue(uri, out var known) ? known : Add(uri, id);
    }

    private int Add(string uri, MaterialId id)
    {
        // Another host or spelling of a known thing is that thing.
        if (id.Extension != uri && id.Uri is var canonical && canonical != uri)
        {
            var number = Of(id);
            _numbers.Add(uri, number);
            return number;
        }
        _identities.Add(id);
        _numbers.Add(uri, _identities.Count - 1);
        return _identities.Count - 1;
    }

    public int? Find(MaterialId id) => _numbers.TryGetValue(id.Uri, out var known) ? known : null;

    public MaterialId this[int thing] => _identities[thing];

    public string Uri(int thing) => _identities[thing] is { Extension: { } odd } id && id.Key == odd ? odd : _identities[thing].Uri;

    public bool IsUnit(int thing) => _identities[thing].Kind == MaterialKind.Unit;
}
