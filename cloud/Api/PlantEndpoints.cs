using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Gs1;

namespace Traceability.Cloud.Api;

public sealed record Found(string Id, string Kind, string? Item, string? Lot, string? Serial, bool NearMiss);
public sealed record GatewayAnswer(string Gateway, IReadOnlyList<string> Stations, DateTimeOffset? LastSeen, DateTimeOffset? LastHeard, long LastNumber, IReadOnlyList<long> Missing, IReadOnlyList<EpochAnswer> Epochs, long? ConfigRevision, string? ConfigRefused);
public sealed record EpochAnswer(string Epoch, long Committed, long HighestSeen);
public sealed record ContainerAnswer(string Id, string Sscc, string State, string? Parent, IReadOnlyList<string> Containers, int Units, string? Location, string? Order, DateTimeOffset? Packed);

/// <summary>Finding things, and the plant's gateways and containers.</summary>
public static class PlantEndpoints
{
    private const int MaximumFound = 50;

    public static void MapPlant(this IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/search", Search).WithSummary("What a person types or scans; near misses are marked as such");
        api.MapGet("/api/v1/gateways", Gateways).WithSummary("Each gateway's stream: last number, gaps, last heard; the revision it runs with, and why not with the one it was told");
        api.MapGet("/api/v1/containers", Containers).WithSummary("Containers by state: packed (on hand) or shipped; topLevel=true leaves out those inside others");
    }

    private static Page<Found> Search(Records records, string? q, int? perPage, string? nextPageToken)
    {
        if (string.IsNullOrWhiteSpace(q)) throw RefusedException.Missing("q", "what was typed or scanned");
        var projection = records.Now();
        var text = q.Trim();
        var meanings = IdParameter.Meanings(projection.Plant, text);
        var exact = meanings.Select(projection.Things.Find).OfType<int>()
            .Concat(IdParameter.Bare(projection, text)).Concat(IdParameter.Suppliers(projection, text, meanings)).Distinct().Select(t => FoundOf(projection, t, near: false)).ToList();
        var documents = projection.Log.Names.All.Where(n => n.StartsWith("urn:epcglobal:cbv:bt:", StringComparison.Ordinal) && (Projection.DocumentOf(n) == text || n == text))
            .Select(d => new Found(d, "document", null, null, null, false));
        var near = IdParameter.Near(projection, text[(text.LastIndexOf('/') + 1)..], null).Select(t => FoundOf(projection, t, near: true));
        var begins = Enumerable.Range(0, projection.Things.Count).Where(t => text.Length >= 3 && projection.Things[t].Extension is { } e && e != text && e.StartsWith(text, StringComparison.Ordinal))
            .Take(MaximumFound).Select(t => FoundOf(projection, t, near: false));
        return Parameters.Page(exact.Concat(documents).Concat(begins).Concat(near).DistinctBy(f => f.Id).ToList(), perPage ?? MaximumFound, nextPageToken);
    }

    private static Found FoundOf(Projection projection, int thing, bool near)
    {
        var candidate = IdParameter.CandidateOf(projection, thing, near);
        return new Found(candidate.Id, candidate.Kind, candidate.Item, candidate.Lot, candidate.Serial, near);
    }

    private static Page<GatewayAnswer> Gateways(Records records, GatewayStates states, int? perPage, string? nextPageToken)
    {
        var plant = records.Plant;
        var streams = records.Gateways().ToLookup(s => s.Gateway);
        var said = states.All().ToDictionary(s => s.Gateway, StringComparer.Ordinal);
        var names = plant.Gateways.Concat(streams.Select(s => s.Key)).Distinct().Order(StringComparer.Ordinal);
        var answers = names.Select(name => new GatewayAnswer(name, plant.Stations.Values.Where(s => s.Gateway == name).Select(s => s.Id).Order(StringComparer.Ordinal).ToList(),
            streams[name].Max(s => s.LastEventTime), streams[name].Any() ? streams[name].Max(s => s.LastHeard) : null, streams[name].Select(s => s.Committed).DefaultIfEmpty(0).Max(),
            streams[name].SelectMany(s => s.Missing).ToList(), streams[name].Select(s => new EpochAnswer(s.Epoch, s.Committed, s.HighestSeen)).ToList(),
            said.GetValueOrDefault(name) is { Config: > 0 and var revision } ? revision : null, said.GetValueOrDefault(name)?.ConfigRefused));
        return Parameters.Page(answers.ToList(), perPage, nextPageToken);
    }

    private static Page<ContainerAnswer> Containers(Records records, string? state, bool? topLevel, int? perPage, string? nextPageToken)
    {
        if (state is not (null or "packed" or "shipped")) throw RefusedException.Malformed("state", state, "packed or shipped is expected");
        var projection = records.Now();
        var all = projection.Containers.All.Where(c => projection.Containers.Contents(c).Count > 0).Select(c => ContainerOf(projection, c))
            .Where(c => (state is null || c.State == state) && (topLevel != true || c.Parent is null)).OrderBy(c => c.Sscc, StringComparer.Ordinal).ToList();
        return Parameters.Page(all, perPage, nextPageToken);
    }

    private static ContainerAnswer ContainerOf(Projection projection, int container)
    {
        var containers = projection.Containers;
        var where = Whereabouts.Of(projection, container);
        var inside = containers.Contents(container).ToList();
        return new ContainerAnswer(projection.Things.Uri(container), projection.Things[container].Key, where.State, where.Container,
            inside.Where(p => projection.Things[p.Child].Kind == MaterialKind.Container).Select(p => projection.Things.Uri(p.Child)).ToList(),
            containers.AllBelow(container).Count(p => projection.Things.IsUnit(p.Child)), where.Location, where.Shipment, inside.Count > 0 ? projection.Timeline.TimeOf(inside[0].Packing.From) : null);
    }
}
