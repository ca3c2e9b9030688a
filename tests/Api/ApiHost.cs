using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Plant;

namespace Traceability.Tests.Api;

/// <summary>The real service on a free loopback port over events that the test hands it.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();

    private ApiHost(WebApplication app, Given store) => (_app, Store) = (app, store);

    public Given Store { get; }

    public static async Task<ApiHost> StartAsync(PlantModel plant, IEnumerable<StoredEvent> events, RecallStore? recalls = null)
    {
        var store = new Given();
        foreach (var stored in events) store.Add(stored);
        var host = new ApiHost(Cloud.Host.Build(plant, store, port: 0, recalls: recalls), store);
        await host._app.StartAsync();
        host._client.BaseAddress = new Uri(host._app.Urls.First());
        return host;
    }

    /// <summary>Over a store of another kind, which the test fills itself.</summary>
    public static async Task<ApiHost> OverAsync(PlantModel plant, IEventStore store)
    {
        var host = new ApiHost(Cloud.Host.Build(plant, store, port: 0), new Given());
        await host._app.StartAsync();
        host._client.BaseAddress = new Uri(host._app.Urls.First());
        return host;
    }

    public Uri Address => _client.BaseAddress!;

    public async Task<JsonElement> GetAsync(string path, int status = 200)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((path, status), (path, (int)response.StatusCode));
        Assert.Equal(status == 200 ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Location is null where the answer says none.</summary>
    public async Task<(JsonElement Body, string? Location)> PostAsync(string path, object body, int status)
    {
        using var response = await _client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True((int)response.StatusCode == status, $"{path}: {(int)response.StatusCode} {answer}");
        return (answer, response.Headers.Location?.ToString());
    }

    public Task<string> TextAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>A store that holds what it is given; the streams are what the events say of themselves.</summary>
    internal sealed class Given : IEventStore
    {
        private readonly Lock _gate = new();
        private readonly List<StoredEvent> _events = [];
        private TaskCompletionSource _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<long> Missing { get; } = [];

        public long LastCommit
        {
            get { lock (_gate) return _events.Count; }
        }

        public void Add(StoredEvent stored)
        {
            lock (_gate)
            {
                _events.Add(stored with { Commit = _events.Count + 1 });
                _bell.SetResult();
                _bell = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public IEnumerable<StoredEvent> ReadAfter(long commit)
        {
            lock (_gate) return _events.Skip((int)commit).ToList();
        }

        public Task WaitAfterAsync(long commit, CancellationToken stop)
        {
            lock (_gate) return _events.Count > commit ? Task.CompletedTask : _bell.Task.WaitAsync(stop);
        }

        public byte[]? ReadBytes(string eventId)
        {
            lock (_gate) return _events.Find(e => e.Event.EventId == eventId) is { } found ? EventWriter.Write(found.Event) : null;
        }

        public IReadOnlyList<GatewayStream> Gateways() => ReadAfter(0).Where(e => e.Gateway is not null).GroupBy(e => e.Gateway!)
            .Select(g => new GatewayStream(g.Key, "epoch", g.Max(e => e.Number!.Value), g.Max(e => e.Number!.Value), Missing, g.Max(e => e.Event.EventTime), g.Max(e => e.RecordTime))).ToList();
    }
}
