using System.CommandLine;
using Traceability.Edge.Check;
using Traceability.Edge.Configuration;
using Traceability.Edge.Journal;
using Traceability.Edge.Replay;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge;

/// <summary>The commands of traceability-gateway. Exit codes: 0 done, 1 failed, 2 bad input, 3 something needed is missing or taken, 4 start me again.</summary>
internal static class CommandLine
{
    internal static readonly Option<string> Plant = new("--plant") { Description = "folder with plant.json, or the file", Required = true };
    internal static readonly Option<string?> BrokerAuthority = new("--broker-ca") { Description = "certificate of the authority that the broker's and our certificate come from (deploy/pki); with --broker-certificate and --broker-key" };
    internal static readonly Option<string?> BrokerCertificate = new("--broker-certificate") { Description = "this gateway's certificate, its common name the gateway's code" };
    internal static readonly Option<string?> BrokerKey = new("--broker-key") { Description = "its key" };
    internal static readonly Option<string> Data = new("--data") { Description = "folder for journals, stores and devices", Required = true };

    public static RootCommand Root() => new("Traceability gateway: reads labels at a dock, conveyor or pick face, and keeps every event until the cloud has it.")
    {
        Run(), Replay(), DemoCommand.Create(), CheckCommand.Create(),
    };

    private static Command Run()
    {
        var gateway = new Option<string>("--gateway") { Description = "this gateway's code in plant.json", Required = true };
        var broker = new Option<string>("--broker") { Description = "host:port of the plant's MQTT broker", DefaultValueFactory = _ => "127.0.0.1:1883" };
        var http = new Option<int>("--http") { Description = "loopback port of the screen and of /state", DefaultValueFactory = _ => 8081 };
        var screen = new Option<string?>("--screen-listen") { Description = "address:port where touch panels on other machines find the screen; whoever reaches it can act, so keep it in the plant's network (default: this machine alone)" };
        var journal = new Option<string>("--journal") { Description = $"kind of journal: auto (the one that is there, else the first of: {string.Join(", ", Journals.All.Names)})", DefaultValueFactory = _ => "auto" };
        var mqtt = new Option<string>("--mqtt") { Description = $"client of the broker: auto (the first of: {string.Join(", ", Links.All.Names)})", DefaultValueFactory = _ => "auto" };
        var replay = new Option<string?>("--replay") { Description = "socket of a replay that owns this gateway's clock (rehearsals and demos)" };
        var config = new Option<string>("--config") { Description = "file: run with --plant; cloud: that is only the first configuration, the cloud's newer ones are taken (the process then ends with code 4 to be started again)", DefaultValueFactory = _ => "file" };
        config.AcceptOnlyFromAmong("file", "cloud");
        var command = new Command("run", "Run one gateway.") { Plant, Data, gateway, broker, http, screen, journal, mqtt, replay, config, BrokerAuthority, BrokerCertificate, BrokerKey };
        command.SetAction((parsed, stop) => Guard(async () =>
        {
            var (host, port) = Broker(parsed.GetValue(broker)!);
            var code = parsed.GetValue(gateway)!;
            var plant = ReadPlant(parsed.GetValue(Plant)!);
            var cloud = parsed.GetValue(config) == "cloud" ? await FirstConfig(plant, parsed.GetValue(Plant)!, parsed.GetValue(Data)!, code) : null;
            plant = cloud?.Plant ?? plant;
            if (!plant.Gateways.Contains(code)) throw new BadInputException($"gateway '{code}' has no station in {parsed.GetValue(Plant)}; known are {string.Join(", ", plant.Gateways)}");
            var (client, kind) = (Links.All.Choose(parsed.GetValue(mqtt)!), Journals.Choose(parsed.GetValue(journal)!, parsed.GetValue(Data)!, code));
            await Console.Out.WriteLineAsync($"gateway {code}: {InBuild.Line(client, kind)}");
            var tls = Tls(parsed);
            if (tls?.OtherName(code) is { } otherName) throw new BadInputException(otherName);
            var again = await GatewayHost.RunAsync(new GatewayOptions
            {
                Plant = plant,
                Gateway = code,
                DataFolder = parsed.GetValue(Data)!,
                BrokerHost = host,
                BrokerPort = port,
                Journal = kind,
                Mqtt = client,
                BrokerTls = tls,
                ReplaySocket = parsed.GetValue(replay),
                CloudConfig = cloud?.Bytes,
            }, Port(parsed.GetValue(http)), ScreenAddress(parsed.GetValue(screen)), stop);
            return again ? CloudConfig.ExitCode : 0;
        }));
        return command;
    }

