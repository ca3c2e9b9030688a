using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Cloud;

/// <summary>
/// <c>traceability serve</c>: reads the plant, opens the store, takes in from the broker and answers. Exit codes: 0 stopped as
/// asked, 1 fault, 2 what was given cannot be used, 3 the machine does not allow it (a port in use).
/// </summary>
public sealed record ServeCommand(string Plant, string Data, int Port, HostPort Broker, MqttTls? Tls = null)
{
    private static readonly string[] Options = ["--plant", "--data", "--port", "--broker", "--mqtt", "--events", "--broker-ca", "--broker-certificate", "--broker-key"];

    /// <summary>Where events come from, by its name in this build.</summary>
    public string Events { get; init; } = "broker";

    /// <summary>Where the log is and how one gets in; null where events come straight from the broker.</summary>
    public EventLogSettings? LogSettings { get; init; }

    /// <summary>The client of the broker, by its name in this build.</summary>
    public string Mqtt { get; init; } = Links.All.Choose("auto");

    public const string Usage = """
        traceability serve [--plant DIR|plant.json] [--data DIR] [--port N] [--broker HOST:PORT] [--mqtt KIND] [--events SOURCE]
          --plant    the plant's master data (default: plant.json in this folder)
          --data     folder of the records (default: ./data)
          --port     port of the API on loopback (default: 8080)
          --broker   the plant's MQTT broker (default: 127.0.0.1:1883)
          --mqtt     client of the broker: mqttnet, libmosquitto (default: auto, the first of them that is in this build)
          --events   where events come from: broker; eventhubs, filled by forward (default: broker)
          --broker-ca FILE --broker-certificate FILE --broker-key FILE
                     mutual TLS with the broker (deploy/pki); a broker on another machine needs it
        traceability forward [--plant] [--broker] [--mqtt] [--name NAME] [--broker-ca …] [--events eventhubs]
          carries the gateways' batches from the broker into the log; several may run, each with a name of its own (default: forward)
        traceability doctor [the options of serve] [--broker-crl FILE]
          looks at everything the service needs and says what to do about each fault; exit code 0 or 1
        traceability id CODE…
          says what a barcode, tag, URN or link is; <GS> stands for the group separator

        """ + EventLogSettings.Usage;

    /// <summary>The plant file as it was read, which the gateways are told; null tells them none.</summary>
    public byte[]? PlantBytes { get; init; }

    /// <summary>Null and a sentence where the arguments cannot be used.</summary>
    public static (ServeCommand? Command, string? Fault) Parse(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!Options.Contains(args[i])) return (null, $"'{args[i]}' is no option of serve.\n{Usage}");
            if (i + 1 == args.Count) return (null, $"{args[i]} needs a value.\n{Usage}");
            given[args[i]] = args[i + 1];
        }
        var port = given.GetValueOrDefault("--port", "8080");
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 65535) return (null, $"--port is '{port}'; 0 to 65535 is expected.");
        var (broker, fault) = HostPort.OfBroker(given.GetValueOrDefault("--broker", "127.0.0.1:1883"));
        if (fault is not null) return (null, fault);
        (var tls, fault) = MqttTls.Of(given.GetValueOrDefault("--broker-ca"), given.GetValueOrDefault("--broker-certificate"), given.GetValueOrDefault("--broker-key"));
        if (fault is not null) return (null, fault);
        try
        {
            var events = EventLogs.All.Choose(given.GetValueOrDefault("--events", "broker"));
            return (new ServeCommand(given.GetValueOrDefault("--plant", "plant.json"), given.GetValueOrDefault("--data", "data"), number, broker, tls)
            {
                Mqtt = Links.All.Choose(given.GetValueOrDefault("--mqtt", "auto")),
                Events = events,
                LogSettings = events == "broker" ? null : EventLogSettings.Read(Environment.GetEnvironmentVariable),
            }, null);
        }
        catch (Exception e) when (e is NotSupportedException or LogException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Runs until it is stopped. Sentences go to out and error, never a stack trace for what a person can put right.</summary>
    public async Task<int> RunAsync(TextWriter output, TextWriter error, Func<ServeCommand, PlantModel, CancellationToken, Task<Service>> open, CancellationToken stop)
    {
        if (Tls?.OtherName(MqttTls.CloudName) is { } otherName)
        {
            await error.WriteLineAsync(otherName);
            return 2;
        }
        if (await ReadPlantAsync(Plant, error, stop) is not var (plant, bytes)) return 2;
        Service service;
        try
        {
            service = await open(this with { PlantBytes = bytes }, plant, stop);
        }
        catch (LogException e)
        {
            await error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (StoreException e)
        {
            await error.WriteLineAsync(e.Message);
            return 1;
        }
        await using var app = Host.Build(plant, service.Store, Port, states: service.States, recalls: service.Recalls, drills: service.Drills, records: service.Records, directory: service.Directory, log: service.Log);
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            await error.WriteLineAsync($"Port {Port} on 127.0.0.1 is in use by another program; choose another one with --port.");
            return 3;
        }
        var events = service.Log is { } log ? $", events from {log.Place}" : "";
        await output.WriteLineAsync($"Plant {plant.Code}: answering at {app.Urls.First()} (loopback only), records in {Path.GetFullPath(Data)}, broker {Broker} by {Mqtt}{events}");
        await app.WaitForShutdownAsync(stop);
        return 0;
    }

    /// <summary>The plant and the bytes it was read from; null where it cannot be used, and then that was said.</summary>
    internal static async Task<(PlantModel Plant, byte[] Bytes)?> ReadPlantAsync(string path, TextWriter error, CancellationToken stop)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "plant.json") : path;
        try
        {
            var bytes = await File.ReadAllBytesAsync(file, stop);
            return (PlantFile.Read(bytes), bytes);
        }
        catch (PlantFormatException e)
        {
            foreach (var problem in e.Problems) await error.WriteLineAsync($"{file}, {problem}");
            await error.WriteLineAsync("Nothing was imported.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{file} cannot be read: {e.Message} Nothing was imported.");
        }
        return null;
    }
}
