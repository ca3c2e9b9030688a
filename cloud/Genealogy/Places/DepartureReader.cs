namespace Traceability.Cloud.Genealogy;

/// <summary>With whom a thing left: by itself, or in a container that was around it then (rule 10: between pack and unpack only).</summary>
internal sealed class DepartureReader(FactLog log, Timeline timeline, Mentions mentions, LifeReader lives)
{
    public IReadOnlyList<Departure> Of(int thing, Life life, bool isLot)
    {
        var byItself = !isLot && HasShipped(thing);
        // What was in one container and never elsewhere left as that did: most of what leaves is told so.
        if (!isLot && !byItself && life.Packings is [var only] && lives.Of(only.Parent).Departures is var same && AllWithin(only, same)) return same;
        var departures = life.Loose.Where(l => l.HasLeft).Select(l => new Departure(l.Fact, thing, l.IsUncounted ? null : l.Left, l.Uom)).ToList();
        foreach (var packing in life.Packings)
            foreach (var around in lives.Of(packing.Parent).Departures)
                if (IsWithin(packing, around)) departures.Add(around with { Quantity = packing.Lot?.Before(around.Fact, timeline), Uom = packing.Lot?.Uom ?? 0 });
        if (byItself) ByItself(thing, departures);
        departures.Sort((a, b) => timeline.Compare(a.Fact, b.Fact));
        if (byItself) TakenBack(thing, departures);
        return departures;
    }

    private bool HasShipped(int thing)
    {
        foreach (var index in mentions.Of(thing))
            if (log.KindOf(index) is FactKind.Ship or FactKind.VoidShip) return true;
        return false;
    }

    private bool IsWithin(Packing packing, Departure around) =>
        timeline.Before(packing.From, around.Fact) && (packing.To < 0 || timeline.Before(around.Fact, packing.To));

    private bool AllWithin(Packing packing, IReadOnlyList<Departure> departures)
    {
        for (var i = 0; i < departures.Count; i++)
            if (!IsWithin(packing, departures[i])) return false;
        return true;
    }

    private void ByItself(int thing, List<Departure> departures)
    {
        foreach (var index in mentions.Of(thing))
            if (log.KindOf(index) == FactKind.Ship) departures.Add(new Departure(index, thing, null, 0));
    }

    private void TakenBack(int thing, List<Departure> departures)
    {
        foreach (var index in mentions.Of(thing))
        {
            if (log.KindOf(index) != FactKind.VoidShip) continue;
            var last = departures.FindLastIndex(d => timeline.Before(d.Fact, index));
            if (last >= 0) departures.RemoveAt(last);
        }
    }

    /// <summary>How much of a lot is known to have left in this container, null where it did not or was taken back.</summary>
    public decimal? LeftWith(Packing packing)
    {
        decimal? left = null;
        foreach (var index in Around(packing, packing.To))
            if (log.KindOf(index) == FactKind.VoidShip) left = null;
            else if (log.KindOf(index) == FactKind.Ship) left ??= packing.Lot?.KnownBefore(index, timeline);
        return left;
    }

    /// <summary>Whether what was packed may be at the plant just before a fact: what left with its container is possibly back with it (rule 10).</summary>
    public bool IsHere(Packing packing, int fact) => Around(packing, fact) is not [.., var last] || log.KindOf(last) != FactKind.Ship;

    // Shipments, their withdrawals and arrivals of the container and of those around it, while it was inside; in order.
    private List<int> Around(Packing packing, int to)
    {
        var happened = new List<int>();
        Collect(packing.Parent, packing.From, to, [], happened);
        happened.Sort(timeline.Compare);
        return happened;
    }

    // A container may be around it twice, at different times; one that wrong records put into itself is walked once.
    private void Collect(int container, int from, int to, HashSet<(int, int, int)> around, List<int> happened)
    {
        if (!around.Add((container, from, to))) return;
        foreach (var index in mentions.Of(container))
            if (log.KindOf(index) is FactKind.Ship or FactKind.VoidShip or FactKind.Receive or FactKind.CustomerReturn
                && timeline.Before(from, index) && (to < 0 || timeline.Before(index, to)) && !happened.Contains(index)) happened.Add(index);
        foreach (var outer in lives.Of(container).Packings)
        {
            var since = timeline.Before(from, outer.From) ? outer.From : from;
            var until = outer.To < 0 ? to : to < 0 || timeline.Before(outer.To, to) ? outer.To : to;
            if (until < 0 || timeline.Before(since, until)) Collect(outer.Parent, since, until, around, happened);
        }
    }
}
