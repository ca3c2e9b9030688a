using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>A lot that an output may have drawn, with the ranks of the loads that put it there.</summary>
internal sealed record Candidate(int Thing, LinkClass Class, string? Reason, IReadOnlyList<int> Draws);

/// <summary>One load as the run sees it. LeftFrom names the earlier run where the thing was not scanned in this one.</summary>
internal sealed record Mounting(int Thing, IReadOnlyList<int> Draws, DateTimeOffset Time, decimal Pieces, ClockReading Clock, Layer? Layer, string? LeftFrom);

/// <summary>What lies on one position of a line, of one item, whatever run put it there.</summary>
internal sealed class Feeder(string position, string item)
{
    public string Position { get; } = position;
    public string Item { get; } = item;
    public Layers Layers { get; } = new(owes: false);
    public TraceFeed? Feed { get; set; }

    /// <summary>All that outputs were held against this position, also beyond what was loaded.</summary>
    public decimal Charged { get; set; }

    /// <summary>What the next run finds here: what quantity says is left, or where it says nothing, what was loaded last.</summary>
    public IEnumerable<IGrouping<int, Layer>> LeftFor(string run)
    {
        var last = Layers.All.LastOrDefault(l => !l.Cleared)?.Thing;
        return Layers.Held.Where(l => l.Run != run && ((l.QuantityPer is not null && l.Left is not null) || l.Thing == last)).GroupBy(l => l.Thing);
    }
}

/// <summary>
/// Rule 2 and 3 of trace.md for one run and one position: which lots of the item an output may have drawn at a moment.
/// It keeps the loads that count, in order; everything else is read off that list, so that a load taken back is simply gone.
/// </summary>
internal sealed class Position(Feeder feeder, Func<int, string> name)
{
    private readonly List<Mounting> _mountings = [];
    private readonly List<(Candidate Was, decimal Pieces, DateTimeOffset Time, ClockReading Clock)> _endings = [];

    public Feeder Feeder { get; } = feeder;
    public bool ScannedInRun { get; private set; }
    public TraceFeed? Feed => Feeder.Feed;

    public void Mount(Mounting mounting)
    {
        _mountings.Add(mounting);
        ScannedInRun |= mounting.LeftFrom is null;
    }

    /// <summary>A return: loads taken back in full do not count any more, nor does a lot of which nothing is left.</summary>
    public void Forget(int thing)
    {
        var gone = !Feeder.Layers.MayHold(thing);
        _mountings.RemoveAll(m => m.Thing == thing && (gone || m.Layer is { Cleared: true } or { Loaded: > 0, Left: 0, Used: 0 }));
    }

    public void Empty(decimal pieces, LineEvent at)
    {
        foreach (var was in At(pieces, at)) _endings.Add((was, pieces, at.Time, at.Clock));
        _mountings.Clear();
    }

    public List<Candidate> At(decimal pieces, LineEvent at)
    {
        var things = Feed?.Rule == "sequential" ? Sequential(pieces, at) : _mountings.Select(m => m.Thing).Distinct().ToList();
        var ended = _endings.Where(e => InOverlap(e.Pieces, e.Time, e.Clock, pieces, at) && !things.Contains(e.Was.Thing)).Select(e => e.Was).DistinctBy(c => c.Thing).ToList();
        var alone = things.Count + ended.Count == 1;
        var found = things.ConvertAll(thing => Judge(thing, things, alone, at));
        found.AddRange(ended.Select(e => e with { Class = LinkClass.Possible, Reason = "emptied just before" }));
        return found;
    }

    // The lot loaded last is current; an earlier one stays within the overlap, and beyond it while quantity says that some is left.
    private List<int> Sequential(decimal pieces, LineEvent at)
    {
        var things = new List<int>();
        for (var i = _mountings.Count - 1; i >= 0; i--)
        {
            var thing = _mountings[i].Thing;
            if (i == _mountings.Count - 1) things.Add(thing);
            else if (LastOf(thing) == i && StillPossible(thing, _mountings[i + 1], pieces, at)) things.Insert(0, thing);
        }
        return things;
    }

    private int LastOf(int thing) => _mountings.FindLastIndex(m => m.Thing == thing);

    private bool StillPossible(int thing, Mounting gaveWayTo, decimal pieces, LineEvent at) =>
        InOverlap(gaveWayTo.Pieces, gaveWayTo.Time, gaveWayTo.Clock, pieces, at) || (Feed is not { OneAtATime: true } && Feeder.Layers.MayHold(thing));

    private bool InOverlap(decimal sincePieces, DateTimeOffset sinceTime, ClockReading sinceClock, decimal pieces, LineEvent at) =>
        (Feed?.OverlapUnits is { } units && pieces - sincePieces < units)
        || (Feed?.OverlapSeconds is { } seconds && (decimal)(at.Time - sinceTime).TotalSeconds < seconds)
        || sinceClock.EitherOrder(at.Clock, at.Time - sinceTime);

    private Candidate Judge(int thing, List<int> things, bool alone, LineEvent at)
    {
        var loads = _mountings.Where(m => m.Thing == thing).ToList();
        var draws = loads.SelectMany(m => m.Draws).Distinct().Order().ToList();
        var left = loads.All(m => m.LeftFrom is not null) ? $"left from run {loads[0].LeftFrom}" : null;
        if (alone && left is null && loads.All(m => m.Clock.EitherOrder(at.Clock, at.Time - m.Time)))
            return new Candidate(thing, LinkClass.Possible, "the clocks of load and output leave both orders open", draws);
        if (alone) return new Candidate(thing, left is null ? LinkClass.Confirmed : LinkClass.Possible, left, draws);
        var others = string.Join(", ", things.Where(t => t != thing).Select(name));
        var why = Feed?.Rule == "sequential" ? $"change-over {string.Join(" to ", things.Select(name))}" : $"mixed with {others}";
        return new Candidate(thing, LinkClass.Possible, left ?? why, draws);
    }
}
