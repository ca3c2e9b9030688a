using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Drills;

public enum DrillState { Running, Done, Cancelled, Interrupted, Failed }

/// <summary>What was asked: exactly one of them. Thing is a lot or unit in any spelling that was resolved when it was asked.</summary>
public sealed record DrillOrder(string? Thing, int? Sample, bool All)
{
    public override string ToString() => Thing ?? (All ? "every lot" : $"a sample of {Sample}");
}

/// <summary>
/// A drill from its start to its end, as it is kept. Score is the share of checked things whose five questions the records answer, in percent; Balanced the same
/// of closed balances. Things holds everything checked where few were; of every lot only those with gaps, and no more than <see cref="Kept"/>.
/// </summary>
public sealed record DrillReport(long Id, DrillOrder Asked, DrillState State, DateTimeOffset Started, DateTimeOffset? Ended)
{
    public const int Kept = 1000;

    public string? Note { get; init; }
    public int Total { get; init; }
    public int Checked { get; init; }
    public int Answered { get; init; }
    public int ClosedBalances { get; init; }
    public long Links { get; init; }
    public int GapCount { get; init; }
    public double Seconds { get; init; }

    /// <summary>The newest commit when it ended.</summary>
    public long Commit { get; init; }
    public bool? Complete { get; init; }
    public IReadOnlyList<string> Warnings { get; init; } = [];
    public IReadOnlyList<DrilledThing> Things { get; init; } = [];

    public double? Score => Checked == 0 ? null : Math.Round(100.0 * Answered / Checked, 2);
    public double? Balanced => Checked == 0 ? null : Math.Round(100.0 * ClosedBalances / Checked, 2);
}
