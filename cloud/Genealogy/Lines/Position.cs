using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

/// <summary>
/// One load as a run sees it. At and Ticks are the event that put it there; LeftFrom is the earlier run where the thing was not
/// scanned in this one. InDoubt: it is current again only because what came after it was taken back.
/// </summary>
internal sealed record Mounting(int Thing, IReadOnlyList<int> Draws, int At, long Ticks, decimal Pieces, Layer? Layer, int LeftFrom)
{
    public int InDoubtOf { get; set; } = -1;
}

/// <summary>What lies on one position of a line, of one item, whatever run put it there. Number is its place in the order of first loads.</summary>
internal sealed class Feeder(int number, int position, int item)
{
    public int Number { get; } = number;
    public int Position { get; } = position;
    public int Item { get; } = item;
    public Layers Layers { get; } = new(owes: false);
    public TraceFeed? Feed { get; set; }
    public bool IsSequential => Feed?.Rule == "sequential";

    /// <summary>All that outputs were held against this position, also beyond what was loaded.</summary>
    public decimal Charged { get; set; }
}

/// <summary>What lay here until it was emptied, or taken back in full: what an output draws shortly afterwards it may have drawn still.</summary>
internal readonly record struct Ending(Draw Was, decimal Pieces, LineEvent By, bool ByReturn);

/// <summary>
/// Rules 2 and 3 of trace.md for one run and one position: which lots of the item an output may have drawn at a moment.
/// It keeps the loads that count, in order; everything else is read off that list, so that a load taken back is simply gone.
/// </summary>
internal sealed class Position(Feeder feeder, Timeline timeline)
{
    private readonly List<Mounting> _mountings = [];
    private readonly List<Ending> _endings = [];
    private List<Draw>? _unchanged;

    public Feeder Feeder { get; } = feeder;
    public bool ScannedInRun { get; private set; }

    public void Mount(Mounting mounting)
    {
        _unchanged = null;
        _mountings.Add(mounting);
        ScannedInRun |= mounting.LeftFrom == 0;
    }

    /// <summary>How many pieces the run had put out when the first of what is here now was mounted; null where nothing is.</summary>
    public decimal? MountedSince => _mountings.Count == 0 ? null : _mountings[0].Pieces;

    /// <summary>
    /// A return: loads taken back in full do not count any more, nor does a lot of which nothing is left; but where the clocks leave it open
    /// whether an output was before the return. Answers whether any was taken back.
    /// </summary>
    public bool Forget(int thing, decimal pieces, LineEvent at)
    {
        if (_mountings.Count == 0) return false;
        var gone = !Feeder.Layers.MayHold(thing);
        var last = _mountings[^1];
        var down = _mountings.FindAll(m => m.Thing == thing && (gone || m.Layer is { Cleared: true } or { Loaded: > 0, Left: 0, Used: 0 }));
        if (down.Count == 0) return false;
        _endings.Add(new Ending(new Draw(thing, Why.Maybe(Reason.ReturnedJustBefore), DrawsOf(down)), pieces, at, ByReturn: true));
        _mountings.RemoveAll(m => down.Exists(d => ReferenceEquals(d, m)));
        _unchanged = null;
        if (_mountings.Count == 0 || ReferenceEquals(_mountings[^1], last) || pieces <= last.Pieces) return true;
        foreach (var mounting in _mountings.Where(m => m.Thing == _mountings[^1].Thing)) mounting.InDoubtOf = thing;
        return true;
    }

    /// <summary>What lies here after a return, for outputs that may have been after it by the clocks.</summary>
    public List<Draw> Instead(decimal pieces, LineEvent at) =>
        Mounted(pieces, at).ConvertAll(thing => new Draw(thing, Why.Maybe(Reason.ReturnedJustBefore), DrawsOf(_mountings.FindAll(m => m.Thing == thing))));

    public void Empty(decimal pieces, LineEvent at)
    {
        foreach (var was in Mounted(pieces, at).ConvertAll(thing => Judge(thing, alone: false, at))) _endings.Add(new Ending(was with { Why = Why.Maybe(Reason.EmptiedJustBefore) }, pieces, at, ByReturn: false));
        _mountings.Clear();
        _unchanged = null;
    }

    public List<Draw> At(decimal pieces, LineEvent at)
    {
        if (_unchanged is not null && !timeline.MayDoubt(at.Ticks - LastTicks)) return _unchanged;
        var things = Mounted(pieces, at);
        var ended = Ended(things, pieces, at);
        var alone = things.Count + (ended?.Count ?? 0) == 1;
        var found = new List<Draw>(things.Count);
        foreach (var thing in things) found.Add(Again(Judge(thing, alone, at), at));
        if (ended is not null) found.AddRange(ended);
        // One lot, loaded longer ago than any clock is in doubt, and nothing that will run out: the next output draws the same until something happens here.
        if (alone && _endings.TrueForAll(e => e.ByReturn) && _mountings.Count > 0 && !timeline.MayDoubt(at.Ticks - LastTicks) && _mountings.TrueForAll(m => m.Thing == things[0])) _unchanged = found;
        return found;
    }

