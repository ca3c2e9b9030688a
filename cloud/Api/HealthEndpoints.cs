using Traceability.Cloud.Genealogy;

namespace Traceability.Cloud.Api;

/// <summary>For supervisors: alive, and ready to answer with everything that is stored.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder api)
    {
        api.MapGet("/healthz", () => Results.Ok(new { Status = "alive" }));
        api.MapGet("/readyz", (Records records) => Results.Ok(new { Status = "ready", Commit = records.Commit, Plant = records.Plant.Code })).WithMetadata(OutOfTurn.Marker);
    }
}
