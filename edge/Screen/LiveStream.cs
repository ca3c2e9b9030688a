using System.Text.Json;

namespace Traceability.Edge.Screen;

/// <summary>
/// What a page shows live, as server-sent events: "light" for every light, the present ones first; "changed" when the rest of a
/// page should be asked for again; "beat" every second, so that a page knows within three that nobody speaks to it any more.
/// </summary>
internal static class LiveStream
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    public static async Task WriteAsync(HttpContext context, Gateway gateway, CancellationToken stopping)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await PumpAsync(context.Response, new ScreenView(gateway, context.Request), gateway, both.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The page went away or the gateway stops: both are how such a stream ends.
        }
    }

    private static async Task PumpAsync(HttpResponse response, ScreenView view, Gateway gateway, CancellationToken stop)
    {
        var lights = new Dictionary<string, long>(StringComparer.Ordinal);
        var reads = new Dictionary<string, TakenRead?>(StringComparer.Ordinal);
        string? around = null;
        await response.StartAsync(stop);
        while (true)
        {
            var next = gateway.Lights.Changes.Next;
            foreach (var (station, light) in gateway.Lights.Lights)
                if (!lights.TryGetValue(station, out var told) || told != light.Number)
                {
                    lights[station] = light.Number;
                    var words = LightWords.Of(light, view.Texts);
                    await SayAsync(response, "light", new { station, pattern = words.Pattern, word = words.Word, text = words.Text, number = words.Number }, stop);
                }
            var changed = false;
            foreach (var (station, screen) in gateway.Screens)
            {
                var newest = screen.Reads.Count > 0 ? screen.Reads[0] : null;
                changed |= reads.TryGetValue(station, out var told) && !ReferenceEquals(told, newest);
                reads[station] = newest;
            }
            if (!next.IsCompleted)
            {
                // Once a beat, and not at each read: what a peer or a device did.
                var now = Around(view, gateway);
                changed |= around is not null && around != now;
                around = now;
            }
            if (changed) await SayAsync(response, "changed", new { }, stop);
            await SayAsync(response, "beat", new { }, stop);
            await response.Body.FlushAsync(stop);
            await Task.WhenAny(next, Task.Delay(Beat, stop));
            stop.ThrowIfCancellationRequested();
        }
    }

    private static string Around(ScreenView view, Gateway gateway) =>
        $"{view.Queue} {gateway.Directory.Revision} {string.Join(' ', view.Devices().Select(d => $"{d.State} {d.Text}"))}";

    private static Task SayAsync(HttpResponse response, string name, object data, CancellationToken stop) =>
        response.WriteAsync($"event: {name}\ndata: {JsonSerializer.Serialize(data)}\n\n", stop);
}
