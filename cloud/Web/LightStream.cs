using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;

namespace Traceability.Cloud.Web;

/// <summary>
/// What a page shows live, as server-sent events: "light" for every station's light, "gateway" for every gateway that comes
/// or goes, "records" with the newest commit. The present state comes first, so a page that comes again has missed nothing.
/// </summary>
internal static class LightStream
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    /// <summary>A line that means nothing, now and then: proxies and dead connections show.</summary>
    private const int BeatEveryPulses = 10;

    private static readonly JsonSerializerOptions Options = JsonOptions();

    public static async Task WriteAsync(HttpContext context, GatewayStates states, Records records, IHostApplicationLifetime life)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        var stop = both.Token;
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var lines = Channel.CreateBounded<string>(256);
        var pumps = Task.WhenAll(PumpLights(states, lines.Writer, stop), PumpPulse(states, records, lines.Writer, stop));
        try
        {
            await context.Response.StartAsync(stop);
            while (await lines.Reader.WaitToReadAsync(stop))
            {
                while (lines.Reader.TryRead(out var line)) await context.Response.WriteAsync(line, Encoding.UTF8, stop);
                await context.Response.Body.FlushAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader went away or the service stops: both are how such a stream ends.
        }
        finally
        {
            await both.CancelAsync();
            await pumps;
        }
    }

    private static async Task PumpLights(GatewayStates states, ChannelWriter<string> lines, CancellationToken stop)
    {
        try
        {
            await foreach (var change in states.Watch(stop))
                await lines.WriteAsync(Line("light", new { change.Gateway, change.Station, change.Light.Pattern, change.Light.Reason, change.Light.Since }), stop);
        }
        catch (OperationCanceledException)
        {
            // Ended by the reader.
        }
        finally
        {
            // Watch also ends when this reader lags; the page then comes again and starts with the present lights.
            lines.TryComplete();
        }
    }

    private static async Task PumpPulse(GatewayStates states, Records records, ChannelWriter<string> lines, CancellationToken stop)
    {
        var told = new Dictionary<string, bool>(StringComparer.Ordinal);
        var commit = -1L;
        try
        {
            using var timer = new PeriodicTimer(Pulse);
            for (var pulse = 0; ; pulse++)
            {
                foreach (var state in states.All().Where(s => !told.TryGetValue(s.Gateway, out var online) || online != s.Online))
                {
                    told[state.Gateway] = state.Online;
                    await lines.WriteAsync(Line("gateway", new { state.Gateway, state.Online, state.Version }), stop);
                }
                if (records.Commit != commit) await lines.WriteAsync(Line("records", new { Commit = commit = records.Commit }), stop);
                if (pulse % BeatEveryPulses == 0) await lines.WriteAsync(": beat\n\n", stop);
                await timer.WaitForNextTickAsync(stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // Ended by the reader.
        }
    }

    private static string Line(string name, object data) => $"event: {name}\ndata: {JsonSerializer.Serialize(data, Options)}\n\n";

    private static JsonSerializerOptions JsonOptions()
    {
        var options = new JsonSerializerOptions();
        Api.Json.Configure(options);
        return options;
    }
}
