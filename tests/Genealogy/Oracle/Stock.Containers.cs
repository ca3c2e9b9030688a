using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>What lies in containers, where those are and whether they have left.</summary>
internal sealed partial class Stock
{
    private readonly List<Packed> _packed = [];
    private readonly Dictionary<string, string> _outer = new(StringComparer.Ordinal);

    /// <summary>Where a container was seen last, by itself or with one around it.</summary>
    private readonly Dictionary<string, string> _seenAt = new(StringComparer.Ordinal);

    private sealed class Packed(string container, string thing, decimal quantity)
    {
        public string Container => container;
        public string Thing => thing;
        public decimal Quantity { get; set; } = quantity;

        /// <summary>Any amount beyond the quantity may be in there.</summary>
        public bool IsUncounted { get; set; }

        /// <summary>It left last, and did not come back since, as far as its container or one around it tells.</summary>
        public bool IsAway { get; set; }
        public bool IsShipped { get; set; }
        public decimal Left { get; set; }
    }

    /// <summary>What is named and what holds it is seen at the event's place.</summary>
    private void See(Standing at)
    {
        if (at.Place is not { } place || at.Event.BizStep is BizStep.PickBlocked or BizStep.Refused || at.IsTransformation) return;
        var named = ThingUri.Listed(at.Event).Concat(ThingUri.Children(at.Event)).Select(a => a.Thing).Append(at.Event.ParentId ?? "").Where(ThingUri.IsContainer).ToList();
        foreach (var container in named.Concat(_outer.Keys.Where(c => named.Exists(n => IsWithin(c, n, _outer.Count)))).ToList()) _seenAt[container] = place;
    }

    private void Aggregate(EpcisEvent e)
    {
        if (e.ParentId is not { } parent) return;
        var stocked = ThingUri.Children(e).FindAll(c => ThingUri.Kind(c.Thing) is ThingKind.Lot or ThingKind.Item);
        var containers = e.ChildEpcs.Where(ThingUri.IsContainer).ToList();
        if (e.Action == EventAction.ADD)
        {
            foreach (var inner in containers) _outer[inner] = parent;
            foreach (var a in stocked)
            {
                var (taken, uncounted) = Take(e.Trace?.From?.Place ?? e.ReadPoint ?? e.BizLocation, a.Thing, a.Quantity);
                _packed.Add(new Packed(parent, a.Thing, a.Quantity ?? taken) { IsUncounted = uncounted });
            }
        }
        else if (e.Action == EventAction.DELETE) Unpack(e, parent, stocked, containers);
    }

    private void Unpack(EpcisEvent e, string parent, List<Amount> stocked, List<string> containers)
    {
        var whole = e.ChildEpcs.Count + e.ChildQuantityList.Count == 0;
        if (whole)
        {
            containers = _outer.Where(o => o.Value == parent).Select(o => o.Key).ToList();
            stocked = _packed.Where(p => p.Container == parent).Select(p => new Amount(p.Thing, null)).Distinct().ToList();
        }
        foreach (var inner in containers.Where(c => _outer.GetValueOrDefault(c) == parent)) _outer.Remove(inner);
        foreach (var a in stocked)
        {
            var (moved, uncounted) = (0m, false);
            foreach (var packed in _packed.Where(p => p.Container == parent && p.Thing == a.Thing))
            {
                var amount = Math.Min(packed.Quantity, a.Quantity - moved ?? packed.Quantity);
                packed.Quantity -= amount;
                moved += amount;
                if (a.Quantity is not null) continue;
                uncounted |= packed.IsUncounted;
                packed.IsUncounted = false;
            }
            Put(e.BizLocation ?? e.ReadPoint, a.Thing, a.Quantity ?? moved);
            if (uncounted || (!whole && a.Quantity is null && moved == 0)) Put(e.BizLocation ?? e.ReadPoint, a.Thing, null);
        }
    }

    private List<Packed> PackedBelow(EpcisEvent e) =>
        _packed.FindAll(p => (e.EpcList ?? []).Any(c => ThingUri.IsContainer(c) && IsWithin(p.Container, c, _outer.Count)));

    private bool IsWithin(string container, string outer, int deepest) =>
        container == outer || (deepest > 0 && _outer.TryGetValue(container, out var next) && IsWithin(next, outer, deepest - 1));
}
