using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Traceability.Checks;
using Traceability.Cloud;
using Traceability.Cloud.Doctor;
using Traceability.Cloud.Store;
using Traceability.Messaging;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Doctor;

/// <summary>traceability doctor over a real store, real sockets and files: one row, one thing spoilt, one finding with its remedy.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TcpListener _broker = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _things = [];

    public DoctorTests()
    {
        _broker.Start();
        File.WriteAllText(_folder["plant.json"], Plant);
        Directory.CreateDirectory(Data);
        using var store = SqliteStore.Open(StoreFile, TimeProvider.System);
        store.Append([new GatewayBatch("g1", Events.Batch("e", Stream, 1, 5))]);
    }

    private static byte[][] Stream { get; } = [.. Enumerable.Range(1, 9).Select(i => Events.Of("g1", "e", i))];
    private string Data => _folder["data"];
    private string StoreFile => Path.Combine(Data, "store.db");

    private DoctorOptions Good() => new()
    {
        Serve = new ServeCommand(_folder.Path, Data, Broker.FreePort(), new HostPort("127.0.0.1", ((IPEndPoint)_broker.LocalEndpoint).Port)),
        Space = _ => (80L << 30, 320L << 30),
    };

    [Fact]
    public async Task All_is_well_and_says_so()
    {
        var (code, text) = await RunAsync(Good());
        Assert.True(code == 0 && text.Contains("0 at fault, 0 to look at", StringComparison.Ordinal), text);
        Assert.Contains("ok      store: 5 events, version", text, StringComparison.Ordinal);
        Assert.Contains("every gateway's numbers are whole", text, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Spoilt => new()
    {
        { "no plant", "fault   plant: ", "--plant" },
        { "broken plant", "fault   plant: ", "mend plant.json where it says" },
        { "a gateway called cloud", "fault   plant: a gateway is called 'cloud'", "another code" },
        { "a gateway called broker", "fault   plant: a gateway is called 'broker'", "another code" },
        { "a gateway called forward", "fault   plant: a gateway is called 'forward'", "another code" },
        { "a gateway called forward-2", "fault   plant: a gateway is called 'forward-2'", "another code" },
        { "no disk", "fault   disk: /proc/nowhere cannot be written", "sudo install -d" },
        { "full disk", "fault   disk: ", "make room" },
        { "newer store", "fault   store: ", "install that build again" },
        { "damaged store", "fault   store: ", "keep the file" },
        { "a gap", "warning marks: g1 is committed up to 5, though 9 is known", "asked for them by itself" },
        { "a silent gateway", "warning gateway: g1 sent its last event 3 days ago", "traceability-gateway check" },
        { "an old snapshot", "warning snapshot: 30 days old", "in the log" },
        { "port taken", "is taken by another program", "--port" },
        { "runs without its page", "fault   port: the service is running, but nobody answers", "start it again" },
        { "no broker", "fault   broker: 127.0.0.1:1 refuses", "the gateways keep everything" },
        { "no certificate", "fault   certificate: ", "deploy/pki issue cloud" },
        { "no list of revoked certificates", "fault   revoked list: ", "deploy/pki refresh" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_fault_is_found_and_its_remedy_said(string what, string finding, string remedy)
    {
        var (code, text) = await RunAsync(Spoil(what, Good()));
        Assert.Contains(finding, text, StringComparison.Ordinal);
        Assert.Contains(remedy, text, StringComparison.Ordinal);
        Assert.Equal(text.Contains("fault   ", StringComparison.Ordinal) ? 1 : 0, code);
    }

    private DoctorOptions Spoil(string what, DoctorOptions good)
    {
        var serve = good.Serve;
        switch (what)
        {
            case "no plant": return good with { Serve = serve with { Plant = _folder["nowhere"] } };
            case "broken plant":
                File.WriteAllText(_folder["plant.json"], Plant.Replace("\"location\": \"D\", \"readers\"", "\"location\": \"E\", \"readers\"", StringComparison.Ordinal));
                return good;
            case var _ when what.StartsWith("a gateway called ", StringComparison.Ordinal):
                File.WriteAllText(_folder["plant.json"], Plant.Replace("\"g1\"", $"\"{what.Split(' ')[^1]}\"", StringComparison.Ordinal));
                return good;
            case "no disk": return good with { Serve = serve with { Data = "/proc/nowhere" } };
            case "full disk": return good with { Space = _ => (63L << 20, 100L << 20) };
            case "newer store":
                Change("PRAGMA user_version = 99");
                return good;
            case "damaged store":
                foreach (var file in Directory.GetFiles(Data, "store.db*")) File.Delete(file);
                File.WriteAllText(StoreFile, new string('x', 5000));
                return good;
            case "a gap":
                using (var store = SqliteStore.Open(StoreFile, TimeProvider.System)) store.Append([new GatewayBatch("g1", Events.Batch("e", Stream, 8, 2))]);
                return good;
            case "a silent gateway":
                Change($"UPDATE stream SET heard = {TimeProvider.System.GetUtcNow().AddDays(-3).ToUnixTimeMilliseconds()}");
                return good;
            case "an old snapshot":
                File.WriteAllText(Path.Combine(Data, "genealogy.snapshot"), "");
                File.SetLastWriteTimeUtc(Path.Combine(Data, "genealogy.snapshot"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-30));
                return good;
            case "port taken":
                var listener = new TcpListener(IPAddress.Loopback, serve.Port);
                listener.Start();
                _things.Add(listener);
                return good;
            case "runs without its page":
                _things.Add(new FileStream(StoreFile + ".lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None));
                return good;
            case "no broker": return good with { Serve = serve with { Broker = new HostPort("127.0.0.1", 1) } };
            case "no certificate": return good with { Serve = serve with { Tls = new MqttTls(_folder["a"], _folder["b"], _folder["c"]) } };
            case "no list of revoked certificates": return good with { RevokedList = _folder["none"] };
            default: throw new ArgumentException(what);
        }
    }

    [Fact]
    public async Task What_was_typed_wrong_is_said()
    {
        await using StringWriter output = new(), error = new();
        Assert.Equal(2, await DoctorCommand.RunAsync(["--broker-crl"], output, error, default));
        Assert.Equal(2, await DoctorCommand.RunAsync(["--sport", "1"], output, error, default));
        Assert.Contains("--broker-crl needs a value", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'--sport' is no option", error.ToString(), StringComparison.Ordinal);
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={StoreFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task<(int Code, string Text)> RunAsync(DoctorOptions options)
    {
        await using var output = new StringWriter();
        return (await FindingsReport.WriteAsync(Checkup.Of(options, default), output, default), output.ToString());
    }

    public void Dispose()
    {
        _things.ForEach(t => t.Dispose());
        _broker.Dispose();
        _folder.Dispose();
    }

    private const string Plant = """
        {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}],
         "items": [{"item": "GLASS", "gtin": "09521300000015"}], "parties": [],
         "stations": [{"id": "dock", "gateway": "g1", "kind": "receiving", "location": "D", "readers": [{"id": "scanner", "driver": "serial"}]}]}
        """;
}
