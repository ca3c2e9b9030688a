using Traceability.Epcis;

namespace Traceability.Cloud.Genealogy;

public sealed record Assigned(DateTimeOffset Time, string? Location, string? Run, string? WorkOrder, string? Lot, string Event);
public sealed record ComponentPart(string Id, string Item, string? Lot, string? Serial, LinkClass Class, string? Reason, string? Run, string Event)
{
    /// <summary>When a replaced part was taken out again.</summary>
    public DateTimeOffset? Removed { get; init; }
}
public sealed record SeenAt(DateTimeOffset Time, string Location, string? BizStep, string Event);
public sealed record ContainedIn(string Id, int Level, DateTimeOffset Packed, DateTimeOffset? Unpacked, string Event);
public sealed record ShippedWith(string? Order, string? Customer, DateTimeOffset Time, string? Container, string Event);
public sealed record HeldSince(string Disposition, DateTimeOffset From, DateTimeOffset? To, string Event);
public sealed record HistoryEvent(DateTimeOffset Time, string Event, string Type, string? BizStep, string? Location);

/// <summary>A unit's life as a warranty claim asks for it. Containers are listed inside out: level 1 holds the unit.</summary>
public sealed record UnitHistory(Assigned? Assigned, IReadOnlyList<ComponentPart> Components, IReadOnlyList<SeenAt> Locations, IReadOnlyList<ContainedIn> Containers,
    ShippedWith? Shipment, IReadOnlyList<ShippedWith> Shipments, IReadOnlyList<SeenAt> Returns, IReadOnlyList<HeldSince> Holds, IReadOnlyList<HistoryEvent> Events,
    DateTimeOffset? WarrantyStart, DateTimeOffset? WarrantyEnd)
{
    public static UnitHistory Of(Projection projection, int unit)
    {
        var life = projection.Lives.Of(unit);
        var shipments = life.Departures.Select(d => ShippedBy(projection, d)).ToList();
        var months = projection.Plant.ItemByKey(projection.Things.KeyOf(unit))?.WarrantyMonths;
        // The warranty runs from the first time it went to a customer, not from a replacement's or a second shipment.
        var start = months is null || shipments.Count == 0 ? (DateTimeOffset?)null : shipments[0].Time;
        return new UnitHistory(
            life.Birth >= 0 ? AssignedBy(projection, life.Birth) : null,
            ComponentsOf(projection, unit),
            life.Sightings.Select(s => Seen(projection, s.Fact, s.Place)).ToList(),
            ContainersOf(projection, unit),
            shipments.Count > 0 ? shipments[^1] : null,
            shipments,
            life.Returns.Select(r => Seen(projection, r, projection.Log[r].BizLocation)).ToList(),
            HoldsOf(projection, unit),
            projection.FactsOf(unit).Select(f => EventOf(projection, f)).ToList(),
            start,
            start?.AddMonths(months!.Value));
    }

    private static HistoryEvent EventOf(Projection projection, int index)
    {
        var fact = projection.Log[index];
        return new HistoryEvent(projection.Timeline.TimeOf(index), fact.EventId, fact.Type.ToString(), projection.Log.Names[fact.BizStep], projection.PlaceOf(fact.BizLocation));
    }

    private static SeenAt Seen(Projection projection, int index, int place) =>
        new(projection.Timeline.TimeOf(index), projection.PlaceOf(place) ?? "", projection.Log.Names[projection.Log[index].BizStep], projection.EventIdOf(index));

    private static ShippedWith ShippedBy(Projection projection, Departure departure)
    {
        var fact = projection.Log[departure.Fact];
        var container = projection.Things.KindOf(departure.Named) == Gs1.MaterialKind.Container ? projection.Things.Uri(departure.Named) : null;
        return new ShippedWith(projection.DocumentOf(fact.Document), projection.PartyOf(fact.Party), projection.Timeline.TimeOf(departure.Fact), container, fact.EventId);
    }

    private static Assigned AssignedBy(Projection projection, int birth)
    {
        var fact = projection.Log[birth];
        var run = projection.Log.Names[fact.Run];
        var order = fact.Kind == FactKind.Make ? projection.DocumentOf(fact.Document) : null;
        return new Assigned(projection.Timeline.TimeOf(birth), projection.PlaceOf(fact.Place), run, order ?? (run is null ? null : Vocabulary.WorkOrderOfRun(run)),
            fact.Lot is { } lot ? projection.Log.Names[lot.LotNumber] : null, fact.EventId);
    }

    private static List<ComponentPart> ComponentsOf(Projection projection, int unit)
    {
        var (things, graph) = (projection.Things, projection.Graph);
        var entries = new List<int>();
        for (var entry = graph.FirstEntryOf(unit); entry >= 0; entry = graph.NextEntryOf(entry))
            if (graph.EdgeOf(entry) >= 0) entries.Add(entry);
        entries.Sort((a, b) => projection.Timeline.Compare(graph.EventOf(a), graph.EventOf(b)));
        var parts = new List<ComponentPart>();
        foreach (var entry in entries)
        {
            var members = graph.Members(graph.EdgeOf(entry));
            for (var member = members.Start; member < members.End; member++)
                foreach (var (from, why, at) in Named(projection, member))
                {
                    var until = graph.UntilOf(member);
                    parts.Add(new ComponentPart(things.Uri(from), projection.ItemOf(from), things.IsUnit(from) ? null : things[from].Extension, things.IsUnit(from) ? things[from].Extension : null,
                        until is null ? why.Class : LinkClass.Formerly, Explanations.Words(projection, why, at), graph.RunOf(graph.EdgeOf(entry)) is > 0 and var run ? projection.Log.Names[run] : null,
                        projection.EventIdOf(graph.EventOf(entry)))
                    {
                        Removed = until is { } removed ? projection.Timeline.TimeOf(removed) : null,
                    });
                }
        }
        return parts;
    }

    // What was drawn without its lot stands for the lots that it may be of.
    private static IEnumerable<(int From, Why Why, int Member)> Named(Projection projection, int member)
    {
        var graph = projection.Graph;
        var from = graph.FromOf(member);
        if (!projection.Things.IsUnnamed(from))
        {
            yield return (from, graph.WhyOf(member), member);
            yield break;
        }
        for (var entry = graph.FirstEntryOf(from); entry >= 0; entry = graph.NextEntryOf(entry))
        {
            if (graph.EdgeOf(entry) < 0) continue;
            var inside = graph.Members(graph.EdgeOf(entry));
            for (var one = inside.Start; one < inside.End; one++) yield return (graph.FromOf(one), graph.WhyOf(one).Class == LinkClass.Confirmed ? graph.WhyOf(member) : graph.WhyOf(one), one);
        }
    }

    private static List<ContainedIn> ContainersOf(Projection projection, int unit)
    {
        var timeline = projection.Timeline;
        var found = new List<ContainedIn>();
        var seen = new HashSet<int> { unit };
        var open = new Queue<(int Thing, int Level, int From, int To)>([(unit, 1, -1, -1)]);
        while (open.TryDequeue(out var at))
            foreach (var packing in projection.Lives.Of(at.Thing).Packings)
            {
                // A pallet that the case was on before the unit came into the case never held the unit.
                if (packing.To >= 0 && at.From >= 0 && timeline.Before(packing.To, at.From) || at.To >= 0 && timeline.Before(at.To, packing.From)) continue;
                found.Add(new ContainedIn(projection.Things.Uri(packing.Parent), at.Level, timeline.TimeOf(packing.From), packing.To < 0 ? null : timeline.TimeOf(packing.To), projection.EventIdOf(packing.From)));
                if (!seen.Add(packing.Parent)) continue;
                var from = at.From < 0 || timeline.Before(at.From, packing.From) ? packing.From : at.From;
                open.Enqueue((packing.Parent, at.Level + 1, from, packing.To >= 0 ? packing.To : at.To));
            }
        return found;
    }

    private static List<HeldSince> HoldsOf(Projection projection, int unit)
    {
        var holds = new List<HeldSince>();
        var ids = new List<string>();
        foreach (var index in projection.FactsOf(unit))
        {
            var fact = projection.Log[index];
            var time = projection.Timeline.TimeOf(index);
            for (var i = 0; i < holds.Count; i++)
                if (holds[i].To is null && fact.Unset.Any(w => projection.Log.Names[w] == holds[i].Disposition) && (fact.Hold == 0 || projection.Log.Names[fact.Hold] == ids[i])) holds[i] = holds[i] with { To = time };
            // "conformant" says that all is well and holds nothing.
            foreach (var word in fact.Set.Select(w => projection.Log.Names[w]!).Where(w => w != Vocabulary.Disposition.Conformant))
            {
                holds.Add(new HeldSince(word, time, null, fact.EventId));
                ids.Add(projection.Log.Names[fact.Hold] ?? fact.EventId);
            }
        }
        return holds;
    }
}
