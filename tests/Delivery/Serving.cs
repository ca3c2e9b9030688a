using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Traceability.Cloud;
using Traceability.Cloud.Downlink;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Tests.Delivery;

/// <summary>The cloud service as Composition puts it together, with its API on a free port.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Service _service;
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    public Serving(PlantModel plant, int broker)
    {
        _service = Composition.OpenAsync(new ServeCommand("", _folder["data"], 0, new HostPort("127.0.0.1", broker)), plant, _stop.Token).GetAwaiter().GetResult();
        _app = Host.Build(plant, _service.Store, 0, states: _service.States, recalls: _service.Recalls, drills: _service.Drills, records: _service.Records, directory: _service.Directory);
        _app.StartAsync().GetAwaiter().GetResult();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public PlantDirectory Directory => _service.Directory;

    public async Task<string> HoldAsync(string target)
    {
        using var response = await _client.PostAsJsonAsync("/api/v1/holds", new { target, reason = "burst seal" });
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetString()!;
    }

    public async Task ReleaseAsync(string id)
    {
        using var response = await _client.DeleteAsync(new Uri($"/api/v1/holds/{id}", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        (_service.Store as IDisposable)?.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }
}
