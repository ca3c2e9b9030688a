using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Traceability.Cloud;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Epcis;
using Traceability.Messaging;
using Traceability.Tests.Delivery;
using Traceability.Tests.Simulation;

namespace Traceability.Tests.Browser;

/// <summary>
/// The real cloud on a free loopback port, its store filled with northfield's day as the gateways would have sent it, and one
/// headless Chromium of the system. Made once for all tests of the class.
/// </summary>
public sealed class Site : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private SqliteStore? _store;
    private WebApplication? _app;
    private IPlaywright? _playwright;

    public static string? Absent =>
        !File.Exists(Chromium) ? $"{Chromium} is not installed (Debian package chromium)" : SharedPlants.Folder is null ? "the folder ../shared/plants is not beside the repository" : null;

    private TempFolder Folder { get; } = new();
    public GatewayStates States { get; } = new(TimeProvider.System);
    public IBrowser Browser { get; private set; } = null!;
    public string Address { get; private set; } = "";
    public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    public async Task InitializeAsync()
    {
        if (Absent is not null) return;
        using var play = PlantPlay.Of(Path.Combine(SharedPlants.Folder!, "northfield"));
        _store = SqliteStore.Open(Folder["store.db"], TimeProvider.System);
        foreach (var stream in play.Events.GroupBy(e => e.Gateway!)) Send(_store, stream.Key, stream.OrderBy(e => e.Number).ToList());
        Samples.AddTo(_store);
        foreach (var gateway in play.Plant.Gateways) Tell(gateway, play.Plant.Stations.Values.Where(s => s.Gateway == gateway).Select(s => (s.Id, "ready", "ready")));
        _app = Host.Build(play.Plant, _store, 0, states: States);
        await _app.StartAsync();
        Address = _app.Urls.First();
        Http.BaseAddress = new Uri(Address);
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>What a gateway's retained messages say: it is there, and its stations' lights are these.</summary>
    public void Tell(string gateway, IEnumerable<(string Station, string Pattern, string Reason)> lights, bool online = true)
    {
        States.TakeBirth(gateway, new GatewayBirth(online, new string('a', 32), 1, 0, "test"));
        States.TakeLights(gateway, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            lights.ToDictionary(l => l.Station, l => new { pattern = l.Pattern, reason = l.Reason, since = "2026-03-02T18:00:00.000Z" })));
    }

    // In batches with their chain, so that completeness says of the test's records what it says of a plant's.
    private static void Send(SqliteStore store, string gateway, List<StoredEvent> events)
    {
        var previous = Chain.Start();
        foreach (var part in events.Chunk(BatchCodec.MaxRecords))
        {
            var records = part.Select(e => (ReadOnlyMemory<byte>)EventWriter.Write(e.Event)).ToList();
            var taken = store.Append(gateway, new Batch(part[0].Epoch!, part[0].Number!.Value, previous, records));
            Assert.Equal(records.Count, taken.Stored);
            foreach (var record in records) previous = Chain.Next(previous, record.Span);
        }
    }

    /// <summary>A page of its own context, which remembers every fault and every request.</summary>
    public async Task<Visit> VisitAsync(string path, int width = 1280, bool script = true, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address,
            ViewportSize = new ViewportSize { Width = width, Height = 860 },
            JavaScriptEnabled = script,
            ColorScheme = scheme,
        });
        var visit = new Visit(context, await context.NewPageAsync(), Address);
        await visit.Page.GotoAsync(path);
        return visit;
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        _playwright?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        Http.Dispose();
        _store?.Dispose();
        Folder.Dispose();
    }
}
