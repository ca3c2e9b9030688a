using System.Collections.Immutable;
using Traceability.Epcis;
using Traceability.Gs1;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>
/// What must be known of a shipment to end it: the things that left with it here, and what was at the door and should not have been. Left: it
/// ended by silence with something missing, and stays open until somebody goes on with it or ends it.
/// </summary>
public sealed record ShipmentState(ImmutableList<string> Things, ImmutableList<string> Unexpected, bool IsLeft = false)
{
    public static readonly ShipmentState Begun = new([], []);
}

/// <summary>
/// The end of a shipment. Tags and silence never end one that lacks a container or met one too many: somebody scans what is missing, says
/// CMD:DONE (or the next order) twice, or a lead's badge and a reason end it; each is an event with what was missing. "Missing" is judged only
/// where the order names containers or a quantity, and only once something was shipped.
/// </summary>
internal static class Shipment
{
    private const int MostUnexpected = 50, MostNamed = 5;

    /// <summary>The decision with what it means for the shipment; a refusal of a tag is something unexpected at the door.</summary>
    public static Decision Noted(Situation s, SalesOrder order, string thing, string name, Decision decision)
    {
        var known = s.State.Shipments.GetValueOrDefault(order.Id);
        var shipment = known ?? ShipmentState.Begun;
        if (decision.Events is [{ BizStep: BizStep.Shipping }, ..])
            shipment = shipment with { Things = Counts(order) ? shipment.Things.Remove(thing).Add(thing) : [], Unexpected = shipment.Unexpected.Remove(name), IsLeft = false };
        else if (s.Capture == "rfid") shipment = With(shipment, name);
        else return decision;
        return known is null && !Counts(order) && shipment.Unexpected.IsEmpty ? decision : decision with { State = Set(decision.State, order.Id, shipment) };
    }

    /// <summary>A container that left with this order and was seen to come in again: said and kept, and nothing is undone by it.</summary>
    public static Decision CameBack(Situation s, SalesOrder order, string name)
    {
        var refused = StationRules.Refuse(s, "came back in", $"{name} was shipped with {order.Id} and comes in again: CMD:UNDO or a return if it stays, else take it out again", LightPattern.Yellow);
        return refused with { State = Set(refused.State, order.Id, With(s.State.Shipments.GetValueOrDefault(order.Id) ?? ShipmentState.Begun, name)) };
    }

    /// <summary>What speaks against ending it, in words; null where nothing does.</summary>
    public static string? Doubt(PlantModel plant, StationState state, Inventory.Inventory directory, string orderId)
    {
        if (!state.Shipments.TryGetValue(orderId, out var shipment) || !plant.SalesOrders.TryGetValue(orderId, out var order)) return null;
        string?[] doubts = [Missing(order, shipment, directory), shipment.Unexpected.IsEmpty ? null : $"at the door, not shipped with it: {Some(shipment.Unexpected)}"];
        return doubts.Any(d => d is not null) ? string.Join("; ", doubts.Where(d => d is not null)) : null;
    }

    /// <summary>CMD:DONE.</summary>
    public static Decision Done(Situation s)
    {
        var id = s.Job is { Kind: "1K" } job ? job.Id : "";
        var (question, end) = Ends(s, id, "CMD:DONE");
        return question ?? new Decision(Ended(s, id), end is null ? Light.Ready with { Text = "shipment ended: scan the next order" }
            : Light.Yellow($"{id} ended as it is: scan the next order"), end is null ? [] : [end]);
    }

    /// <summary>A shipping order's label: the order before it ends, if nothing stands against that.</summary>
    public static Decision Open(Situation s, string id)
    {
        var before = s.Job is { Kind: "1K" } open && open.Id != id ? open.Id : null;
        var (question, end) = before is null ? default : Ends(s, before, id);
        if (question is not null) return question;
        var job = new Job("1K", id, s.Time);
        var state = before is null ? s.State : Ended(s, before);
        state = state.With(s.Reader, state.Reader(s.Reader) with { Job = job, Was = null, Question = null, Asked = null, Partial = null }) with { Job = job };
        if (state.Shipments.TryGetValue(id, out var shipment)) state = Set(state, id, shipment with { IsLeft = false });
        var light = Doubt(s.Plant, state, s.Directory, id) is { } doubt ? Light.Yellow($"sales order {id} goes on: {doubt}") : Light.Ready with { Text = $"sales order {id}: scan the first label" };
        return new Decision(Portal.Reopened(state, s.Time), light, end is null ? [] : [end]);
    }

    // The question where something stands against the end; answered by the same label again, the event that says what it was.
    private static (Decision? Question, EpcisEvent? End) Ends(Situation s, string id, string again)
    {
        if (Doubt(s.Plant, s.State, s.Directory, id) is not { } doubt) return default;
        if (s.ReaderState.Question == s.ReaderState.LastFrame) return (null, Finding(s, id, "ended by hand", doubt));
        return (StationRules.Ask(s, $"{id} is not complete ({doubt}). Scan what is missing; {again} again ends it as it is"), null);
    }

