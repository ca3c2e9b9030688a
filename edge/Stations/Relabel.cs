using Traceability.Epcis;
using static Traceability.Epcis.Vocabulary;

namespace Traceability.Edge.Stations;

/// <summary>
/// Relabel: the old label, then the new one. With a quantity before the new one a part gets it (split) and the old stays in hand; several old
/// ones before it become one (merge). What is known is an old label, what is not yet known is a new one.
/// </summary>
internal static class Relabel
{
    public static Decision Decide(Situation s, Label label)
    {
        if (label.Sscc is not null) return StationRules.Refuse(s, "wrong item", "a container gets no other number: unpack it and pack another");
        var thing = label.UnitUri ?? label.LotUri!;
        var hand = s.ReaderState.Hand;
        if (hand.Any(h => Thing(h.Label) == thing))
            return new Decision(Labels.Used(s), Light.Yellow($"{Name(label)} is the old label already: scan the new one"), []);
        var isKnown = label.UnitUri is { } unit ? s.Directory.Unit(unit) is { IsKnown: true } : s.Directory.Lot(thing) is not null;
        if (isKnown) return Old(s, label, thing);
        return hand.IsEmpty ? StationRules.Refuse(s, "unknown lot", $"{Name(label)} is not known: scan the old label first. Nothing was recorded", LightPattern.Blue) : New(s, label, hand);
    }

    private static Decision Old(Situation s, Label label, string thing)
    {
        if (s.Directory.HoldsOf(thing).Count > 0) return StationRules.Refuse(s, "held", $"{Name(label)} is held and keeps its label until it is released");
        if (s.ReaderState.Hand is [var first, ..] && (first.Label.Key != label.Key || first.Label.Serial is not null || label.Serial is not null))
            return StationRules.Refuse(s, "wrong item", $"{Name(label)} cannot be merged with {Name(first.Label)}: scan the new label, or CMD:DONE");
        if (label.UnitUri is not null && s.Directory.Unit(thing) is { ShippedWith: not null } or { Container: not null } or { Destroyed: true })
            return StationRules.Refuse(s, "already used", $"{Name(label)} is recorded as packed, shipped or scrapped: put it aside and ask");
        var state = Labels.Used(s);
        var quantity = label.UnitUri is not null ? 1 : Labels.Bounded(s, label, s.ItemOf(label)!, s.Directory.StockAt(s.Station.Location.Uri, thing));
        if (quantity == 0)
            return StationRules.Refuse(s, "quantity missing", $"nothing of {Name(label)} is recorded at {s.Station.Location.Code}: scan Q and the number, then the label again", LightPattern.Yellow);
        return new Decision(state.With(s.Reader, state.Reader(s.Reader) with { Hand = s.ReaderState.Hand.Add(new InHand(label, quantity)) }),
            Light.Yellow($"{Name(label)}: scan the new label, or another old one to merge"), []);
    }

    private static Decision New(Situation s, Label label, System.Collections.Immutable.ImmutableList<InHand> hand)
    {
        var old = hand[0].Label;
        if (old.Key != label.Key || old.Serial is null != label.Serial is null)
            return StationRules.Refuse(s, "wrong item", $"the new label is of another item or kind than {Name(old)}: print the right one");
        var expiry = hand.Select(h => h.Label.LotUri is { } lot ? s.Directory.Lot(lot)?.Expiry ?? h.Label.Expiry : null).Where(e => e is not null).Min();
        if (label.Expiry > expiry)
            return StationRules.Refuse(s, "lot known otherwise", $"the new label expires {label.Expiry:yyyy-MM-dd}, the goods {expiry:yyyy-MM-dd}: print the right one");
        return label.Serial is not null ? Unit(s, label, old) : Lot(s, label, hand, expiry);
    }

