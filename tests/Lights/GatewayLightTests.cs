using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Edge;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Plant;
using Xunit.Abstractions;

namespace Traceability.Tests.Lights;

/// <summary>A whole gateway without a broker: a label's bytes on a pseudo-terminal light coils of a Modbus module, and the screen says the same.</summary>
public sealed class GatewayLightTests(ITestOutputHelper output) : IDisposable
{
    private const int Yellow = 0b00010, Green = 0b00100, White = 0b10000, Red = 0b00001;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("traceability-lights-").FullName;

    [Fact]
    public async Task From_the_label_to_the_lamp_and_dark_when_it_ends()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "devices"));
        using var scanner = new PseudoTerminal(DevicePlace.Of("dock", "scanner", _folder));
        using var module = new ModbusModule(DevicePlace.Of("dock", "tower", _folder), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var options = new GatewayOptions { Plant = Plant(), Gateway = "g1", DataFolder = _folder, BrokerHost = "127.0.0.1", BrokerPort = 1 };
        using (var gateway = new Gateway(options, NullLogger.Instance))
        {
            var running = gateway.RunAsync(stop.Token);
            await UntilAsync(() => module.Coils == White && gateway.Towers[0].LampTest is not null, "ready after the lamp test");
            await scanner.SendAsync(Encoding.ASCII.GetBytes("KPO1"), null, default);
            await UntilAsync(() => gateway.Lights.Lights["dock"].Reason.Contains("PO1", StringComparison.Ordinal), "the order");
            await LitAsync(scanner, module, "]C1010952130000001530" + "10\u001d10G1", Green, "right");
            Assert.Equal("green", gateway.Lights.Lights["dock"].Pattern);
            await UntilAsync(() => module.Coils == White, "green ends by itself");
            Assert.Equal("ready", gateway.Lights.Lights["dock"].Pattern);
            await LitAsync(scanner, module, "]C1010952130000001530" + "10\u001d10G1", Yellow, "the same lot again is a question");
            await LitAsync(scanner, module, "WWO1", Red, "not awaited here");
            await stop.CancelAsync();
            await running;
        }
        Assert.Equal(0, module.Coils);
    }

    private async Task LitAsync(PseudoTerminal scanner, ModbusModule module, string label, int coils, string what)
    {
        var sent = Stopwatch.GetTimestamp();
        await scanner.SendAsync(Encoding.ASCII.GetBytes(label), null, default);
        await UntilAsync(() => module.Coils == coils, what);
        output.WriteLine($"{what}: byte to lamp {Stopwatch.GetElapsedTime(sent).TotalMilliseconds:0.0} ms");
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(1)) Assert.True(waited.Elapsed < s_patience, $"waited in vain for: {what}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PlantModel Plant() => PlantFile.Read("""
        {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}],
         "items": [{"item": "GLASS", "gtin": "09521300000015", "requires": ["lot", "quantity"]}], "parties": [{"party": "SUP", "gln": "9521300001005"}],
         "stations": [{"id": "dock", "gateway": "g1", "kind": "receiving", "location": "D", "readers": [{"id": "scanner", "driver": "serial"}],
           "lights": [{"id": "tower", "driver": "modbus", "lamps": {"red": 0, "yellow": 1, "green": 2, "blue": 3, "white": 4}}]}],
         "documents": {"purchaseOrders": [{"id": "PO1", "supplier": "SUP", "item": "GLASS"}]}}
        """u8);
}