    /// <summary>A lead's badge and a reason end it.</summary>
    public static Decision ByLead(Situation s, string reason)
    {
        if (s.ReaderState.Authoriser is not { } lead || !s.Plant.People.TryGetValue(lead, out var person))
            return StationRules.Refuse(s, "lead needed", "a lead's badge first, then the reason: nothing was allowed");
        if (s.Job is not { Kind: "1K" } job || Doubt(s.Plant, s.State, s.Directory, job.Id) is not { } doubt)
            return StationRules.Refuse(s, "not awaited here", "no shipment is in doubt here: nothing was recorded");
        var e = Finding(s, job.Id, "ended by a lead", doubt);
        e = e with { Trace = e.Trace! with { Capture = "override", Reason = reason, AuthorisedBy = lead } };
        return new Decision(Ended(s, job.Id), Light.Yellow($"override by {person.Name} ({reason}): {job.Id} ended with {doubt}"), [e]);
    }

    private static StationState Ended(Situation s, string orderId)
    {
        var reader = s.ReaderState with { Job = null, Was = null, Action = null, Quantity = null, Question = null, Asked = null, Partial = null, Authoriser = null };
        var state = s.State.With(s.Reader, reader);
        return Portal.Reopened(state with { Job = null, Shipments = state.Shipments.Remove(orderId) }, s.Time);
    }

    /// <summary>
    /// What silence has done since the read before: orders that nobody went on with have ended, and one in doubt is left open, with an event that
    /// says so. Null where there is nothing to say.
    /// </summary>
    public static Decision? Overdue(Situation s)
    {
        if (s.Station.Kind != StationKind.Shipping) return null;
        var jobs = s.State.Readers.Values.Select(r => r.Job).Append(s.State.Job).OfType<Job>().Where(j => j.Kind == "1K").ToList();
        var over = jobs.GroupBy(j => j.Id).Where(g => s.Time - g.Max(j => j.Used) > Shipping.Silence).Select(g => g.Key).Order(StringComparer.Ordinal).ToList();
        var (state, events, said) = (s.State, new List<EpcisEvent>(), new List<string>());
        foreach (var id in over)
        {
            if (Doubt(s.Plant, state, s.Directory, id) is not { } doubt) continue;
            events.Add(Finding(s with { Data = ReadOnlyMemory<byte>.Empty, Reader = "", Capture = "scan" }, id, "left open", doubt, events.Count));
            said.Add($"{id} is left open ({doubt}): scan the order to go on, then what is missing, or CMD:DONE twice");
            state = Set(state, id, state.Shipments[id] with { IsLeft = true });
            foreach (var (reader, r) in state.Readers.Where(r => r.Value.Job?.Id == id)) state = state.With(reader, r with { Job = null, Question = null, Asked = null });
            state = Portal.Reopened(state with { Job = state.Job?.Id == id ? null : state.Job }, s.Time);
        }
        return events.Count == 0 ? null : new Decision(state, Light.Yellow(string.Join(". ", said)), events);
    }

    private static bool Counts(SalesOrder order) => order.Containers.Count > 0 || order.Quantity is not null;

    private static string? Missing(SalesOrder order, ShipmentState shipment, Inventory.Inventory directory)
    {
        var left = order.Containers.Where(c => !IsGone(c, order, shipment, directory)).ToList();
        if (left.Count > 0) return $"missing {left.Count} of {order.Containers.Count}: {Some(left)}";
        if (order.Quantity is not { } wanted || order.Containers.Count > 0) return null;
        var units = shipment.Things.Where(t => IsWith(t, order, directory)).Sum(t => directory.Container(t) is null ? 1m : directory.Contents(t).Count());
        return units < wanted ? $"{StationRules.Text(units)} of {StationRules.Text(wanted)} shipped" : null;
    }

    private static bool IsGone(string name, SalesOrder order, ShipmentState shipment, Inventory.Inventory directory) =>
        IsWith(MaterialId.Container(name).Uri, order, directory) || shipment.Things.Any(t => t.EndsWith($"/{Uri.EscapeDataString(name)}", StringComparison.Ordinal) && IsWith(t, order, directory));

    private static bool IsWith(string thing, SalesOrder order, Inventory.Inventory directory) =>
        (directory.Container(thing)?.ShippedWith ?? directory.Unit(thing)?.ShippedWith) is { } with && Vocabulary.DocumentNumber(with) == order.Id;

    private static ShipmentState With(ShipmentState shipment, string unexpected) =>
        shipment.Unexpected.Contains(unexpected, StringComparer.Ordinal) || shipment.Unexpected.Count >= MostUnexpected ? shipment
            : shipment with { Unexpected = shipment.Unexpected.Add(unexpected) };

    private static StationState Set(StationState state, string order, ShipmentState shipment) => state with { Shipments = state.Shipments.SetItem(order, shipment) };

    private static EpcisEvent Finding(Situation s, string order, string reason, string doubt, int index = 0)
    {
        var e = s.Event(index, EventType.ObjectEvent, BizStep.Refused);
        return e with
        {
            EpcList = [s.Station.Location.Uri],
            BizTransactionList = [s.Document(BizTransaction.OrderConfirmation, order)],
            Trace = e.Trace! with { Refusal = new TraceRefusal(reason, Raw.Encode(s.Data.Span)), Findings = [$"{order}: {doubt}"] },
        };
    }

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
