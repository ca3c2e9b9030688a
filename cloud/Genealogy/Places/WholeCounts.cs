namespace Traceability.Cloud.Genealogy;

/// <summary>Counts of whole places: they are about every lot that lay there, also where they do not name it.</summary>
public sealed class WholeCounts(FactLog log, Timeline timeline)
{
    private readonly Dictionary<int, List<int>> _atPlace = [];

    public void Add(int fact)
    {
        var place = log[fact].BizLocation;
        if (!_atPlace.TryGetValue(place, out var list)) _atPlace.Add(place, list = []);
        var at = list.BinarySearch(fact, Comparer<int>.Create(timeline.Compare));
        list.Insert(at < 0 ? ~at : at, fact);
    }

    internal void Write(SnapshotWriter to) => to.Map(_atPlace);

    internal void Read(SnapshotReader from) => from.Map(_atPlace);

    public void Remove(int fact) => _atPlace[log[fact].BizLocation].Remove(fact);

    /// <summary>A lot's own facts with the counts of the places that it was brought to, in order.</summary>
    public IEnumerable<int> Merge(IEnumerable<int> own)
    {
        if (_atPlace.Count == 0) return own;
        var merged = own.ToList();
        var known = merged.ToHashSet();
        var places = merged.Select(log.GlanceAt).SelectMany(f => new[] { f.BizLocation, f.ReadPoint }).Distinct().ToList();
        var more = places.Where(_atPlace.ContainsKey).SelectMany(p => _atPlace[p]).Where(known.Add).ToList();
        if (more.Count == 0) return merged;
        merged.AddRange(more);
        merged.Sort(timeline.Compare);
        return merged;
    }
}
