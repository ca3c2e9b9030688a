using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>R4: what comes back off a line's positions; R-Emptied: what was taken off unseen.</summary>
internal static class LineReturns
{
    /// <summary>Takes quantity (null: all) of a thing off the positions. The answer is what a remainder from a mixed position may hold beside it.</summary>
    public static List<string> Return(Line line, string thing, decimal? quantity, TraceFrom from, Standing at)
    {
        var mixedWith = new List<string>();
        var loads = line.Positions.SelectMany(p => p.Layers.Select(l => (Position: p, Layer: l))).Where(x => x.Layer.Thing == thing);
        var positions = loads.Where(x => from.Position is null || x.Position.Place == from.Position)
            .GroupBy(x => x.Position).OrderByDescending(own => own.Max(x => x.Layer.Load.Rank)).Select(own => own.Key);
        foreach (var position in positions.ToList())
        {
            var layers = position.Layers.FindAll(l => l.Thing == thing && (from.Run is null || l.Run.Id == from.Run) && l.MayBeLeft);
            layers.Reverse();
            if (layers.Count == 0 || quantity == 0) continue;
            mixedWith.AddRange(MixedWith(line, position, thing));
            foreach (var layer in layers.TakeWhile(_ => quantity != 0)) quantity = layer.GiveBack(quantity);
            foreach (var state in position.States) TakeDown(position, state, thing, at);
        }
        return mixedWith.Distinct().ToList();
    }

    private static List<string> MixedWith(Line line, Position position, string thing)
    {
        if (!position.IsMix || line.Current is not { } run || position.StateIn(run) is not { Mountings: { Count: > 0 } mountings }) return [];
        var things = mountings.Select(m => m.Thing).Distinct().ToList();
        return things.Count > 1 && run.Pieces > mountings[0].Pieces ? things.FindAll(t => t != thing) : [];
    }

    private static void TakeDown(Position position, RunState state, string thing, Standing at)
    {
        var gone = !position.MayHold(thing);
        var last = state.Mountings.LastOrDefault();
        var down = state.Mountings.FindAll(m => m.Thing == thing && (gone || m.Layer is { } own && (own.Cleared || own is { Loaded: > 0, Left: 0, Used: 0 })));
        if (down.Count == 0) return;
        state.Mountings.RemoveAll(down.Contains);
        state.Endings.Add(new Ending(thing, down.SelectMany(m => m.Draws).ToList(), at, state.Run.Pieces, ByReturn: true));
        LookBack(position, state, thing, at);
        if (last is null || !down.Contains(last) || state.Run.Pieces <= last.Pieces || state.Mountings.Count == 0) return;
        foreach (var again in state.Mountings.Where(m => m.Thing == state.Mountings[^1].Thing)) again.Doubt = true;
    }

    // An output before the return by its clock may have been after it: then what lies there now was drawn.
    private static void LookBack(Position position, RunState state, string thing, Standing at)
    {
        foreach (var output in state.Run.Outputs.Where(o => at.EitherOrder(o.At)))
        {
            if (!output.Drawn.TryGetValue(position.Item, out var drawn) || drawn.FindIndex(c => c.Thing == thing) is not (>= 0 and var returned)) continue;
            drawn[returned] = drawn[returned] with { Confirmed = false };
            foreach (var other in Candidates.Lying(position, state, at).Where(t => !drawn.Exists(c => c.Thing == t)).ToList())
                drawn.Add(new Candidate(other, false, state.Mountings.Where(m => m.Thing == other).SelectMany(m => m.Draws).Distinct().ToList()));
        }
    }

    /// <summary>The positions an emptying of this place concerns; items null is all items.</summary>
    public static List<Position> Concerned(Line line, string place, List<string>? items)
    {
        var called = line.Positions.FindAll(p => p.Place == place);
        var concerned = called.Count == 0 && line.Place == place ? line.Positions : called;
        return concerned.FindAll(p => items is null || items.Contains(p.Item));
    }

    public static void Empty(Position position, Standing emptying)
    {
        foreach (var state in position.States)
        {
            foreach (var thing in Candidates.Lying(position, state, emptying))
                state.Endings.Add(new Ending(thing, state.Mountings.Where(m => m.Thing == thing).SelectMany(m => m.Draws).ToList(), emptying, state.Run.Pieces, ByReturn: false));
            state.Mountings.Clear();
        }
        foreach (var layer in position.Layers) layer.Cleared = true;
    }
}
