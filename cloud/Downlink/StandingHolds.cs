using Traceability.Epcis;
using Traceability.Inventory;

namespace Traceability.Cloud.Downlink;

/// <summary>A hold as long as it is on anything. Event is the one that set it; Gateway is null where it was set over the API.</summary>
public sealed record StandingHold(string Id, string Disposition, IReadOnlyList<string> Things, string? Reason, string? By, DateTimeOffset Since, string? Gateway, string Event);

/// <summary>The holds that stand, from the events that set and release them, in whatever order those come.</summary>
internal sealed class StandingHolds
{
    private readonly Dictionary<string, (StandingHold Hold, HashSet<string> Things)> _holds = new(StringComparer.Ordinal);
    private readonly HashSet<(string Key, string Thing)> _releasedBefore = [];

    public IEnumerable<StandingHold> All => _holds.Values.Select(Told).OrderBy(h => h.Since).ThenBy(h => h.Id, StringComparer.Ordinal);

    /// <returns>Whether anything is different now.</returns>
    public bool Apply(EpcisEvent e, string? gateway)
    {
        if (HoldRules.Of(e) is not { } change) return false;
        var changed = false;
        foreach (var key in change.Unset) changed |= Release(key, change.Things);
        foreach (var key in change.Set)
        {
            var things = change.Things.Where(t => !_releasedBefore.Remove((key, t))).ToList();
            if (things.Count == 0) continue;
            if (!_holds.TryGetValue(key, out var known))
            {
                var split = key.IndexOf('#', StringComparison.Ordinal);
                var hold = new StandingHold(key[(split + 1)..], key[..split], [], e.Trace?.Hold?.Reason, e.Trace?.Operator, e.EventTime, gateway, e.EventId);
                _holds[key] = known = (hold, new HashSet<string>(StringComparer.Ordinal));
            }
            known.Things.UnionWith(things);
            changed = true;
        }
        return changed;
    }

    private bool Release(string unset, IReadOnlyList<string> things)
    {
        // A release that names a hold may come before it, from another gateway.
        if (unset.Contains('#', StringComparison.Ordinal))
            foreach (var thing in things)
                if (!_holds.TryGetValue(unset, out var known) || !known.Things.Contains(thing)) _releasedBefore.Add((unset, thing));
        var changed = false;
        foreach (var key in _holds.Keys.Where(k => HoldRules.Releases(unset, k)).ToList())
        {
            foreach (var thing in things) changed |= _holds[key].Things.Remove(thing);
            if (_holds[key].Things.Count == 0) _holds.Remove(key);
        }
        return changed;
    }

    private static StandingHold Told((StandingHold Hold, HashSet<string> Things) held) =>
        held.Hold with { Things = held.Things.Order(StringComparer.Ordinal).ToList() };
}
