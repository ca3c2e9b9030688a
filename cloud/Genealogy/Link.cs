namespace Traceability.Cloud.Genealogy;

/// <summary>How sure a link or a thing in an answer is (trace.md). The order is from best to worst.</summary>
public enum LinkClass { Confirmed, Possible, Formerly }

/// <summary>
/// One coming-into-being of a thing: a receipt, an output of a run, the installing of a component. A lot may have several;
/// they rise in rank.
/// </summary>
public readonly record struct Entry(int Thing, int Rank);

/// <summary>
/// From a thing to an entry of another: what was drawn at these ranks went into what came out. Draws say at which moments
/// the source was taken, because what came into a lot later cannot be in it (rule 6). Until is the rank of the event that removed it again.
/// </summary>
public sealed record Link(int From, int To, LinkClass Class, string? Reason, string? Run, IReadOnlyList<int> Draws, int Rank, int? Until = null);

/// <summary>What a run took and gave, for neighbours that are provably not affected.</summary>
public sealed class RunRecord(string run)
{
    public string Run { get; } = run;

    /// <summary>Things mounted in the run and not taken back unopened, with the rank of the first time.</summary>
    public Dictionary<int, int> Mounted { get; } = [];
    public List<int> Outputs { get; } = [];
}
