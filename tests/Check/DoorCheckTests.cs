using System.Buffers.Binary;
using Traceability.Edge.Check;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Gpio;
using Traceability.Edge.Replay;
using Traceability.Epcis;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Check;

/// <summary>What check says of an RFID portal and of the photo-eye across its door, over an emulated reader and an emulated GPIO chip.</summary>
public sealed class DoorCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _things = [];

    public DoorCheckTests() => Directory.CreateDirectory(Path.Combine(Data, "devices"));

    private string Data => _folder["data"];

    [Theory]
    [InlineData(0, "ok      photo-eye gate.portal: input 1 of the reader: the beam is free")]
    [InlineData(1, "warning photo-eye gate.portal: input 1 of the reader: the beam is broken", "\"activeLow\": true")]
    [InlineData(2, "warning photo-eye gate.portal: input 1 of the reader does not say", "look at the wiring")]
    public async Task The_beam_at_an_input_of_the_reader_is_looked_at(byte level, string finding, string remedy = "")
    {
        Portal().InputState = level;
        var said = await SayAsync("""{"gpi": 1}""");
        Assert.Contains(finding, said, StringComparison.Ordinal);
        Assert.Contains(remedy, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beam_on_a_line_of_the_machine_is_looked_at()
    {
        Portal();
        var said = await SayAsync($$"""{"chip": "{{_folder["chip"]}}", "line": 17}""");
        Assert.Contains("fault   photo-eye gate.portal: ", said, StringComparison.Ordinal);
        Assert.Contains("gpiodetect", said, StringComparison.Ordinal);
        var chip = new RecordFifo(_folder["chip"], LineEvents.EventSize);
        _things.Add(chip);
        var edge = new byte[LineEvents.EventSize];
        BinaryPrimitives.WriteUInt32LittleEndian(edge.AsSpan(8), 1);
        chip.Write(edge, default);
        Assert.Contains("line 17 of ", await SayAsync($$"""{"chip": "{{_folder["chip"]}}", "line": 17}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_another_client_has_is_a_fault_with_its_remedy()
    {
        Portal();
        using var stop = new CancellationTokenSource();
        var other = new Traceability.Edge.Devices.Llrp.LlrpReader("gate", "portal", Place, TimeProvider.System);
        var running = other.RunAsync(System.Threading.Channels.Channel.CreateUnbounded<Frame>().Writer, stop.Token);
        await Eventually.TrueAsync(() => other.Status.State == DeviceState.Ready, "the other client has the reader");
        var said = await SayAsync("""{"gpi": 1}""");
        Assert.Contains("fault   reader gate.portal: ", said, StringComparison.Ordinal);
        Assert.Contains("is held by another client", said, StringComparison.Ordinal);
        Assert.Contains("end the program that holds it", said, StringComparison.Ordinal);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task What_the_running_gateway_has_is_left_to_it()
    {
        Portal();
        using var held = new FileStream(Path.Combine(Data, "g1.journal.db.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("ok      photo-eye gate.portal: is the running gateway's", await SayAsync("""{"gpi": 1}"""), StringComparison.Ordinal);
    }

    private string Place => DevicePlace.Of("gate", "portal", Data);

    private LlrpPortal Portal()
    {
        var portal = new LlrpPortal(Place);
        _things.Add(portal);
        return portal;
    }

    private async Task<string> SayAsync(string photoEye)
    {
        File.WriteAllText(_folder["plant.json"], $$"""
            {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}],
             "items": [{"item": "GLASS", "gtin": "09521300000015"}], "parties": [],
             "stations": [{"id": "gate", "gateway": "g1", "kind": "shipping", "location": "D",
               "readers": [{"id": "portal", "driver": "llrp", "emulated": true, "session": "photoEye", "photoEye": {{photoEye}}}]}]}
            """);
        await using var output = new StringWriter();
        await CheckCommand.RunAsync(new CheckOptions
        {
            Plant = _folder.Path,
            Gateway = "g1",
            DataFolder = Data,
            BrokerHost = "127.0.0.1",
            BrokerPort = 1,
            HttpPort = Broker.FreePort(),
            Clock = () => new TraceClock("synced", 0.5m, null, null),
            Space = _ => (8L << 30, 32L << 30),
        }, output, default);
        return output.ToString();
    }

    public void Dispose()
    {
        _things.ForEach(t => t.Dispose());
        _folder.Dispose();
    }
}
