using Microsoft.AspNetCore.Http.HttpResults;
using Traceability.Plant;

namespace Traceability.Edge.Screen;

/// <summary>
/// The screen of a gateway for the people at its stations (screens.md section 4): a page for the gateway and one a station, with
/// everything they need from here. Pages are static components; with script they are live and sound, without it they come anew.
/// </summary>
internal static class ScreenEndpoints
{
    public static void MapScreen(this IEndpointRouteBuilder pages, Gateway gateway)
    {
        pages.MapGet("/", (HttpRequest request) => new RazorComponentResult<GatewayPage>(new { View = new ScreenView(gateway, request) }));
        pages.MapGet("/stations/{station}", (string station, HttpRequest request) => At(gateway, station, s => StationPage(gateway, s, request)));
        pages.MapGet("/stations/{station}/entry", (string station, HttpRequest request) => At(gateway, station, s => Entry(gateway, s, request, EntryStep.First)));
        pages.MapGet("/stations/{station}/override", (string station, HttpRequest request) =>
            At(gateway, station, s => new RazorComponentResult<OverridePage>(new { View = new ScreenView(gateway, request), Station = s })));
        pages.MapPost("/stations/{station}/entry", (string station, HttpRequest request, CancellationToken stop) => At(gateway, station, s => EnterAsync(gateway, s, request, stop)));
        pages.MapPost("/stations/{station}/commands", (string station, HttpRequest request, CancellationToken stop) => At(gateway, station, s => ScreenPosts.CommandAsync(gateway, s, request, stop)));
        pages.MapGet("/live", (HttpContext context, IHostApplicationLifetime life) => LiveStream.WriteAsync(context, gateway, life.ApplicationStopping));
        pages.MapGet("/screen/{file}", ScreenAssets.Serve);
        pages.MapGet("/favicon.ico", () => Results.Redirect(ScreenAssets.Link("icon.svg")));
    }

    private static IResult At(Gateway gateway, string station, Func<Station, IResult> answer) =>
        gateway.Screens.ContainsKey(station) ? answer(gateway.Plant.Stations[station]) : Results.NotFound($"gateway {gateway.Code} has no such station");

    private static Task<IResult> At(Gateway gateway, string station, Func<Station, Task<IResult>> answer) =>
        gateway.Screens.ContainsKey(station) ? answer(gateway.Plant.Stations[station]) : Task.FromResult(Results.NotFound($"gateway {gateway.Code} has no such station"));

    private static RazorComponentResult<StationPage> StationPage(Gateway gateway, Station station, HttpRequest request)
    {
        var view = new ScreenView(gateway, request);
        return new RazorComponentResult<StationPage>(new { View = view, Station = station, Receipt = Receipt(view, station) });
    }

    private static string? Receipt(ScreenView view, Station station) => view.Query("receipt") switch
    {
        null => null,
        "unknown" => view.Texts["receipt.unknown"],
        "late" => view.Texts["receipt.late"],
        var n => view.Reads(station.Id).FirstOrDefault(r => r.Reader == Stations.ScreenContext.Reader && $"{r.N}" == n) is { } read ? view.Receipt(read) : null,
    };

    private static RazorComponentResult<EntryPage> Entry(Gateway gateway, Station station, HttpRequest request, EntryStep step, string typed = "", string? fault = null) =>
        new(new { View = new ScreenView(gateway, request), Station = station, Step = step, Typed = typed, Fault = fault }) { StatusCode = fault is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity };

    // Twice, and blind: what is compared is the two entries alone; a typing error is never a lot.
    private static async Task<IResult> EnterAsync(Gateway gateway, Station station, HttpRequest request, CancellationToken stop)
    {
        if (await ScreenPosts.FormAsync(request, stop) is not { } form) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var (first, second) = (form["first"].ToString().Trim(), form["second"].ToString().Trim());
        if (first.Length == 0) return Entry(gateway, station, request, EntryStep.First, fault: "enter.empty");
        if (ScreenPosts.Bytes(first) is not { } data) return Entry(gateway, station, request, EntryStep.First, fault: "enter.unusable");
        if (!form.ContainsKey("second")) return Entry(gateway, station, request, EntryStep.Second, first);
        if (first != second) return Entry(gateway, station, request, EntryStep.First, fault: "enter.mismatch");
        return await ScreenPosts.PostAsync(gateway, new ScreenView(gateway, request), station, request, data, stop);
    }
}

/// <summary>Where a manual entry is: typed once, typed again.</summary>
public enum EntryStep { First, Second }
