using System.Text;
using Traceability.Edge.Devices;
using Traceability.Edge.Stations;
using Traceability.Gs1;
using Traceability.Inventory;
using Traceability.Plant;

namespace Traceability.Edge.Screen;

/// <summary>After a write the browser asks for the page again, so that loading it anew does not write twice.</summary>
internal sealed class SeeOther(string place) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = place;
        return Task.CompletedTask;
    }
}

/// <summary>A known lot that a typed one nearly is, and the entry with it in place.</summary>
public sealed record NearLot(string Typed, string Known, string Entry);

/// <summary>
/// What is pressed or typed becomes a read of the station's screen; nothing is decided here. Each answer is a receipt: what, when, what
/// the light says, which event. A page is answered by a redirection to itself, another caller by JSON.
/// </summary>
internal static class ScreenPosts
{
    private static readonly Dictionary<string, byte[]> Commands = new(StringComparer.Ordinal)
    {
        ["done"] = "CMD:DONE"u8.ToArray(),
        ["notfound"] = "CMD:NOTFOUND"u8.ToArray(),
        ["close"] = "CMD:CLOSE"u8.ToArray(),
        ["undo"] = "CMD:UNDO"u8.ToArray(),
    };

    public static async Task<IResult> CommandAsync(Gateway gateway, Station station, HttpRequest request, CancellationToken stop)
    {
        var form = await request.ReadFormAsync(stop);
        var view = new ScreenView(gateway, request);
        var name = form["command"].ToString();
        var data = name == "yes" ? view.Work(station)?.Yes : Commands.GetValueOrDefault(name);
        return data is null ? Answer(view, station, request, null, StatusCodes.Status409Conflict, "unknown") : await PostAsync(gateway, view, station, request, data, stop);
    }

    public static async Task<IResult> PostAsync(Gateway gateway, ScreenView view, Station station, HttpRequest request, byte[] data, CancellationToken stop) =>
        await gateway.Screens[station.Id].Reader.PostAsync(data, stop) is { } read
            ? Answer(view, station, request, read, StatusCodes.Status200OK, $"{read.N}")
            : Answer(view, station, request, null, StatusCodes.Status202Accepted, "late");

    private static IResult Answer(ScreenView view, Station station, HttpRequest request, TakenRead? read, int status, string receipt)
    {
        if (WantsPage(request)) return new SeeOther(view.Link($"/stations/{Uri.EscapeDataString(station.Id)}", ("receipt", receipt)));
        return Results.Json(new
        {
            receipt = status == StatusCodes.Status409Conflict ? view.Texts["receipt.unknown"] : view.Receipt(read),
            time = read is null ? null : Epcis.EventWriter.Time(read.Time),
            reader = read?.Reader,
            n = read?.N,
            read = read?.Text,
            light = read?.Light is { } light ? LightBoard.Word(light.Pattern) : null,
            text = read is null ? null : view.Verdict(read),
            events = read?.Events ?? [],
        }, statusCode: status);
    }

    /// <summary>What was typed, as the bytes of a barcode; null for what no barcode can be. The key of an entry is its exact text.</summary>
    public static byte[]? Bytes(string entry)
    {
        var bytes = Encoding.UTF8.GetBytes(entry);
        return bytes.Length <= IFrames.Limit && !entry.Any(c => char.IsControl(c) && c != '\u001d') ? bytes : null;
    }

    /// <summary>A typed lot that nobody knows but that is nearly a known one of the same item: a person must say which it is.</summary>
    public static NearLot? Near(Gateway gateway, string entry, byte[] data)
    {
        var label = Label.Of(Identifier.Identify(data, DateOnly.FromDateTime(gateway.Clock.GetUtcNow().UtcDateTime)), data);
        if (label is not { LotUri: { } uri, Lot: { } lot, Key: { } key } || entry.Split(lot).Length != 2) return null;
        var known = gateway.Look(loop => loop.Directory.Lot(uri) is not null ? []
            : gateway.Plant.Locations.Values.SelectMany(l => loop.Directory.LotsAt(l.Uri, key)).Select(l => RotationRules.LotText(l.Lot)).ToList());
        return known is { Count: > 0 } && new NearMissIndex(known).Find(lot, 1) is [var near] ? new NearLot(lot, near.Known, entry.Replace(lot, near.Known, StringComparison.Ordinal)) : null;
    }

    public static bool WantsPage(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>A place on this screen in the language that was asked for.</summary>
    public static string Link(string path, HttpRequest request, params (string Name, string Value)[] query)
    {
        var lang = request.Query["lang"].ToString();
        var all = (lang.Length > 0 && query.All(q => q.Name != "lang") ? query.Append(("lang", lang)) : query).Select(q => $"{q.Item1}={Uri.EscapeDataString(q.Item2)}").ToList();
        return all.Count == 0 ? path : $"{path}?{string.Join('&', all)}";
    }
}
