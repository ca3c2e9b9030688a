using Traceability.Epcis;
using Traceability.Inventory;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>
/// A lead's badge and a reason turn the blocked pick that stands red into a pick: an event with both identities and the reason it was
/// blocked for. What is held or expired stays blocked: that is quality's to release, not a lead's to pass.
/// </summary>
internal static class Override
{
    public static Decision Decide(Situation s, string reason)
    {
        var blocked = s.ReaderState.Blocked!;
        if (s.ReaderState.Authoriser is not { } lead || !s.Plant.People.TryGetValue(lead, out var person))
            return StationRules.Refuse(s, "lead needed", "a lead's badge first, then the reason: nothing was allowed");
        if (blocked.Reason is "held" or "expired" or "wrong item")
            return StationRules.Refuse(s, blocked.Reason, $"{blocked.Reason} cannot be overridden: put the lot aside and call quality");
        if (s.Job is not { } job || s.ItemOf(blocked.Label) is not { } item || blocked.Label.LotUri is not { } lot || !Pick.IsWanted(s, job, item))
            return StationRules.Refuse(s, "no order", "scan the work order first, then the label again: nothing was recorded");

        var place = s.Station.Location.Uri;
        var elsewhere = s.Directory.StockAt(place, lot) <= 0 && s.Directory.PlacesOf(lot).Any(p => p.Place != place && p.Record.Stock > 0);
        var asked = s with { Capture = "override", State = s.State.With(s.Reader, s.ReaderState with { Quantity = blocked.Quantity }) };
        var verdict = new PickVerdict(true, blocked.Reason, blocked.Expected, [$"override: {blocked.Reason}; {reason}"], elsewhere);
        var taken = Latch.Note(s, blocked.Label, Pick.Allow(asked, blocked.Label, item, job, lot, verdict));
        var events = taken.Events.Select(e => e with { Trace = e.Trace! with { Reason = reason, Pick = Of(e, lead), Raw = blocked.Label.Raw, AuthorisedBy = lead } }).ToList();
        return taken with { Events = events, Light = Light.Yellow($"override by {person.Name} ({reason}): {item.Code} lot {blocked.Label.Lot} for {job.Id}") };
    }

    private static TracePick? Of(EpcisEvent e, string lead) =>
        e.BizStep == BizStep.Picking && e.Trace?.Pick is { } pick ? pick with { Verdict = "override", AuthorisedBy = lead } : e.Trace?.Pick;
}