    private static Decision Lot(Situation s, Label label, System.Collections.Immutable.ImmutableList<InHand> hand, DateOnly? expiry)
    {
        var item = s.ItemOf(label)!;
        var all = hand.Sum(h => h.Quantity ?? 0);
        var part = s.ReaderState.Quantity ?? all;
        if (part > all || part < all && hand.Count > 1)
            return StationRules.Refuse(s, "quantity", $"{StationRules.Text(part)} cannot get the new label, {StationRules.Text(all)} are in hand: say quantities before the old labels");
        var lot = label.LotUri!;
        var e = Event(s, label) with
        {
            InputQuantityList = hand.Select(h => new QuantityElement(h.Label.LotUri!, hand.Count == 1 ? part : h.Quantity, item.EventUom)).ToList(),
            OutputQuantityList = [new QuantityElement(lot, part, item.EventUom)],
        };
        var trace = Receiving.LotOf(label) ?? (expiry is null ? null : new TraceLot(expiry, null, null, null, null));
        var left = part < all ? hand.SetItem(0, hand[0] with { Quantity = all - part }) : [];
        var state = Labels.Used(s);
        return new Decision(state.With(s.Reader, state.Reader(s.Reader) with { Hand = left }),
            Light.Green($"{StationRules.Text(part)} {item.Uom} are now lot {label.Lot}{(left.IsEmpty ? "" : $"; {StationRules.Text(all - part)} left under {Name(hand[0].Label)}")}"),
            [e with { Trace = e.Trace! with { Lot = trace } }]);
    }

    private static Decision Unit(Situation s, Label label, Label old)
    {
        var lot = label.Lot ?? old.Lot ?? s.Directory.Unit(old.UnitUri!)?.Lot;
        var e = Event(s, label) with { InputEpcList = [old.UnitUri!], OutputEpcList = [label.UnitUri!], Ilmd = lot is null && label.Expiry is null ? null : new Ilmd(lot, label.Expiry) };
        var state = Labels.Used(s);
        return new Decision(state.With(s.Reader, state.Reader(s.Reader) with { Hand = [] }), Light.Green($"serial {old.Serial} is now serial {label.Serial}: destroy the old label"), [e]);
    }

    private static EpcisEvent Event(Situation s, Label label) =>
        s.Event(0, EventType.TransformationEvent, BizStep.Repackaging, label.Raw) with { Disposition = Disposition.Active, BizLocation = s.Station.Location.Uri };

    /// <summary><c>CMD:REPRINT</c>: the same identity on another label. Where a thing has one label the old copy is replaced; a lot has as many as cartons.</summary>
    public static Decision Reprint(Situation s, Label label)
    {
        var thing = label.ThingUri!;
        var recorded = Math.Max(s.Directory.Unit(thing)?.Copy ?? 0, s.Directory.Container(thing)?.Copy ?? 0);
        var isLot = label.Sscc is null && label.Serial is null;
        var copy = isLot ? 2 : Math.Max(recorded, Math.Max(1, label.Copy ?? 1)) + 1;
        var e = s.Event(0, EventType.ObjectEvent, BizStep.Encoding, label.Raw);
        e = e with
        {
            EpcList = isLot ? null : [thing],
            QuantityList = isLot ? [new QuantityElement(thing, null, s.ItemOf(label)!.EventUom)] : [],
            Trace = e.Trace! with { Copy = copy },
        };
        return new Decision(Actions.Over(s),
            Light.Green(isLot ? $"print another label of lot {label.Lot}" : $"print copy {copy} of {label.Sscc ?? label.Serial} with (99){copy}, and destroy the old label"), [e]);
    }

    /// <summary>What a label that was replaced answers, wherever it is scanned; null where it is the one in force.</summary>
    public static Decision? Replaced(Situation s, Label label)
    {
        if ((label.ContainerUri ?? label.UnitUri) is not { } thing || s.ReaderState.Action?.Kind == CommandKind.Reprint) return null;
        if (s.Directory.Unit(thing)?.ReplacedBy is { } newer) return StationRules.Refuse(s, "replaced", $"replaced: this is now {s.Name(newer)}. Destroy this label");
        var copy = Math.Max(s.Directory.Unit(thing)?.Copy ?? 0, s.Directory.Container(thing)?.Copy ?? 0);
        return copy > Math.Max(1, label.Copy ?? 1) ? StationRules.Refuse(s, "replaced", $"replaced: copy {copy} of this label is in force. Destroy this one and scan that") : null;
    }

    private static string Thing(Label label) => label.UnitUri ?? label.LotUri!;
    private static string Name(Label label) => label.Serial is null ? $"lot {label.Lot}" : $"serial {label.Serial}";
}
