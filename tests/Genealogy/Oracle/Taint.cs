namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// What is tainted from some seeds (trace.md rules 5, 8, 11 and 12): all links again and again until nothing changes any more. Classes only
/// rise and depths only fall, so it ends.
/// </summary>
internal sealed class Taint
{
    private const int None = 0, Possible = 1, Confirmed = 2;

    private sealed class Mark
    {
        public int Class;
        public int Depth = int.MaxValue;

        /// <summary>Null where a taint has no end, else the end that is latest.</summary>
        public Standing? Until;
    }

    private readonly Dictionary<Entry, Mark> _marks = [];
    private readonly HashSet<string> _seeds;
    private readonly bool _contamination;

    public Taint(IReadOnlyList<SourcedLink> links, HashSet<string> seeds, bool contamination)
    {
        (_seeds, _contamination) = (seeds, contamination);
        var changed = true;
        while (changed)
        {
            changed = false;
            foreach (var (link, sources) in links) changed |= Pass(link, sources);
        }
    }

    /// <summary>Best class of each thing over its entries; those whose part was removed since count only for formerly.</summary>
    public Dictionary<string, (string Class, int Depth)> Answer()
    {
        var answer = new Dictionary<string, (string, int)>(StringComparer.Ordinal);
        foreach (var thing in _marks.Where(m => !_seeds.Contains(m.Key.Thing) && !ThingUri.IsUnnamed(m.Key.Thing)).GroupBy(m => m.Key.Thing, m => m.Value))
        {
            var best = thing.Where(m => m.Until is null).Select(m => m.Class).DefaultIfEmpty(None).Max();
            answer[thing.Key] = (best switch { Confirmed => "confirmed", Possible => "possible", _ => "formerly" }, thing.Min(m => m.Depth));
        }
        return answer;
    }

    private bool Pass(Link link, List<Source> sources)
    {
        var (linkClass, depth) = _seeds.Contains(link.From) ? (Confirmed, 0) : ClassOf(sources);
        if (linkClass == None) return false;
        if (!link.Confirmed) linkClass = Possible;
        if (!ThingUri.IsUnnamed(link.To.Thing)) depth++;
        var until = _contamination ? null : link.Until;
        if (!_marks.TryGetValue(link.To, out var mark))
        {
            _marks[link.To] = new Mark { Class = linkClass, Depth = depth, Until = until };
            return true;
        }
        var later = mark.Until is null || until is null ? null : mark.Until.IsBefore(until) ? until : mark.Until;
        var changed = linkClass > mark.Class || depth < mark.Depth || later != mark.Until;
        (mark.Class, mark.Depth, mark.Until) = (Math.Max(mark.Class, linkClass), Math.Min(mark.Depth, depth), later);
        return changed;
    }

    /// <summary>None if no draw reaches a taint; confirmed if all draws are.</summary>
    private (int Class, int Depth) ClassOf(List<Source> draws)
    {
        var classes = draws.ConvertAll(ClassOf);
        if (classes.TrueForAll(c => c.Class == None)) return (None, int.MaxValue);
        return (classes.TrueForAll(c => c.Class == Confirmed) ? Confirmed : Possible, classes.Min(c => c.Depth));
    }

    private (int Class, int Depth) ClassOf(Source draw)
    {
        var reached = draw.Entries.FindAll(e => IsReached(e, draw.Draw)).ConvertAll(e => _marks[e]);
        var depth = reached.Select(m => m.Depth).DefaultIfEmpty(int.MaxValue).Min();
        if (draw.IsUnit) return (reached.Select(m => m.Class).DefaultIfEmpty(None).Max(), depth);
        if (draw.UnitEntries.Count > 0) return ClassOfSerialised(draw, reached.Count > 0, depth);
        if (reached.Count == 0) return (None, depth);
        return (reached.Count == draw.Entries.Count && reached.TrueForAll(m => m.Class == Confirmed) ? Confirmed : Possible, depth);
    }

    /// <summary>R11: which units of a lot a quantity was, nobody knows.</summary>
    private (int Class, int Depth) ClassOfSerialised(Source draw, bool reached, int depth)
    {
        foreach (var entry in draw.UnitEntries)
        {
            if (_seeds.Contains(entry.Thing)) (reached, depth) = (true, 0);
            else if (IsReached(entry, draw.Draw)) (reached, depth) = (true, Math.Min(depth, _marks[entry].Depth));
        }
        return (reached ? Possible : None, depth);
    }

    private bool IsReached(Entry entry, Draw draw) =>
        _marks.TryGetValue(entry, out var mark) && !(mark.Until is { } until && until.IsBefore(draw.At) && !until.EitherOrder(draw.At));
}
