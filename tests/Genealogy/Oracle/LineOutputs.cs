namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>R2: an output draws of each item from what the positions of its run hold, and uses it up by quantity.</summary>
internal static class LineOutputs
{
    /// <summary>Pieces of an output: the largest sum over one item; unknown counts 0.</summary>
    public static decimal Pieces(Standing u) =>
        ThingUri.Outputs(u.Event).GroupBy(o => ThingUri.Item(o.Thing)).Select(same => same.Sum(o => o.Quantity ?? 0)).DefaultIfEmpty(0).Max();

    /// <summary>Draws, uses and counts the pieces. The answer is how much of each item was used (for the balance).</summary>
    public static List<(string Item, decimal Amount)> Put(Line line, Run run, Standing u)
    {
        var pieces = Pieces(u);
        var output = new Output(u, run.Pieces + pieces, ThingUri.Inputs(u.Event).Select(i => ThingUri.Item(i.Thing)).ToList());
        var uses = new List<(string, decimal)>();
        var items = line.Positions.FindAll(p => p.StateIn(run) is not null && !output.Named.Contains(p.Item)).GroupBy(p => p.Item);
        foreach (var drawn in items.ToList())
        {
            output.Drawn[drawn.Key] = Candidates.Of(drawn, run, u);
            if (drawn.Last().Feed.QuantityPer is not { } per) continue;
            uses.Add((drawn.Key, pieces * per));
            Use(line, drawn.Key, pieces * per);
        }
        run.Pieces += pieces;
        run.Outputs.Add(output);
        return uses;
    }

    // A position must have given at least what the item's other positions together cannot have given.
    private static void Use(Line line, string item, decimal amount)
    {
        var used = line.Used[item] = line.Used.GetValueOrDefault(item) + amount;
        var positions = line.Positions.FindAll(p => p.Item == item);
        foreach (var position in positions)
        {
            var others = positions.Where(p => p != position).Sum(p => p.Layers.Sum(l => l.Loaded is { } loaded ? loaded - l.Returned : used));
            var charge = used - others - position.Charged;
            if (charge <= 0) continue;
            position.Charged += charge;
            foreach (var layer in position.Layers) charge = layer.Use(charge);
        }
    }
}
