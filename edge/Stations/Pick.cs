using Traceability.Epcis;
using Traceability.Inventory;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>
/// Pick: a work order or shipping order, then labels. The face's directory decides which lot may leave; a wrong one is
/// red and an event of its own, so that a deviation is never silent.
/// </summary>
internal static class Pick
{
    public static Decision Decide(Situation s, Label label)
    {
        if (s.Job is not { } job)
            return StationRules.Refuse(s, "no order", "scan the work order first, then the label again: nothing was recorded");
        if (label.LotUri is not { } lot || s.ItemOf(label) is not { } item)
            return StationRules.Refuse(s, "wrong item", "this face is picked by lot: scan the lot's label");
        var verdict = IsWanted(s, job, item) ? Trusted(s, item, lot, RotationRules.Decide(s.Directory, item, s.Station.Location.Uri, lot, s.Time)) : PickVerdict.Blocked("wrong item", []);
        return verdict.Allowed ? Allow(s, label, item, job, lot, verdict) : Block(s, label, item, lot, verdict);
    }

    // A no that needs neither clock nor peers stays what it is; anything else is only as good as what it rests on.
    private static PickVerdict Trusted(Situation s, Item item, string lot, PickVerdict verdict)
    {
        if (verdict.Reason is "held") return verdict;
        if (s.Age.Stale is { } stale)
            if (s.Station.Location.WhenStale == WhenStale.Closed) return PickVerdict.Blocked("directory stale", verdict.Expected);
            else if (verdict.Allowed) verdict = verdict with { Findings = [.. verdict.Findings, $"directory stale: {stale}"] };
        if (s.IsClockTrusted || verdict.Reason is "unknown lot" or "older lot available" && s.Directory.Lot(lot)?.Expiry is null) return verdict;
        var face = s.Directory.LotsAt(s.Station.Location.Uri, item.Key).Select(l => l.Lot).Append(lot);
        return face.Any(l => s.Directory.Lot(l)?.Expiry is not null) ? PickVerdict.Blocked("clock not trusted", verdict.Expected) : verdict;
    }

    private static Decision Block(Situation s, Label label, Item item, string lot, PickVerdict verdict)
    {
        var e = s.Event(0, EventType.ObjectEvent, BizStep.PickBlocked);
        e = e with
        {
            QuantityList = [new QuantityElement(lot, s.ReaderState.Quantity, item.EventUom)],
            Trace = e.Trace! with { Pick = Evidence(s, item, "blocked", verdict) },
        };
        var wanted = verdict.Expected.Count > 0 ? $"take lot {s.Name(verdict.Expected[0])} from {s.Station.Location.Code}" : "call a lead";
        var text = verdict.Reason switch
        {
            "older lot available" when item.Rotation == Rotation.Fefo => $"Wrong lot: {item.Code} lot {label.Lot} in the hand, another expires sooner: {wanted}",
            "older lot available" => $"Wrong lot: {item.Code} lot {label.Lot} in the hand, an older one is here: {wanted}",
            "directory stale" => $"cannot check: {s.Age.Stale}. Nothing is allowed from {s.Station.Location.Code} until it is; call a lead",
            "clock not trusted" => $"cannot check: the gateway's clock is not set, and {item.Code} expires. Call a lead",
            "unknown lot" => $"Unknown lot: nobody received {item.Code} lot {label.Lot}. Put it aside; {wanted}",
            _ => $"Not this one: {item.Code} lot {label.Lot}: {verdict.Reason}; {wanted}",
        };
        var state = Labels.Used(s);
        state = state.With(s.Reader, state.Reader(s.Reader) with { Demanded = verdict.Expected.Count > 0 ? verdict.Expected[0] : null });
        return new Decision(state, new Light(verdict.Reason is "unknown lot" or "directory stale" or "clock not trusted" ? LightPattern.Blue : LightPattern.RedFlashing, text), [e]);
    }

