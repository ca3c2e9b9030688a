using System.Diagnostics;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>
/// How long an answer takes over HTTP, from sending the request until the last byte of the body is here. One connection, one request
/// after the other, of a service that has answered about other lots before.
/// </summary>
internal static class HttpTiming
{
    private const int Sources = 100;

    /// <summary>The latencies and the mean size of a body in bytes.</summary>
    public static async Task<(Latency Latency, double Bytes)> OfAsync(IEnumerable<Uri> addresses)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1, UseProxy = false };
        using var client = new HttpClient(handler);
        Uri[] all = [.. addresses];
        var asked = all[..Sources];
        foreach (var address in all[Sources..]) await ReadAsync(client, address);
        var times = new List<double>();
        var bytes = 0L;
        foreach (var address in asked)
        {
            var start = Stopwatch.GetTimestamp();
            bytes += await ReadAsync(client, address);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return (Latency.Of(times), bytes / (double)asked.Length);
    }

    // Read as it comes and thrown away, so that the client's memory is no part of the figure.
    private static async Task<long> ReadAsync(HttpClient client, Uri address)
    {
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var bytes = 0L;
        for (var read = await body.ReadAsync(buffer); read > 0; read = await body.ReadAsync(buffer)) bytes += read;
        return bytes;
    }
}
