namespace Traceability.Cloud.Genealogy;

/// <summary>An output and what was found to be in it, item by item.</summary>
internal sealed record Drawn(Output Output, decimal PiecesBefore, IReadOnlyList<(int Item, Draw Draw)> From)
{
    public IReadOnlyList<(int Item, Draw Draw)> From { get; set; } = From;

    public bool Names(int item, Things things)
    {
        foreach (var named in Output.Named)
            if (things.ItemOf(named.From) == item) return true;
        return false;
    }
}

/// <summary>One transformationID on this line.</summary>
internal sealed class Run(int id)
{
    public int Id { get; } = id;
    public decimal Pieces { get; set; }

    /// <summary>In the order in which the line's feeders were first loaded.</summary>
    public SortedList<int, Position> Positions { get; } = [];
    public List<Drawn> Outputs { get; } = [];
    public List<Load> Stateless { get; } = [];

    /// <summary>Things mounted in the run and the event of the first time, for neighbours that are provably not affected.</summary>
    public Dictionary<int, int> Mounted { get; } = [];
}