    internal static Decision Allow(Situation s, Label label, Item item, Job job, string lot, PickVerdict verdict)
    {
        var face = s.Station.Location;
        var events = new List<EpcisEvent>();
        var findings = verdict.Findings.ToList();
        var recorded = s.Directory.StockAt(face.Uri, lot);
        if (verdict.ImpliedTransfer)
        {
            var (place, lies) = s.Directory.PlacesOf(lot).First(p => p.Place != face.Uri && p.Record.Stock > 0);
            recorded = lies.Stock;
            var move = s.Event(0, EventType.ObjectEvent, BizStep.Stocking);
            events.Add(move with
            {
                BizLocation = face.Uri,
                QuantityList = [new QuantityElement(lot, Labels.Bounded(s, label, item, recorded), item.EventUom)],
                Trace = move.Trace! with { From = new TraceFrom(place), Findings = verdict.Findings },
            });
        }
        var quantity = Labels.Bounded(s, label, item, recorded);
        if (quantity > recorded) findings.Add($"{StationRules.Text(quantity)} taken, {StationRules.Text(Math.Max(recorded, 0))} were recorded at {face.Code}");
        var e = s.Event(events.Count, EventType.ObjectEvent, BizStep.Picking);
        events.Add(e with
        {
            Disposition = Disposition.InProgress,
            BizLocation = Destination(s, job),
            QuantityList = [new QuantityElement(lot, quantity, item.EventUom)],
            BizTransactionList = [s.Document(job.Kind == "W" ? BizTransaction.ProductionOrder : BizTransaction.OrderConfirmation, job.Id)],
            Trace = e.Trace! with { Pick = Evidence(s, item, "allowed", verdict), Findings = findings },
        });
        var state = Labels.Used(s, job);
        state = state.With(s.Reader, state.Reader(s.Reader) with { Demanded = null });
        var text = $"right: {StationRules.Text(quantity)} {item.Uom} of {item.Code} lot {label.Lot} for {job.Id}";
        return new Decision(state, findings.Count == 0 ? Light.Green(text) : Light.Yellow($"{text}; {findings[^1]}"), events);
    }

    /// <summary><c>CMD:NOTFOUND</c>: the demanded lot is counted as 0 at this face, the next one is demanded.</summary>
    public static Decision NotFound(Situation s)
    {
        if (s.ReaderState.Demanded is not { } lot)
            return StationRules.Refuse(s, "not awaited here", "no lot is demanded now: scan a label first");
        var e = s.Event(0, EventType.ObjectEvent, BizStep.CycleCounting);
        e = e with
        {
            BizLocation = s.Station.Location.Uri,
            QuantityList = [new QuantityElement(lot, 0)],
            Trace = e.Trace! with { CountScope = "lot", Findings = [$"lot {s.Name(lot)} was demanded here and not found: search for it"] },
        };
        return new Decision(s.State.With(s.Reader, s.ReaderState with { Demanded = null, Question = null }),
            Light.Yellow($"lot {s.Name(lot)} counted as missing at {s.Station.Location.Code}: scan the next label"), [e]);
    }

    private static TracePick Evidence(Situation s, Item item, string verdict, PickVerdict decided) =>
        new(verdict, decided.Reason, item.Rotation.ToString().ToLowerInvariant(), decided.Expected, s.Directory.Revision, (long)s.Age.Age.TotalMilliseconds);

    /// <summary>Whether the order is one of this plant and takes the item.</summary>
    internal static bool IsWanted(Situation s, Job job, Item item) => job.Kind == "W"
        ? s.Plant.WorkOrders.TryGetValue(job.Id, out var work) && Consume.ComponentFor(s.Plant, work, item) is not null
        : s.Plant.SalesOrders.TryGetValue(job.Id, out var sale) && (sale.Item is null || sale.Item == item.Code);

    /// <summary>A work order's material goes to its line, a shipping order's to where it is packed or shipped.</summary>
    private static string? Destination(Situation s, Job job)
    {
        if (job.Kind == "W") return s.Plant.WorkOrders[job.Id].Line is { } line ? s.Plant.Locations[line].Uri : null;
        return s.Plant.Stations.Values.Where(x => x.Kind is StationKind.Pack or StationKind.Shipping).OrderBy(x => x.Kind).FirstOrDefault()?.Location.Uri;
    }
}
