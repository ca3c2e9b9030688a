namespace Traceability.Cloud.Genealogy;

/// <summary>A question that the records cannot answer, in words. Question is supplier, received, run, finished, customers or balance.</summary>
public sealed record DrillGap(string Question, string Thing, string Sentence);

/// <summary>Where a drilled thing came from. Without a receipt of its own it is where what it was made of came from.</summary>
public sealed record DrillOrigin(string Lot, string? Supplier, DateTimeOffset Received, string? Order);

public sealed record DrillGoods(string Item, int Confirmed, int Possible);
public sealed record DrillCustomer(string Customer, IReadOnlyList<string> Orders, int Things);

/// <summary>
/// What the records alone say to the five questions of a recall: which supplier, when received, which run consumed (or made) it, which finished goods, which
/// customers. Links are those checked; Gap and AccountedPercent are of the balance.
/// </summary>
public sealed record DrilledThing(string Id, string Name, string Kind, IReadOnlyList<DrillOrigin> Origins, IReadOnlyList<string> Runs, IReadOnlyList<DrillGoods> Finished, int Unshipped,
    IReadOnlyList<DrillCustomer> Customers, long Links, decimal? Gap, decimal? AccountedPercent, IReadOnlyList<DrillGap> Gaps)
{
    /// <summary>Whether all five questions are answered; a balance that does not close is told beside them.</summary>
    public bool Answered => Gaps.All(g => g.Question == "balance");
}
