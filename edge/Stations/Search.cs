using Traceability.Plant;

namespace Traceability.Edge.Stations;

/// <summary><c>CMD:NOTFOUND</c>, and how often it may be said: more than three a shift need a lead's badge, since the next lot comes free by it.</summary>
internal static class Search
{
    public const int MostAShift = 3;
    public static readonly TimeSpan Shift = TimeSpan.FromHours(8);

    public static Decision Decide(Situation s)
    {
        if (IsUsedUp(s) && s.ReaderState.Authoriser is null)
            return StationRules.Refuse(s, "lead needed", $"{MostAShift} lots were not found in this shift: a lead's badge, then CMD:NOTFOUND again");
        var decision = Pick.NotFound(s);
        if (decision.Events is not [var e] || e.Trace?.CountScope is null) return decision;
        var state = decision.State with { Searches = Recent(s).Add(s.Time) };
        state = state.With(s.Reader, state.Reader(s.Reader) with { Blocked = null, Authoriser = null });
        return decision with { State = state, Events = [e with { Trace = e.Trace with { AuthorisedBy = s.ReaderState.Authoriser } }] };
    }

    /// <summary>Only where badges are used: elsewhere there is no lead to ask.</summary>
    public static bool IsUsedUp(Situation s) => s.Plant.People.Values.Any(p => p.Role == PersonRole.Lead) && s.Station.Kind == StationKind.Pick && Recent(s).Count >= MostAShift;

    private static System.Collections.Immutable.ImmutableList<DateTimeOffset> Recent(Situation s) => s.State.Searches.RemoveAll(t => s.Time - t >= Shift);
}
