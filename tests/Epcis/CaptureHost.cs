using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Traceability.Cloud.Store;
using Traceability.Plant;

namespace Traceability.Tests.Capture;

/// <summary>The real service on a free loopback port over a real store in a folder of its own; it can be stopped and started again.</summary>
internal sealed class CaptureHost : IAsyncDisposable
{
    private static readonly PlantModel Plant = PlantFile.Read("""{"plant":"test","gln":"9521321900011","identityDomain":"https://plant.example","items":[{"item":"A","gtin":"04012345111118"},{"item":"P","gtin":"04012345222227","tracking":"serial"}]}"""u8);

    private readonly string _folder = Directory.CreateTempSubdirectory("capture").FullName;
    private readonly HttpClient _client = new();
    private WebApplication? _app;

    public SqliteStore Store { get; private set; } = null!;

    public static async Task<CaptureHost> StartAsync()
    {
        var host = new CaptureHost();
        await host.UpAsync();
        return host;
    }

    /// <summary>Stops the service and opens the same store again, after a step in between where one is given.</summary>
    public async Task RestartAsync(Action<SqliteStore>? between = null)
    {
        await DownAsync();
        if (between is not null)
            using (var store = SqliteStore.Open(Path.Combine(_folder, "store.db"), TimeProvider.System)) between(store);
        await UpAsync();
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? body = null, string type = "application/json", string? behaviour = null, string? version = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(_app!.Urls.First() + path));
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = type.Length > 0 ? MediaTypeHeaderValue.Parse(type) : null } };
        if (behaviour is not null) request.Headers.Add("GS1-Capture-Error-Behaviour", behaviour);
        if (version is not null) request.Headers.Add("GS1-EPCIS-Version", version);
        return await _client.SendAsync(request);
    }

    public async Task<JsonElement> GetAsync(string path, int status = 200)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return Json(text);
    }

    /// <summary>Posts a document; the job when it has ended, or the refusal.</summary>
    public async Task<(int Status, JsonElement Answer)> CaptureAsync(byte[] document, string? behaviour = null, string type = "application/json")
    {
        using var response = await SendAsync(HttpMethod.Post, "/epcis/capture", document, type, behaviour);
        if ((int)response.StatusCode != 202) return ((int)response.StatusCode, Json(await response.Content.ReadAsStringAsync()));
        return (202, await EndedAsync(response.Headers.Location!.OriginalString));
    }

    public Task<(int Status, JsonElement Answer)> CaptureAsync(string document, string? behaviour = null) => CaptureAsync(Encoding.UTF8.GetBytes(document), behaviour);

    public async Task<JsonElement> EndedAsync(string location)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var job = await GetAsync(location);
            if (!job.GetProperty("running").GetBoolean()) return job;
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>One word for a job: <c>success</c>, or the events that failed and where.</summary>
    public static string Outcome(JsonElement job) => job.GetProperty("success").GetBoolean() ? "success" : string.Join("; ", job.GetProperty("errors").EnumerateArray().Select(e =>
        string.Create(CultureInfo.InvariantCulture, $"{(e.TryGetProperty("event", out var index) ? index.GetInt32() : -1)} {e.GetProperty("pointer").GetString()}")));

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    public async ValueTask DisposeAsync()
    {
        await DownAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task UpAsync()
    {
        Store = SqliteStore.Open(Path.Combine(_folder, "store.db"), TimeProvider.System);
        _app = Cloud.Host.Build(Plant, Store, port: 0);
        await _app.StartAsync();
    }

    private async Task DownAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        Store.Dispose();
    }
}
