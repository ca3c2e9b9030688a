using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>R2: a run is entered, a load is mounted, and what was mounted first and scanned later looks back.</summary>
internal static class LineLoads
{
    /// <summary>When a load or output of another run than the current comes, what is left on the line is mounted in the entering run.</summary>
    public static Run Enter(Line line, string runId, Standing at)
    {
        var run = line.RunOf(runId);
        if (line.Current == run) return run;
        line.Current = run;
        foreach (var position in line.Positions)
        {
            var left = LeftFromOthers(position, run);
            foreach (var same in left.GroupBy(l => l.Thing))
                position.StateFor(run).Mountings.Add(new Mounting(same.Key, same.Select(l => new Draw(l.Load)).ToList(), at, run.Pieces, null, same.Last().Run.Id));
        }
        return run;
    }

    private static List<Layer> LeftFromOthers(Position position, Run run)
    {
        var last = position.Layers.FindLast(l => l.MayBeLeft);
        return position.Layers.FindAll(l => l.Run != run && l.MayBeLeft && ((l.Per is not null && l.Left is not null) || l == last));
    }

    public static void Load(Line line, Run run, Standing load, Amount input)
    {
        var feed = load.Event.Trace!.Feed!;
        var (place, item) = (load.Event.Trace.Position ?? line.Place, ThingUri.Item(input.Thing));
        var position = line.Positions.Find(p => p.Place == place && p.Item == item);
        if (position is null) line.Positions.Add(position = new Position(place, item, feed));
        position.Feed = feed;
        var layer = new Layer(load, input.Thing, run, input.Quantity, feed.QuantityPer);
        position.Layers.Add(layer);
        position.StateFor(run).Mountings.Add(new Mounting(input.Thing, [new Draw(load)], load, run.Pieces, layer, null));
        LookBack(run, feed, load, input.Thing);
    }

    private static void LookBack(Run run, TraceFeed feed, Standing load, string thing)
    {
        var item = ThingUri.Item(thing);
        foreach (var output in run.Outputs.Where(o => IsEarly(run, feed, load, o) && !o.Named.Contains(item)))
        {
            if (!output.Drawn.TryGetValue(item, out var drawn)) output.Drawn[item] = drawn = [];
            if (drawn.Exists(c => c.Thing == thing)) continue;
            for (var i = 0; i < drawn.Count; i++) drawn[i] = drawn[i] with { Confirmed = false };
            drawn.Add(new Candidate(thing, false, [new Draw(output.At, load)]));
        }
    }

    private static bool IsEarly(Run run, TraceFeed feed, Standing load, Output output) =>
        (feed.EarlyUnits is { } units && run.Pieces - output.PiecesAfter < units)
        || (feed.EarlySeconds is { } seconds && load.SecondsSince(output.At) <= seconds)
        || load.EitherOrder(output.At);
}
