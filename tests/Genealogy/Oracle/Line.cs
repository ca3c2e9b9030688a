using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>
/// R2: what a line knows. Its positions hold layers (what quantity says is there, over all runs) and, for each run, mountings
/// (what that run's outputs draw from). The rules work on this in LineLoads, LineOutputs, LineReturns and LineEmptying.
/// </summary>
internal sealed class Line(string place)
{
    public string Place { get; } = place;

    /// <summary>In order of first load.</summary>
    public List<Position> Positions { get; } = [];
    public List<Run> Runs { get; } = [];

    /// <summary>The run of the last load or output.</summary>
    public Run? Current { get; set; }

    /// <summary>Item and how much of it outputs have used on this line, over all runs.</summary>
    public Dictionary<string, decimal> Used { get; } = new(StringComparer.Ordinal);

    public Run RunOf(string id)
    {
        var run = Runs.Find(r => r.Id == id);
        if (run is null) Runs.Add(run = new Run(id));
        return run;
    }
}

internal sealed class Run(string id)
{
    public string Id { get; } = id;

    /// <summary>Pieces put out so far.</summary>
    public decimal Pieces { get; set; }
    public List<Output> Outputs { get; } = [];
}

/// <summary>One item at one position of a line. The feed is that of the last load, whatever run.</summary>
internal sealed class Position(string place, string item, TraceFeed feed)
{
    public string Place { get; } = place;
    public string Item { get; } = item;
    public TraceFeed Feed { get; set; } = feed;
    public List<Layer> Layers { get; } = [];
    public List<RunState> States { get; } = [];

    /// <summary>How much of the line's use was already charged to the layers here.</summary>
    public decimal Charged { get; set; }

    public bool IsMix => Feed.Rule == "mix";

    public bool MayHold(string thing) => Layers.Exists(l => l.Thing == thing && l.MayBeLeft);

    public RunState? StateIn(Run run) => States.Find(s => s.Run == run);

    public RunState StateFor(Run run)
    {
        var state = StateIn(run);
        if (state is null) States.Add(state = new RunState(run));
        return state;
    }
}

/// <summary>What one load put there. Nothing below 0 is ever left; unknown stays unknown until it is cleared.</summary>
internal sealed class Layer(Standing load, string thing, Run run, decimal? loaded, decimal? per)
{
    public Standing Load { get; } = load;
    public string Thing { get; } = thing;
    public Run Run { get; } = run;
    public decimal? Loaded { get; } = loaded;
    public decimal? Per { get; } = per;
    public decimal Used { get; set; }
    public decimal Returned { get; set; }
    public bool Cleared { get; set; }

    public decimal? Left => Cleared ? 0 : Loaded is { } loaded ? Math.Max(0, loaded - Used - Returned) : null;
    public bool MayBeLeft => Left is null or > 0;

    /// <summary>Uses up to what is left and says what is still wanted; an unknown rest takes everything.</summary>
    public decimal Use(decimal wanted)
    {
        var amount = Left is { } left ? Math.Min(left, wanted) : wanted;
        Used += amount;
        return wanted - amount;
    }

    /// <summary>Gives back up to what is left and says what is still to come back; null (all of it) clears.</summary>
    public decimal? GiveBack(decimal? wanted)
    {
        if (wanted is null)
        {
            Cleared = true;
            return null;
        }
        var amount = Left is { } left ? Math.Min(left, wanted.Value) : wanted.Value;
        Returned += amount;
        return wanted - amount;
    }
}

/// <summary>What the outputs of one run draw from at one position.</summary>
internal sealed class RunState(Run run)
{
    public Run Run { get; } = run;
    public List<Mounting> Mountings { get; } = [];
    public List<Ending> Endings { get; } = [];
}

/// <summary>A thing mounted in a run. Layer is the load's own; null where it was left from another run.</summary>
internal sealed record Mounting(string Thing, IReadOnlyList<Draw> Draws, Standing At, decimal Pieces, Layer? Layer, string? LeftFrom)
{
    /// <summary>After the return of what was mounted on top of it nobody knows since when this is the current one again.</summary>
    public bool Doubt { get; set; }
}

/// <summary>What was current or still possible when the position was emptied, or what a return took away.</summary>
internal sealed record Ending(string Thing, IReadOnlyList<Draw> Draws, Standing At, decimal Pieces, bool ByReturn);

/// <summary>What an output drew of each item. A load scanned late may still change it.</summary>
internal sealed class Output(Standing at, decimal piecesAfter, List<string> named)
{
    public Standing At { get; } = at;

    /// <summary>Pieces of the run right after this output.</summary>
    public decimal PiecesAfter { get; } = piecesAfter;

    /// <summary>Items whose inputs the output names itself.</summary>
    public List<string> Named { get; } = named;
    public Dictionary<string, List<Candidate>> Drawn { get; } = new(StringComparer.Ordinal);
}

internal sealed record Candidate(string Thing, bool Confirmed, IReadOnlyList<Draw> Draws);