    /// <summary>The lots of a mixing position, in the order in which they came.</summary>
    public List<int> Mixed()
    {
        var things = new List<int>();
        foreach (var mounting in _mountings)
            if (!things.Contains(mounting.Thing)) things.Add(mounting.Thing);
        return things;
    }

    private List<int> Mounted(decimal pieces, LineEvent at)
    {
        if (!Feeder.IsSequential) return Mixed();
        var things = new List<int>();
        Sequential(things, pieces, at);
        return things;
    }

    // The lot loaded last is current; an earlier one stays within the overlap, and beyond it while quantity says that some is left.
    private void Sequential(List<int> things, decimal pieces, LineEvent at)
    {
        var seen = new HashSet<int>();
        for (var i = _mountings.Count - 1; i >= 0; i--)
            if (seen.Add(_mountings[i].Thing) && (i == _mountings.Count - 1 || StillPossible(_mountings[i].Thing, _mountings[i + 1], pieces, at)))
                things.Add(_mountings[i].Thing);
        things.Reverse();
    }

    private bool StillPossible(int thing, Mounting gaveWayTo, decimal pieces, LineEvent at) =>
        InOverlap(gaveWayTo.Pieces, gaveWayTo.Ticks, gaveWayTo.At, pieces, at) || (Feeder.Feed is not { OneAtATime: true } && Feeder.Layers.MayHold(thing));

    private bool InOverlap(decimal sincePieces, long sinceTicks, int since, decimal pieces, LineEvent at) =>
        (Feeder.Feed?.OverlapUnits is { } units && pieces - sincePieces < units)
        || (Feeder.Feed?.OverlapSeconds is { } seconds && at.Ticks - sinceTicks < seconds * TimeSpan.TicksPerSecond)
        || timeline.HasDoubt && timeline.EitherOrder(since, at.Event);

    // When the last thing happened here that a clock could put on the other side of an output.
    private long LastTicks => _endings.Count == 0 ? _mountings[^1].Ticks : Math.Max(_mountings[^1].Ticks, _endings[^1].By.Ticks);

    private List<Draw>? Ended(List<int> things, decimal pieces, LineEvent at)
    {
        List<Draw>? ended = null;
        foreach (var ending in _endings)
        {
            var was = ending.Was;
            if (things.Contains(was.From) || !(ending.ByReturn ? IsOpen(ending, at) : InOverlap(ending.Pieces, ending.By.Ticks, ending.By.Event, pieces, at))) continue;
            ended ??= [];
            var known = ended.FindIndex(e => e.From == was.From);
            if (known < 0) ended.Add(was);
            else ended[known] = ended[known] with { Events = Draws.Union(ended[known].Events, was.Events, timeline) };
        }
        return ended;
    }

    // Of a lot that lies here still, a load that was taken back may have been what was drawn.
    private Draw Again(Draw draw, LineEvent at)
    {
        foreach (var ending in _endings)
            if (ending.ByReturn && ending.Was.From == draw.From && IsOpen(ending, at)) draw = draw with { Events = Draws.Union(draw.Events, ending.Was.Events, timeline) };
        return draw;
    }

    private bool IsOpen(Ending ending, LineEvent at) => timeline.HasDoubt && timeline.EitherOrder(ending.By.Event, at.Event);

    private List<int> DrawsOf(List<Mounting> mountings)
    {
        var draws = mountings.SelectMany(m => m.Draws).Distinct().ToList();
        draws.Sort(timeline.Compare);
        return draws;
    }

    private Draw Judge(int thing, bool alone, LineEvent at)
    {
        var draws = new List<int>();
        var (left, doubt, clocks, isSure) = (0, -1, false, false);
        foreach (var mounting in _mountings)
        {
            if (mounting.Thing != thing) continue;
            foreach (var draw in mounting.Draws)
                if (!draws.Contains(draw)) draws.Add(draw);
            if (mounting.LeftFrom != 0) left = left == 0 ? mounting.LeftFrom : left;
            else if (mounting.InDoubtOf >= 0) doubt = mounting.InDoubtOf;
            else if (timeline.HasDoubt && timeline.EitherOrder(mounting.At, at.Event)) clocks = true;
            else isSure = true;
        }
        if (draws.Count > 1) draws.Sort(timeline.Compare);
        return new Draw(thing, alone && isSure ? Why.Sure : Doubt(alone, isSure, left, doubt, clocks), draws);
    }

    private Why Doubt(bool alone, bool isSure, int left, int doubt, bool clocks)
    {
        if (!isSure && left != 0 && !clocks && doubt < 0) return Why.Maybe(Reason.LeftFromRun, left);
        if (!alone) return Why.Maybe(Feeder.IsSequential ? Reason.ChangeOver : Reason.Mixed);
        return clocks ? Why.Maybe(Reason.Clocks) : doubt >= 0 ? Why.Maybe(Reason.AfterReturn, doubt) : Why.Maybe(Reason.LeftFromRun, left);
    }
}
