using System.Net;
using Traceability.Cloud.Api;
using Traceability.Cloud.Capture;
using Traceability.Cloud.Downlink;
using Traceability.Cloud.Drills;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Cloud.Web;
using Traceability.Plant;

namespace Traceability.Cloud;

/// <summary>
/// Puts the cloud service together: the store that ingest fills, the genealogy that follows it, the API and the pages that ask.
/// Everything listens on loopback only; who wants it elsewhere puts a proxy with authentication before it.
/// </summary>
public static class Host
{
    /// <summary>The web application, not yet started. Port 0 takes a free one.</summary>
    public static WebApplication Build(PlantModel plant, IEventStore store, int port, TimeProvider? time = null, GatewayStates? states = null, RecallStore? recalls = null, DrillStore? drills = null, Records? records = null, PlantDirectory? directory = null, LogLoop? log = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(Host).Assembly.GetName().Name });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1_000_000;
        });
        // A start that fails is said in one sentence by ServeCommand; the host's own account of it is a stack trace.
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddRoutingCore();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddOpenApi("v1");
        builder.Services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(_ => records ?? new Records(store, plant));
        builder.Services.AddSingleton(_ => recalls ?? RecallStore.InMemory());
        builder.Services.AddSingleton(_ => directory ?? new PlantDirectory(store, plant));
        builder.Services.AddSingleton<RecallBook>();
        builder.Services.AddHostedService<RecallWatch>();
        builder.Services.AddSingleton<TurnFigures>();
        builder.Services.AddSingleton<RecordsFollower>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RecordsFollower>());
        builder.Services.AddSingleton(states ?? new GatewayStates(time ?? TimeProvider.System));
        builder.Services.AddEpcis(store);
        builder.Services.AddSingleton(_ => drills ?? DrillStore.InMemory());
        builder.Services.AddSingleton<DrillLoop>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DrillLoop>());
        builder.Services.AddRazorComponents();
        var app = builder.Build();
        app.Use(SecurityHeaders.Add);
        app.Use(Refused);
        app.UseStatusCodePages();
        app.UseRouting();
        app.UseMiddleware<RecordsTurn>();
        Map(app, log);
        return app;
    }

    private static void Map(IEndpointRouteBuilder app, LogLoop? log)
    {
        app.MapTrace();
        app.MapPicks();
        app.MapSuspects();
        app.MapDrills();
        app.MapPlant();
        app.MapRecalls();
        app.MapStock();
        app.MapHolds();
        app.MapAudit();
        app.MapMetrics();
        app.MapHealth(log);
        app.MapEpcis();
        app.MapWeb();
        app.MapOpenApi();
        app.MapFallback("{*path}", (HttpContext context) => new RefusedException(404, "unknown-address", "", $"There is nothing at {context.Request.Path}; /openapi/v1.json lists what there is.").Result());
    }

    // A refusal is an answer, not a fault: it is turned into problem details at this one place.
    private static async Task Refused(HttpContext context, Func<Task> next)
    {
        try
        {
            await next();
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await refused.Result().ExecuteAsync(context);
        }
        catch (BadHttpRequestException malformed) when (!context.Response.HasStarted)
        {
            // The binder's sentence is: Failed to bind parameter "int perPage" from "abc".
            var field = malformed.Message.Split('"') is [_, var parameter, ..] ? parameter[(parameter.LastIndexOf(' ') + 1)..] : "";
            await new RefusedException(400, "malformed-parameter", field, malformed.Message).Result().ExecuteAsync(context);
        }
    }
}
