using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Edge;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Plant;

namespace Traceability.Tests.Delivery;

/// <summary>A gateway as it runs at a plant, its scanners pseudo-terminals.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, PseudoTerminal> _scanners = new(StringComparer.Ordinal);
    private readonly Task _running;

    public RunningGateway(PlantModel plant, string code, int broker, params string[] stations)
    {
        System.IO.Directory.CreateDirectory(_folder["devices"]);
        foreach (var station in stations) _scanners[station] = new PseudoTerminal(DevicePlace.Of(station, "scanner", _folder.Path));
        Gateway = new Gateway(new GatewayOptions { Plant = plant, Gateway = code, DataFolder = _folder.Path, BrokerHost = "127.0.0.1", BrokerPort = broker }, NullLogger.Instance);
        _running = Gateway.RunAsync(_stop.Token);
    }

    public Gateway Gateway { get; }

    public Task ReadyAsync() => Eventually.TrueAsync(() => Gateway.Uplink.Status.Connected && Gateway.Readers.All(r => r.Status.State == DeviceState.Ready), "the gateway is ready");

    /// <summary>Scans, and waits until the board says something new.</summary>
    public async Task ScanAsync(string station, string text)
    {
        var before = Gateway.Lights.Lights[station].Reason;
        await SendAsync(station, text);
        await Eventually.TrueAsync(() => Gateway.Lights.Lights[station].Reason != before, $"{station} answers {text}");
    }

    public async Task LitAsync(string station, string text, string saying)
    {
        await SendAsync(station, text);
        await Eventually.TrueAsync(() => Gateway.Lights.Lights[station].Reason.Contains(saying, StringComparison.Ordinal), $"{station} says '{saying}' to {text}");
    }

    /// <summary>A gateway that has just come closes its faces for some seconds: whoever stands there scans again.</summary>
    public async Task RightAsync(string station, string text)
    {
        for (var tries = 0; tries < 40; tries++)
        {
            await ScanAsync(station, "Q1");
            await ScanAsync(station, text);
            if (Gateway.Lights.Lights[station].Reason.Contains("right", StringComparison.Ordinal)) return;
            await Task.Delay(500);
        }
        Assert.Fail($"{station} does not open: {Gateway.Lights.Lights[station].Reason}");
    }

    private Task SendAsync(string station, string text) =>
        _scanners[station].SendAsync(Encoding.Latin1.GetBytes(text.Replace('|', '\u001d')), null, default);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        Gateway.Dispose();
        foreach (var scanner in _scanners.Values) scanner.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }
}
