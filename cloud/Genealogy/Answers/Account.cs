namespace Traceability.Cloud.Genealogy;

/// <summary>An event about a thing; Declaration is the fact that declares it wrong, -1 where none does.</summary>
public readonly record struct Told(int Fact, int Declaration);

/// <summary>Everything that was ever recorded about a thing, in order, what was declared wrong included: for an auditor.</summary>
public static class Account
{
    public static List<Told> Of(Projection projection, int thing)
    {
        var told = projection.FactsOf(thing).Select(f => new Told(f, -1)).ToList();
        // What was voided is in no view's order any more; declarations are few, and each names what its event named.
        for (var i = 0; i < projection.Log.Count; i++)
        {
            if (projection.Log.KindOf(i) != FactKind.Declaration || !projection.Knows(i) || !Names(projection.Log[i], thing)) continue;
            if (projection.Log.Find(projection.EventIdOf(i)) is >= 0 and var wrong && projection.IsVoided(wrong) && IsWithin(projection, wrong)) told.Add(new Told(wrong, i));
        }
        told.Sort((a, b) => projection.Timeline.Compare(a.Fact, b.Fact));
        return told;
    }

    private static bool IsWithin(Projection projection, int index) => !(projection.Timeline.TicksOf(index) > projection.Cut.AsOf?.UtcTicks);

    private static bool Names(Fact fact, int thing) => fact.Parent == thing || fact.Goods.Any(g => g.Thing == thing) || fact.Outputs.Any(g => g.Thing == thing);
}
