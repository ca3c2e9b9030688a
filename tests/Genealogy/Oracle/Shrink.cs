using System.Globalization;
using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Genealogy.Oracle;

/// <summary>Makes a failing plant as small as it can be and prints it so that a person sees why it fails.</summary>
public static class Shrink
{
    /// <summary>A list from which no event can be taken any more without the failure going away. Commits stay as they were.</summary>
    public static RandomPlant Minimal(RandomPlant plant, Predicate<RandomPlant> fails)
    {
        var part = Math.Max(1, plant.Events.Count / 2);
        while (true)
        {
            var smaller = Without(plant, part, fails);
            if (smaller is not null) plant = smaller;
            else if (part == 1) return plant;
            else part /= 2;
        }
    }

    private static RandomPlant? Without(RandomPlant plant, int part, Predicate<RandomPlant> fails)
    {
        for (var from = 0; from < plant.Events.Count; from += part)
        {
            var smaller = plant with { Events = [.. plant.Events.Take(from), .. plant.Events.Skip(from + part)] };
            if (fails(smaller)) return smaller;
        }
        return null;
    }

    /// <summary>Minimal and printed, with a description of the difference in the small plant.</summary>
    public static string Explain(RandomPlant plant, Func<RandomPlant, string?> difference)
    {
        var small = Minimal(plant, p => difference(p) is not null);
        return $"seed {plant.Seed}, {small.Events.Count} of {plant.Events.Count} events:\n{Print(small)}\n{difference(small)}";
    }

    /// <summary>The records in the order in which they count, one a line, then the links of the oracle.</summary>
    public static string Print(RandomPlant plant)
    {
        var oracle = new Oracle(plant.Events, plant.Plant, plant.Tanks);
        var order = oracle.InOrder.Select(e => e.EventId).ToList();
        var lines = plant.Events.OrderBy(s => order.IndexOf(s.Event.EventId)).ThenBy(s => s.Commit).Select(Line).Concat(oracle.Links().Select(Line));
        return string.Join('\n', lines.Concat(plant.Tanks.Select(t => $"  {EventTable.Name(t.Key)} is {t.Value.Policy}, band {t.Value.Band}")));
    }

    /// <summary>One record as a line: commit, time, stream, what happened with which things.</summary>
    public static string Line(StoredEvent s)
    {
        var (e, trace) = (s.Event, s.Event.Trace);
        var clock = trace?.Clock is { } c ? $" {(c.MaxErrorMs is null ? c.Quality : $"±{c.MaxErrorMs}ms")} boot {c.BootId}" : "";
        var time = e.EventTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        var stream = s.Number is null ? "elsewhere" : $"{s.Gateway}/{s.Epoch}#{s.Number}{clock}";
        string?[] parts =
        [
            $"{s.Commit,3} {time} {stream} {Id(e.EventId)}",
            e.ErrorDeclaration is null ? null : "VOID", Kind(e), e.ParentId is null
                ? null : EventTable.Name(e.ParentId), Things("", ThingUri.Children(e)), Things("", ThingUri.Listed(e)),
            Things("in ", ThingUri.Inputs(e)), Things("out ", ThingUri.Outputs(e)), e.Ilmd?.LotNumber is { } lot
                ? $"lot {lot}" : null, Place("at ", e.BizLocation), Place("read at ", e.ReadPoint),
            e.TransformationId is { } run ? $"run {Short(run)}" : null, Place("position ", trace?.Position), trace?.Feed is { } feed ? Feed(feed) : null,
            trace?.From is { } from ? From(from) : null,
            trace?.CountScope is { } scope ? $"scope {scope}" : null, e.Disposition,
        ];
        return string.Join(' ', parts.Where(p => !string.IsNullOrEmpty(p)));
    }

    private static string Kind(EpcisEvent e) => e.Type switch
    {
        EventType.TransformationEvent => e.OutputQuantityList.Count + e.OutputEpcList.Count == 0 ? "load" : "make",
        EventType.AssociationEvent => e.Action == EventAction.ADD ? "install" : ThingUri.IsUnit(e.ParentId ?? "") ? "remove" : "empty",
        EventType.AggregationEvent => e.Action == EventAction.ADD ? "pack" : "unpack",
        _ => e.BizStep is { } step ? Short(step) : "observe",
    };

    private static string? Things(string word, List<Amount> things) => things.Count == 0 ? null
        : word + string.Join(' ', things.Select(t => ThingUri.IsUnit(t.Thing) || ThingUri.IsContainer(t.Thing)
            ? EventTable.Name(t.Thing) : $"{EventTable.Name(t.Thing)}:{t.Quantity?.ToString(CultureInfo.InvariantCulture) ?? "?"}"));

    private static string Line(OracleLink l)
    {
        var until = l.Until is null ? "" : $", until {Id(l.Until)}";
        return $"  link {EventTable.Name(l.From)} -> {EventTable.Name(l.To)} at {Id(l.EventId)}: {l.Class}, drawn at {string.Join(", ", l.Draws.Select(Id))}{until}";
    }

    private static string From(TraceFrom from) =>
        $"from {EventTable.Name(from.Place)}{(from.Run is null ? "" : $" run {Short(from.Run)}")}{Place(" position ", from.Position)}";

    private static string Feed(TraceFeed f)
    {
        var overlap = Word(" overlap", f.OverlapUnits) + Word(" overlapSeconds", f.OverlapSeconds);
        var early = Word(" early", f.EarlyUnits) + Word(" earlySeconds", f.EarlySeconds);
        return $"({f.Rule}{overlap}{early}{Word(" per", f.QuantityPer)}{(f.OneAtATime ? " oneAtATime" : "")})";
    }

    private static string? Word(string word, decimal? value) => value is null ? null : $"{word} {value.Value.ToString(CultureInfo.InvariantCulture)}";

    private static string? Place(string word, string? uri) => uri is null ? null : word + EventTable.Name(uri);

    private static string Short(string text) => text[(text.LastIndexOfAny([':', '#', '/']) + 1)..];

    private static string Id(string eventId) => eventId.Replace("urn:uuid:", "", StringComparison.Ordinal);
}
