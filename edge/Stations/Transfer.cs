using Traceability.Epcis;
using Traceability.Inventory;
using Traceability.Plant;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>Transfer: labels or containers are taken up, then the place they go to is scanned. Where they came from is what the records say.</summary>
internal static class Transfer
{
    public static Decision Decide(Situation s, Label label)
    {
        if (label.LotUri is { } lot && label.Serial is null && s.Directory.Lot(lot) is null)
            return StationRules.Refuse(s, "unknown lot", $"lot {label.Lot} of {s.ItemOf(label)!.Code} is not known: was it received? Nothing was recorded", LightPattern.Blue);
        if (s.ReaderState.Hand.Any(h => h.Label.ThingUri == label.ThingUri))
            return new Decision(Labels.Used(s), Light.Yellow($"{Name(label)} is in the hand already: scan the place it goes to"), []);
        var hand = s.ReaderState.Hand.Add(new InHand(label, s.ReaderState.Quantity));
        var state = Labels.Used(s);
        return new Decision(state.With(s.Reader, state.Reader(s.Reader) with { Hand = hand, Target = null }),
            Light.Yellow($"{Name(label)}: scan the place it goes to"), []);
    }

    public static Decision Place(Situation s, string code)
    {
        if (s.Plant.Locations.GetValueOrDefault(code) is not { } place)
            return StationRules.Refuse(s, "unknown place", $"place {code} is not known in plant {s.Plant.Code}: scan a place of this plant");
        if (s.ReaderState.Hand.IsEmpty)
            return StationRules.Refuse(s, "no label", $"scan the label first, then {code}: nothing was recorded");

        // A place scanned while the screen asks "where from?" is the answer; else it is where the hand goes. A new plant file may lack what it went to.
        var asked = s.ReaderState.Target is { } before ? s.Plant.Locations.GetValueOrDefault(before) : null;
        var target = asked ?? place;
        var events = new List<EpcisEvent>();
        foreach (var inHand in s.ReaderState.Hand)
        {
            var source = s.Station.Kind == StationKind.Consume ? s.Station.Location : asked is null ? Source(s, inHand.Label, target) : place;
            if (source is null)
                return new Decision(s.State.With(s.Reader, s.ReaderState with { Target = target.Code }),
                    Light.Yellow($"where does {Name(inHand.Label)} come from? Scan that place"), []);
            events.Add(Move(s, events.Count, inHand, source, target));
        }
        var deviation = events.Any(e => e.Trace?.Pick is not null || e.Trace?.Findings.Count > 0);
        var light = deviation ? Light.Yellow($"moved to {target.Code}: an older lot lies in store, or more than was recorded") : Light.Green($"moved to {target.Code}");
        return new Decision(s.State.With(s.Reader, s.ReaderState with { Hand = [], Target = null, Quantity = null, Question = null, Action = null }), light, events);
    }

    /// <summary>The only other store place that holds the lot, else the only line where it lies (a return), else unknown.</summary>
    private static Location? Source(Situation s, Label label, Location target)
    {
        if (label.ContainerUri is { } box) return s.Plant.LocationByUri(s.Directory.Container(box)?.Location);
        if (label.UnitUri is { } unit) return s.Plant.LocationByUri(s.Directory.Unit(unit)?.Location);
        var places = s.Directory.PlacesOf(label.LotUri!).Where(p => p.Place != target.Uri).Select(p => (Location: s.Plant.LocationByUri(p.Place), p.Record)).ToList();
        var stores = places.Where(p => p.Location is { Kind: not "line" } && p.Record.Stock > 0).ToList();
        if (stores.Count == 1) return stores[0].Location;
        // A lot that was used up on one line and lies on another comes from there; what records call used up everywhere may still be in a hand.
        var lines = places.Where(p => p.Location is { Kind: "line" }).ToList();
        var left = lines.Where(p => p.Record.Stock > 0 || p.Record.OnPositions > 0).ToList();
        if (left.Count > 0) lines = left;
        return stores.Count == 0 && lines.Count == 1 ? lines[0].Location : null;
    }

    private static EpcisEvent Move(Situation s, int index, InHand inHand, Location source, Location target)
    {
        var label = inHand.Label;
        var step = target.Kind switch { "pickFace" => BizStep.Stocking, "line" => BizStep.StagingOutbound, _ => BizStep.Storing };
        var e = s.Event(index, EventType.ObjectEvent, step, label.Raw);
        e = e with { Disposition = Disposition.InProgress, BizLocation = target.Uri, Trace = e.Trace! with { From = new TraceFrom(source.Uri, RunOf(s, inHand, source)) } };
        if ((label.ContainerUri ?? label.UnitUri) is { } epc) return e with { EpcList = [epc] };

        var item = s.ItemOf(label)!;
        var lot = label.LotUri!;
        var lies = s.Directory.At(source.Uri, lot) ?? new StockRecord(0, 0, false);
        var recorded = lies.Stock + (source.Kind == "line" ? lies.OnPositions : 0);
        var asked = s with { State = s.State.With(s.Reader, s.ReaderState with { Quantity = inHand.Quantity }) };
        var quantity = Labels.Bounded(asked, label, item, recorded);
        return e with
        {
            QuantityList = [new QuantityElement(lot, quantity, item.EventUom)],
            Trace = e.Trace! with
            {
                Pick = target.Kind == "pickFace" && source.Kind != "line" ? Deviation(s, item, lot, source) : null,
                Findings = quantity > recorded ? [$"{StationRules.Text(quantity)} moved, {StationRules.Text(recorded)} were recorded at {source.Code}"] : [],
            },
        };
    }

    // Taken off at the line itself, the person knows that it was mounted, where none of it lies there beside.
    private static string? RunOf(Situation s, InHand inHand, Location source) =>
        s.Station.Kind == StationKind.Consume && s.Line is { WorkOrder.Length: > 0 } line && inHand.Label.LotUri is { } lot && s.Directory.At(source.Uri, lot) is { Stock: <= 0, Mounted: > 0 }
            ? Vocabulary.Run(s.Plant.Gln, line.WorkOrder, source.Code) : null;

    /// <summary>A face replenished with a newer lot while an older one lies in store: allowed, but a deviation.</summary>
    private static TracePick? Deviation(Situation s, Item item, string lot, Location source)
    {
        var older = s.Plant.Locations.Values.Where(l => l.Kind is "storage" or "dock" || l == source)
            .SelectMany(l => RotationRules.InOrder(s.Directory, item, l.Uri, s.Time)).FirstOrDefault(other => other != lot && RotationRules.IsOlder(s.Directory, item, other, lot));
        return older is null ? null
            : new TracePick("allowed", "older lot in store", item.Rotation.ToString().ToLowerInvariant(), [older], s.Directory.Revision, (long)s.Age.Age.TotalMilliseconds);
    }

    private static string Name(Label label) => label.Sscc ?? label.Serial ?? $"lot {label.Lot}";
}
