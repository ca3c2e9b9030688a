using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Traceability.Edge;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Edge.Screen;
using Traceability.Edge.Stations;
using Traceability.Plant;
using Traceability.Tests.Browser;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Screen;

/// <summary>One headless Chromium of the system for all tests of a class.</summary>
public sealed class Panel : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private IPlaywright? _playwright;

    public static string? Absent => File.Exists(Chromium) ? null : $"{Chromium} is not installed (Debian package chromium)";

    public IBrowser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Absent is not null) return;
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) await Browser.CloseAsync();
        _playwright?.Dispose();
    }
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class PanelFactAttribute : FactAttribute
{
    public PanelFactAttribute() => Skip = Panel.Absent;
}

/// <summary>A whole gateway without a broker: scanners on pseudo-terminals at one end, its screen on a loopback port at the other.</summary>
public sealed class Workplace : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, PseudoTerminal> _scanners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Text, long At)> _last = new(StringComparer.Ordinal);
    private readonly WebApplication _app;
    private readonly Task _running;
    private bool _stopped;

    private Workplace()
    {
        Directory.CreateDirectory(_folder["devices"]);
        var plant = PlantFile.Read(Encoding.UTF8.GetBytes(Json));
        foreach (var station in plant.Stations.Keys) _scanners[station] = new PseudoTerminal(DevicePlace.Of(station, "scanner", _folder.Path));
        Gateway = new Gateway(new GatewayOptions { Plant = plant, Gateway = "g1", DataFolder = _folder.Path, BrokerHost = "127.0.0.1", BrokerPort = 1 }, NullLogger.Instance);
        _app = GatewayHost.Build(0, null);
        _app.MapState(Gateway);
        _app.MapScreen(Gateway);
        _running = Gateway.RunAsync(_stop.Token);
    }

    public Gateway Gateway { get; }
    public string Address { get; private set; } = "";
    public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    public static async Task<Workplace> StartAsync()
    {
        var place = new Workplace();
        await place._app.StartAsync();
        place.Address = place._app.Urls.First();
        place.Http.BaseAddress = new Uri(place.Address);
        await Eventually.TrueAsync(() => place.Gateway.Readers.All(r => r.Status.State == DeviceState.Ready), "the scanners are ready");
        return place;
    }

    /// <summary>Pulls a trigger and waits until the read is dealt with. "|" is the group separator. The same label again is pulled late enough to be a second read.</summary>
    public async Task ScanAsync(string station, string text)
    {
        if (_last.TryGetValue(station, out var last) && last.Text == text && StationRules.Debounce * 2 - Stopwatch.GetElapsedTime(last.At) is { Ticks: > 0 } early) await Task.Delay(early);
        _last[station] = (text, Stopwatch.GetTimestamp());
        var newest = Newest();
        await _scanners[station].SendAsync(Encoding.UTF8.GetBytes(text.Replace('|', '\u001d')), null, default);
        await Eventually.TrueAsync(() => Newest() != newest, $"{text} is read at {station}");

        TakenRead? Newest() => Gateway.Screens[station].Reads is [var read, ..] ? read : null;
    }

    /// <summary>Two lots lie at the face, G1 the older one, and a work order wants one of them.</summary>
    public async Task StockAsync()
    {
        foreach (var (station, text) in new[] { ("dock", "KPO1"), ("dock", Glass("G1")), ("dock", Glass("G2")), ("store", Glass("G1")), ("store", Glass("G2")), ("store", "LFACE"), ("face", "WWO1") })
            await ScanAsync(station, text);
    }

    public static string Glass(string lot) => $"]C10109521300000015305|10{lot}";

    public async Task<Visit> VisitAsync(IBrowser browser, string path, bool script = true, string locale = "en-US")
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            JavaScriptEnabled = script,
            Locale = locale,
        });
        var visit = new Visit(context, await context.NewPageAsync(), Address);
        await visit.Page.GotoAsync(path);
        if (script) await Assertions.Expect(visit.At("body[data-live]")).ToHaveCountAsync(1);
        return visit;
    }

    /// <summary>The gateway's web server is gone, as with a pulled plug; the page stays.</summary>
    public Task UnplugAsync() => _app.StopAsync();

    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await StopAsync();
        Gateway.Dispose();
        foreach (var scanner in _scanners.Values) scanner.Dispose();
        Http.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private const string Json = """
        { "plant": "small", "gln": "9521300000008",
          "items": [
            { "item": "GLASS", "gtin": "09521300000015", "tracking": "lot", "rotation": "fifo", "requires": ["lot", "quantity"] },
            { "item": "LAMP", "gtin": "09521300000022", "tracking": "serial", "requires": ["serial", "lot"], "assignedAt": "produce", "components": [{ "item": "GLASS", "quantityPer": 1 }] } ],
          "parties": [ { "party": "SUP", "role": "supplier", "gln": "9521300001005" } ],
          "locations": [ { "location": "DOCK", "kind": "dock", "gln": "9521300002002" }, { "location": "STORE", "kind": "storage", "gln": "9521300002019" },
            { "location": "FACE", "kind": "pickFace", "gln": "9521300002026" }, { "location": "LINE", "kind": "line", "gln": "9521300002033" } ],
          "stations": [
            { "id": "dock", "gateway": "g1", "kind": "receiving", "location": "DOCK", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "store", "gateway": "g1", "kind": "transfer", "location": "STORE", "readers": [{ "id": "scanner", "driver": "serial" }] },
            { "id": "face", "gateway": "g1", "kind": "pick", "location": "FACE", "readers": [{ "id": "scanner", "driver": "serial" }], "light": true } ],
          "documents": { "purchaseOrders": [{ "id": "PO1", "supplier": "SUP", "item": "GLASS" }], "workOrders": [{ "id": "WO1", "item": "LAMP", "quantity": 5, "line": "LINE" }] } }
        """;
}
