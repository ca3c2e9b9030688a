using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Traceability.Edge.Check;
using Traceability.Edge.Devices;
using Traceability.Edge.Replay;
using Traceability.Epcis;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Check;

/// <summary>traceability-gateway check over real files, sockets and processes: one row, one thing spoilt, one finding with its remedy.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TcpListener _broker = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _things = [];

    public CheckTests()
    {
        _broker.Start();
        Directory.CreateDirectory(Path.Combine(_folder["data"], "devices"));
        File.WriteAllText(_folder["plant.json"], Plant);
    }

    private string Data => _folder["data"];

    private CheckOptions Good() => new()
    {
        Plant = _folder.Path,
        Gateway = "g1",
        DataFolder = Data,
        BrokerHost = "127.0.0.1",
        BrokerPort = ((IPEndPoint)_broker.LocalEndpoint).Port,
        HttpPort = Broker.FreePort(),
        LampFor = TimeSpan.FromMilliseconds(1),
        Clock = () => new TraceClock("synced", 0.5m, null, null),
        Space = _ => (8L << 30, 32L << 30),
    };

    private void Plug()
    {
        _things.Add(new PseudoTerminal(DevicePlace.Of("dock", "scanner", Data)));
        _things.Add(new ModbusModule(DevicePlace.Of("dock", "tower", Data), TimeProvider.System));
    }

    [Fact]
    public async Task All_is_well_and_says_so()
    {
        Plug();
        var (code, text) = await RunAsync(Good());
        Assert.Equal((0, true), (code, text.Contains("0 at fault, 1 to look at", StringComparison.Ordinal)));
        Assert.Contains("warning light dock.tower: ", text, StringComparison.Ordinal);
        Assert.Contains("watchdog relay", text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Data, "g1.journal.db")), "a check makes no journal");
    }

    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "no plant", "fault   plant: ", "name another folder with --plant" },
        { "broken plant", "fault   plant: ", "mend plant.json where it says" },
        { "other gateway", "fault   plant: gateway 'g7' has no station", "name one of g1" },
        { "no scanner", "fault   reader dock.scanner: ", "plug the scanner in" },
        { "scanner elsewhere open", "is open in sleep (", "end the other one" },
        { "no broker", "fault   broker: 127.0.0.1:1 refuses", "keeps everything" },
        { "unknown broker", "fault   broker: no-such-host.invalid:1883 ", "look at the network cable" },
        { "wrong clock", "fault   clock: is not synchronised", "sudo timedatectl set-ntp true" },
        { "full disk", "fault   disk: ", "make room" },
        { "nearly full disk", "fault   disk: ", "make room" },
        { "no disk", "fault   disk: /proc/nowhere cannot be written", "sudo install -d" },
        { "damaged journal", "fault   journal: ", "keep the file" },
        { "port taken", "is taken by another process", "--http" },
        { "runs without its page", "fault   port: the gateway is running, but nobody answers", "start it again" },
        { "no tower", "fault   light dock.tower: ", "look at its power" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_fault_is_found_and_its_remedy_said(string what, string finding, string remedy)
    {
        if (what != "no scanner") Plug();
        var (code, text) = await RunAsync(Spoil(what, Good()));
        Assert.Equal(1, code);
        Assert.Contains(finding, text, StringComparison.Ordinal);
        Assert.Contains(remedy, text, StringComparison.Ordinal);
    }

    private CheckOptions Spoil(string what, CheckOptions good)
    {
        switch (what)
        {
            case "no plant": return good with { Plant = _folder["nowhere"] };
            case "broken plant":
                File.WriteAllText(_folder["plant.json"], Plant.Replace("\"location\": \"D\", \"readers\"", "\"location\": \"E\", \"readers\"", StringComparison.Ordinal));
                return good;
            case "other gateway": return good with { Gateway = "g7" };
            case "scanner elsewhere open":
                var device = DevicePlace.Of("dock", "scanner", Data);
                _things.Add(new Child(Process.Start("/bin/sh", ["-c", $"exec sleep 60 < '{device}'"])));
                Eventually.True(() => Holders.Of(device).Any(h => h.Name == "sleep"), "the other program has the device");
                return good;
            case "no broker": return good with { BrokerPort = 1 };
            case "unknown broker": return good with { BrokerHost = "no-such-host.invalid", BrokerPort = 1883 };
            case "wrong clock": return good with { Clock = () => new TraceClock("unsynced", null, null, null) };
            case "full disk": return good with { Space = _ => (63L << 20, 100L << 20) };
            case "nearly full disk": return good with { Space = _ => (1L << 30, 32L << 30) };
            case "no disk": return good with { DataFolder = "/proc/nowhere" };
            case "damaged journal":
                File.WriteAllText(Path.Combine(Data, "g1.journal.db"), new string('x', 5000));
                return good;
            case "port taken":
                Listen(good.HttpPort);
                return good;
            case "runs without its page":
                Hold();
                return good;
            case "no tower":
                _things[1].Dispose();
                _things.RemoveAt(1);
                return good with { Lamps = true };
            default: return good;
        }
    }

    private void Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _things.Add(listener);
    }

    // As a running gateway holds its journal.
    private void Hold() => _things.Add(new FileStream(Path.Combine(Data, "g1.journal.db.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None));

    [Fact]
    public async Task A_running_gateway_is_left_what_it_holds()
    {
        Plug();
        Hold();
        var options = Good();
        Listen(options.HttpPort);
        var (code, text) = await RunAsync(options);
        Assert.Equal(0, code);
        Assert.Contains("is open: the gateway is running", text, StringComparison.Ordinal);
        Assert.Contains("the gateway answers on", text, StringComparison.Ordinal);
        Assert.Contains("the running gateway drives it", text, StringComparison.Ordinal);
    }

    /// <summary>A gateway that takes its plant file from the cloud is looked at with that one, as it starts with it.</summary>
    [Fact]
    public async Task The_newer_plant_file_of_the_cloud_is_the_one_that_is_looked_at()
    {
        Plug();
        var newer = Plant.Replace("{\"plant\": \"p\"", "{\"plant\": \"p\", \"revision\": 7", StringComparison.Ordinal).Replace("\"scanner\"", "\"other\"", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Data, "g1.plant.json"), newer);
        Assert.Contains("reader dock.scanner: ", (await RunAsync(Good())).Text, StringComparison.Ordinal);
        var (code, text) = await RunAsync(Good() with { ConfigFromCloud = true });
        Assert.Equal(1, code);
        Assert.Contains("revision 7", text, StringComparison.Ordinal);
        Assert.Contains("fault   reader dock.other: ", text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Data, "g1.plant.json"), "{");
        (code, text) = await RunAsync(Good() with { ConfigFromCloud = true });
        Assert.Equal(0, code);
        Assert.Contains("warning plant file of the cloud: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lamps_are_lit_one_by_one_where_that_is_asked()
    {
        Plug();
        var (code, text) = await RunAsync(Good() with { Lamps = true });
        Assert.Equal(0, code);
        Assert.Contains("red, yellow, green, blue, white were lit in this order", text, StringComparison.Ordinal);
        Assert.Equal(0, ((ModbusModule)_things[1]).Coils);
    }

    // The drivers of badge readers are in few builds; what is said of their bus is asked for itself.
    [Fact]
    public void A_badge_reader_at_a_bus_gets_the_remedy_of_a_bus()
    {
        var missing = DeviceChecks.Bus("reader pack.badge", "/dev/i2c-977");
        Assert.Equal("the bus /dev/i2c-977 is not there", missing.Text);
        Assert.Contains("modprobe i2c-dev", missing.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("plug", missing.Remedy, StringComparison.Ordinal);
        var there = Path.Combine(Data, "bus");
        File.WriteAllText(there, "");
        Assert.Contains("may be used", DeviceChecks.Bus("reader pack.badge", there).Text, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Text)> RunAsync(CheckOptions options)
    {
        await using var output = new StringWriter();
        return (await CheckCommand.RunAsync(options, output, default), output.ToString());
    }

    public void Dispose()
    {
        _things.ForEach(t => t.Dispose());
        _broker.Dispose();
        _folder.Dispose();
    }

    private sealed class Child(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    private const string Plant = """
        {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}],
         "items": [{"item": "GLASS", "gtin": "09521300000015"}], "parties": [],
         "stations": [{"id": "dock", "gateway": "g1", "kind": "receiving", "location": "D", "readers": [{"id": "scanner", "driver": "serial"}],
           "lights": [{"id": "tower", "driver": "modbus", "lamps": {"red": 0, "yellow": 1, "green": 2, "blue": 3, "white": 4}}]}]}
        """;
}
