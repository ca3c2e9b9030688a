using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary>
/// Badges: signing on and off, and a lead's word while something is blocked. The context (order, open container) is the reader's and the
/// operator's: it ends with the operator, and is asked for again ("still WO00012?").
/// </summary>
internal static class Badges
{
    public static Decision Decide(Situation s, string badge)
    {
        if (!s.Plant.People.TryGetValue(badge, out var person))
            return StationRules.Refuse(s, "unknown badge", $"this badge is not known in plant {s.Plant.Code}: nothing was changed. Have it entered, or scan another");
        if (person.Role == PersonRole.Lead && badge != s.ReaderState.Operator && (s.ReaderState.Blocked is not null || Search.IsUsedUp(s)))
            return new Decision(s.State.With(s.Reader, s.ReaderState with { Authoriser = badge }),
                Light.Yellow(s.ReaderState.Blocked is null ? $"{person.Name} allows it: scan CMD:NOTFOUND" : $"{person.Name} is here: scan one of the six reasons to allow it, or CMD:NOTFOUND"), []);
        if (person.Role == PersonRole.Lead && badge != s.ReaderState.Operator && s.Job is { Kind: "1K" } job && Shipment.Doubt(s.Plant, s.State, s.Directory, job.Id) is { } doubt)
            return new Decision(s.State.With(s.Reader, s.ReaderState with { Authoriser = badge }),
                Light.Yellow($"{person.Name} is here: scan one of the six reasons to end {job.Id} as it is ({doubt})"), []);
        if (badge == s.ReaderState.Operator)
            return new Decision(SignOff(s), Light.Ready with { Text = $"{person.Name} signed off" }, []);
        var state = s.ReaderState.Operator is null ? s.State : SignOff(s);
        var reader = state.Reader(s.Reader);
        var still = Still(reader, state);
        state = state.With(s.Reader, reader with { Operator = badge });
        return new Decision(state, still is null ? Light.Ready with { Text = $"{person.Name} signed on" } : Light.Yellow($"{person.Name} signed on: {still}"), []);
    }

    /// <summary>The state after the operator has left this reader: his context ended, what he had open waits for whoever scans it again.</summary>
    public static StationState SignOff(Situation s)
    {
        var reader = s.ReaderState;
        var ended = reader with
        {
            Operator = null,
            Job = null,
            Was = reader.Job ?? reader.Was,
            Open = null,
            Hand = [],
            Target = null,
            Action = null,
            Parent = null,
            Quantity = null,
            Question = null,
            Asked = null,
            Partial = null,
            Authoriser = null,
        };
        var left = reader.Open is { Children.IsEmpty: false } open ? s.State.Left.Add(open) : s.State.Left;
        return s.State.With(s.Reader, ended) with { Left = left, Job = reader.Job is { } job && s.State.Job?.Id == job.Id ? null : s.State.Job };
    }

    private static string? Still(ReaderState reader, StationState state) =>
        reader.Was is { } was ? $"still {was.Id}? Scan it again, or another" : state.Left is [.., var box] ? $"container {box.Sscc} is still open: scan it to go on" : null;
}
