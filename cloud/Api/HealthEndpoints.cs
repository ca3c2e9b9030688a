using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;

namespace Traceability.Cloud.Api;

/// <summary>For supervisors: alive, and ready to answer with everything that is stored.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder api, LogLoop? log)
    {
        api.MapGet("/healthz", () => Results.Ok(new { Status = "alive" }));
        // A log that is not read does not keep the service from answering, but whoever looks here sees it.
        api.MapGet("/readyz", (Records records) => Results.Ok(new
        {
            Status = "ready",
            Commit = records.Commit,
            Plant = records.Plant.Code,
            Log = log is null ? null : new { log.Place, log.Fault, Partitions = log.States },
        })).WithMetadata(OutOfTurn.Marker);
    }
}
