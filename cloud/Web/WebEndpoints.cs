using Microsoft.AspNetCore.Http.HttpResults;
using Traceability.Cloud.Api;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;

namespace Traceability.Cloud.Web;

/// <summary>
/// The pages for people: a page is handler, query, component, the same shape as the API. Components are static Razor, pictures
/// are SVG drawn here, and everything a page needs comes from this host. Without JavaScript all of it works; with it, lights live.
/// </summary>
public static class WebEndpoints
{
    public static void MapWeb(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", Home).ExcludeFromDescription();
        pages.MapGet("/trace", TraceOf).ExcludeFromDescription();
        pages.MapGet("/trace.csv", Csv).ExcludeFromDescription();
        pages.MapGet("/web/{file}", WebAssets.Serve).ExcludeFromDescription();
        pages.MapGet("/favicon.ico", () => Results.Redirect(WebAssets.Link("icon.svg"))).ExcludeFromDescription();
        pages.MapGet("/api/v1/lights", LightStream.WriteAsync).WithMetadata(OutOfTurn.Marker).WithSummary("Server-sent events: light, gateway and records, present state first");
    }

    private static RazorComponentResult<HomePage> Home(Records records, GatewayStates states) =>
        new(new { View = HomeView.Of(records, states) });

    private static IResult TraceOf(HttpRequest request, Records records, GatewayStates states, TimeProvider time)
    {
        var question = TraceQuestion.Of(request.Query);
        if (string.IsNullOrWhiteSpace(question.Id)) return Results.Redirect("/");
        try
        {
            return new RazorComponentResult<TracePage>(new { View = TraceView.Of(records, states, time, question), Host = $"{request.Scheme}://{request.Host}" });
        }
        catch (RefusedException refused) when (refused is { Status: 300, Candidates: [var only] })
        {
            // A bare lot text that one item alone has: the answer names the item, so nothing was guessed silently.
            return Results.Redirect((question with { Id = only.Id }).Href());
        }
        catch (RefusedException refused)
        {
            return Refusal(records, question, refused);
        }
    }

    private static RazorComponentResult<ChoosePage> Refusal(Records records, TraceQuestion question, RefusedException refused)
    {
        var view = ChooseView.Of(records.Now(), question, refused);
        return new RazorComponentResult<ChoosePage>(new { View = view }) { StatusCode = view.Found ? StatusCodes.Status300MultipleChoices : refused.Status };
    }

    private static async Task Csv(HttpContext context, Records records, GatewayStates states, TimeProvider time)
    {
        var view = TraceView.Of(records, states, time, TraceQuestion.Of(context.Request.Query));
        await ThingsCsv.WriteAsync(context.Response, view);
    }
}
