using Traceability.Epcis;

namespace Traceability.Inventory;

/// <summary>
/// What an event sets and releases. A key is a disposition and the id of the hold, <c>unavailable#id</c>, so that two holds of
/// one thing stand side by side; a release without an id names the disposition alone and takes all of it off.
/// </summary>
public sealed record HoldChange(IReadOnlyList<string> Things, IReadOnlyList<string> Set, IReadOnlyList<string> Unset);

/// <summary>Holds (events.md section 3): they overlap, and a thing is free when none is left.</summary>
public static class HoldRules
{
    /// <summary>Null where the event holds and releases nothing. A void takes back what its event did.</summary>
    public static HoldChange? Of(EpcisEvent e)
    {
        if (e.PersistentDisposition is not { } persistent) return null;
        var things = e.QuantityList.Select(q => q.EpcClass).Concat(e.EpcList ?? []).Distinct(StringComparer.Ordinal).ToList();
        // "conformant" says that all is well and holds nothing.
        var set = persistent.Set.Where(d => d != Vocabulary.Disposition.Conformant).Select(d => $"{d}#{IdOf(e)}").ToList();
        var unset = persistent.Unset.Where(d => d != Vocabulary.Disposition.Conformant).Select(d => e.Trace?.Hold?.Id is { } id ? $"{d}#{id}" : d).ToList();
        if (e.ErrorDeclaration is null) return new HoldChange(things, set, unset);
        // A release that never happened leaves its hold standing; which ones a nameless release took is not known any more, so it is one of its own.
        return new HoldChange(things, unset.ConvertAll(k => k.Contains('#', StringComparison.Ordinal) ? k : $"{k}#{e.EventId}"), set);
    }

    /// <summary>The hold that an event sets: the id it names, else its own.</summary>
    public static string IdOf(EpcisEvent e) => e.Trace?.Hold?.Id ?? e.EventId;

    /// <summary>The disposition of a key, and the hold's id.</summary>
    public static (string Disposition, string? Id) Parts(string key) =>
        key.IndexOf('#', StringComparison.Ordinal) is >= 0 and var split ? (key[..split], key[(split + 1)..]) : (key, null);

    /// <summary>The keys that are left of some after a release.</summary>
    public static IEnumerable<string> Without(IEnumerable<string> keys, IReadOnlyList<string> unset) => keys.Where(k => !unset.Any(u => Releases(u, k)));

    /// <summary>Whether a release takes this key off.</summary>
    public static bool Releases(string unset, string key) => unset.Contains('#', StringComparison.Ordinal) ? unset == key
        : key.StartsWith(unset, StringComparison.Ordinal) && (key.Length == unset.Length || key[unset.Length] == '#');
}

public sealed partial class Inventory
{
    internal void Hold(HoldChange change)
    {
        foreach (var thing in change.Things) SetHolds(thing, HoldRules.Without(HoldsOf(thing), change.Unset).Union(change.Set, StringComparer.Ordinal).ToList());
    }

    public IReadOnlyList<string> HoldsOf(string thing) =>
        _lots.GetValueOrDefault(thing)?.Holds ?? Container(thing)?.Holds ?? Unit(thing)?.Holds ?? [];

    /// <summary>A thing that nobody has told of yet is held all the same: the hold must be there when the thing comes.</summary>
    public void SetHolds(string thing, IReadOnlyList<string> holds)
    {
        if (HoldsOf(thing).SequenceEqual(holds)) return;
        if (_lots.TryGetValue(thing, out var lot)) Set(thing, lot with { Holds = holds });
        else if (Container(thing) is { } box) Set(thing, box with { Holds = holds });
        else if (Unit(thing) is { } unit) Set(thing, unit with { Holds = holds });
        else if (QualifierOf(thing) is "10" or "lot") Set(thing, new LotRecord(null, null, null, holds));
        else if (QualifierOf(thing) == "00") Set(thing, new ContainerRecord([], null, null, null, holds));
        else Set(thing, new UnitRecord(null, null, null, null, null, holds));
    }

    // The segment before the last names what the last one is: see MaterialId.Uri.
    private static string QualifierOf(string thing) => thing.Split('/') is [.., var qualifier, _] ? qualifier : "";
}
