namespace Traceability.Cloud.Genealogy;

/// <summary>
/// A transformation from elsewhere states no feed (rule 2): all its inputs go into all its outputs, sure only where nothing
/// else is thinkable.
/// </summary>
internal static class StatelessRules
{
    public static IReadOnlyList<Draw> Of(Run run, Drawn drawn, Things things, Timeline timeline)
    {
        if (run.Stateless.Count == 0) return [];
        var draws = new List<Draw>();
        foreach (var ofItem in run.Stateless.GroupBy(l => l.Item))
        {
            if (drawn.Names(ofItem.Key, things)) continue;
            var lots = ofItem.GroupBy(l => l.Thing).ToList();
            foreach (var lot in lots)
            {
                var late = lot.All(l => !timeline.Before(l.Event, drawn.Output.Event));
                var why = lots.Count > 1 ? Why.Maybe(Reason.SeveralInOneTransformation) : late ? Why.Maybe(Reason.RecordedLater) : Why.Sure;
                // What is told after the output was drawn before it all the same.
                IReadOnlyList<int> events = [];
                foreach (var load in lot)
                    events = Draws.Union(events, Draws.Told(timeline.Before(load.Event, drawn.Output.Event) ? load.Event : drawn.Output.Event, load.Event), timeline);
                draws.Add(new Draw(lot.Key, why, events));
            }
        }
        return draws;
    }
}