    internal static async Task<ActiveConfig> FirstConfig(PlantModel plant, string path, string data, string gateway)
    {
        var taken = new ConfigFile(data, gateway).ReadNewer(plant, out var fault);
        if (fault is not null) await Console.Error.WriteLineAsync($"{fault}; starting with {path}");
        return taken ?? new ActiveConfig(plant, await File.ReadAllBytesAsync(Directory.Exists(path) ? Path.Combine(path, "plant.json") : path));
    }

    private static Command Replay()
    {
        var socket = new Option<string>("--socket") { Description = "path of the socket that gateways connect to", Required = true };
        var speed = new Option<string>("--speed") { Description = "virtual (as fast as it goes) or a factor of real time", DefaultValueFactory = _ => "virtual" };
        var gateway = new Option<string?>("--gateway") { Description = "play the reads of this gateway's stations alone, for a rehearsal at one place" };
        var command = new Command("replay", "Play recorded reads (scans.jsonl) into running gateways through emulated devices.") { Plant, Data, socket, speed, gateway };
        command.SetAction((parsed, stop) => Guard(async () =>
        {
            var plant = ReadPlant(parsed.GetValue(Plant)!);
            var scans = Recording.Read(Path.Combine(Folder(parsed.GetValue(Plant)!), "scans.jsonl"), plant);
            if (parsed.GetValue(gateway) is { } only)
            {
                if (!plant.Gateways.Contains(only)) throw new BadInputException($"gateway '{only}' has no station in {parsed.GetValue(Plant)}; known are {string.Join(", ", plant.Gateways)}");
                scans = [.. scans.Where(s => s.Gateway == only)];
            }
            using var player = new Player(plant, scans, parsed.GetValue(Data)!, parsed.GetValue(socket)!, Speed(parsed.GetValue(speed)!), parsed.GetValue(gateway));
            var elapsed = await player.RunAsync(new ProgressLines(Console.Out), stop);
            await Console.Out.WriteLineAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"played {scans.Count} reads in {elapsed.TotalSeconds:0.0} s"));
            return 0;
        }));
        return command;
    }

    /// <exception cref="BadInputException">Which line, what is wrong.</exception>
    public static PlantModel ReadPlant(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "plant.json") : path;
        if (!File.Exists(file)) throw new BadInputException($"{file} is not there: name a folder with a plant.json");
        try
        {
            return PlantFile.Read(File.ReadAllBytes(file));
        }
        catch (PlantFormatException e)
        {
            throw new BadInputException($"{file} cannot be used, nothing was imported:\n  {string.Join("\n  ", e.Problems)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file} cannot be read: {e.Message} Give the user of this gateway the right: sudo chmod 0644 {file}");
        }
    }

    public static string Folder(string plant) => Directory.Exists(plant) ? plant : Path.GetDirectoryName(Path.GetFullPath(plant))!;

    /// <summary>Null is virtual time.</summary>
    public static double? Speed(string text) => text == "virtual" ? null
        : double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var factor) && factor is > 0 and <= 100_000 ? factor
        : throw new BadInputException($"--speed {text}: say virtual, or a factor of real time such as 1 or 60");

    private static System.Net.IPEndPoint? ScreenAddress(string? text) => text is null ? null
        : System.Net.IPEndPoint.TryParse(text, out var address) && address.Port > 0 ? address
        : throw new BadInputException($"--screen-listen {text}: say address:port, for example 0.0.0.0:8090 or 192.168.4.1:8090");

    internal static MqttTls? Tls(ParseResult parsed)
    {
        var (tls, fault) = MqttTls.Of(parsed.GetValue(BrokerAuthority), parsed.GetValue(BrokerCertificate), parsed.GetValue(BrokerKey));
        return fault is null ? tls : throw new BadInputException(fault);
    }

    /// <summary>Of the page; 0 is any free one.</summary>
    internal static int Port(int given) => given is >= 0 and <= 65535 ? given : throw new BadInputException($"--http {given}: a port is a number from 0 to 65535, for example 8081");

    internal static HostPort Broker(string text)
    {
        var (broker, fault) = HostPort.OfBroker(text);
        return fault is null ? broker : throw new BadInputException(fault);
    }

    /// <summary>Turns expected faults into one sentence and an exit code; anything else is a bug and shows itself whole.</summary>
    public static async Task<int> Guard(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception e) when (e is BadInputException or RecordingException or NotSupportedException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (Exception e) when (e is MissingException or JournalException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 3;
        }
    }
}

/// <summary>What the caller gave cannot be used: a sentence that says what, where and what to do.</summary>
public sealed class BadInputException(string message) : Exception(message);

/// <summary>Something the command needs is not there, or taken by another: a sentence that says what to do.</summary>
public sealed class MissingException(string message) : Exception(message);
