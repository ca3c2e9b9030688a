using System.Collections.Frozen;
using System.Text;
using Traceability.Edge.Devices;
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

/// <summary>
/// What is pressed or typed becomes a read of the station's screen; nothing is decided here. Each answer is a receipt: what, when, what
/// the light says, which event. A page is answered by a redirection to itself, another caller by JSON.
/// </summary>
internal static class ScreenPosts
{
    /// <summary>Why a lead lets a blocked pick pass, as on the command sheet.</summary>
    public static readonly IReadOnlyList<string> Reasons = ["DAMAGED", "NOACCESS", "QUALITY", "CUSTOMER", "TRIAL", "OTHER"];

    /// <summary>The words of the command sheet that have a button.</summary>
    private static readonly FrozenSet<string> Words = ((string[])["DONE", "NOTFOUND", "CLOSE", "UNDO", .. Reasons.Select(r => "REASON-" + r)]).ToFrozenSet(StringComparer.Ordinal);

    public static async Task<IResult> CommandAsync(Gateway gateway, Station station, HttpRequest request, CancellationToken stop)
    {
        if (await FormAsync(request, stop) is not { } form) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var view = new ScreenView(gateway, request);
        var name = form["command"].ToString();
        var data = name == "yes" ? view.Work(station)?.Yes : Words.Contains(name.ToUpperInvariant()) ? Encoding.ASCII.GetBytes($"{gateway.Plant.CommandPrefix}CMD:{name.ToUpperInvariant()}") : null;
        return data is null ? Answer(view, station, request, null, StatusCodes.Status409Conflict, "unknown") : await PostAsync(gateway, view, station, request, data, stop);
    }

    /// <summary>What a page sends; null for what is no form, or has more fields than any of ours.</summary>
    public static async Task<IFormCollection?> FormAsync(HttpRequest request, CancellationToken stop)
    {
        if (!request.HasFormContentType) return null;
        try
        {
            return await request.ReadFormAsync(stop);
        }
        catch (InvalidDataException)
        {
            return null;
        }
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

    /// <summary>What was typed, as the bytes of a barcode; null for what no barcode can be.</summary>
    public static byte[]? Bytes(string entry)
    {
        var bytes = Encoding.UTF8.GetBytes(entry);
        return bytes.Length <= IFrames.Limit && !entry.Any(c => char.IsControl(c) && c != '\u001d') ? bytes : null;
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
