namespace Traceability.Cloud.Genealogy;

/// <summary>With whom a thing left: by itself, or in a container that was around it then (rule 10: between pack and unpack only).</summary>
internal sealed class DepartureReader(FactLog log, Timeline timeline, Mentions mentions, LifeReader lives)
{
    public IReadOnlyList<Departure> Of(int thing, Life life, bool isLot)
    {
        var byItself = !isLot && HasShipped(thing);
        // What was in one container and never elsewhere left as that did: most of what leaves is told so.
        if (!isLot && !byItself && life.Packings is [var only] && lives.Of(only.Parent).Departures is var same && AllWithin(only, same)) return same;
        var departures = life.Loose.Where(l => l.Left > 0).Select(l => new Departure(l.Fact, thing, l.Left, l.Uom)).ToList();
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

    /// <summary>How much of a lot left in this container, null where it did not or was taken back.</summary>
    public decimal? LeftWith(Packing packing)
    {
        var around = new HashSet<int>();
        var happened = new List<int>();
        Collect(packing.Parent, packing.From, packing.To, around, happened);
        happened.Sort(timeline.Compare);
        decimal? left = null;
        foreach (var index in happened)
            if (log.KindOf(index) == FactKind.VoidShip) left = null;
            else left ??= packing.Lot?.Before(index, timeline);
        return left;
    }

    // Shipments and their withdrawals of the container and of those around it, while the lot was inside.
    private void Collect(int container, int from, int to, HashSet<int> around, List<int> happened)
    {
        if (!around.Add(container)) return;
        foreach (var index in mentions.Of(container))
            if (log.KindOf(index) is FactKind.Ship or FactKind.VoidShip && timeline.Before(from, index) && (to < 0 || timeline.Before(index, to)) && !happened.Contains(index)) happened.Add(index);
        foreach (var outer in lives.Of(container).Packings)
        {
            var since = timeline.Before(from, outer.From) ? outer.From : from;
            var until = outer.To < 0 ? to : to < 0 || timeline.Before(outer.To, to) ? outer.To : to;
            if (until < 0 || timeline.Before(since, until)) Collect(outer.Parent, since, until, around, happened);
        }
    }
}
