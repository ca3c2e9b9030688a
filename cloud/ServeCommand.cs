using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Traceability.Plant;

namespace Traceability.Cloud;

/// <summary>
/// <c>traceability serve</c>: reads the plant, opens the store, takes in from the broker and answers. Exit codes: 0 stopped as
/// asked, 1 fault, 2 what was given cannot be used, 3 the machine does not allow it (a port in use).
/// </summary>
public sealed record ServeCommand(string Plant, string Data, int Port, string Broker)
{
    public const string Usage = """
        traceability serve [--plant DIR|plant.json] [--data DIR] [--port N] [--broker HOST:PORT]
          --plant    the plant's master data (default: plant.json in this folder)
          --data     folder of the records (default: ./data)
          --port     port of the API on loopback (default: 8080)
          --broker   the plant's MQTT broker (default: 127.0.0.1:1883)
        traceability id CODE…
          says what a barcode, tag, URN or link is; <GS> stands for the group separator
        """;

    /// <summary>The plant file as it was read, which the gateways are told; null tells them none.</summary>
    public byte[]? PlantBytes { get; init; }

    /// <summary>Null and a sentence where the arguments cannot be used.</summary>
    public static (ServeCommand? Command, string? Fault) Parse(IReadOnlyList<string> args)
    {
        var command = new ServeCommand("plant.json", "data", 8080, "127.0.0.1:1883");
        for (var i = 0; i < args.Count; i += 2)
        {
            if (args[i] is not ("--plant" or "--data" or "--port" or "--broker")) return (null, $"'{args[i]}' is no option of serve.\n{Usage}");
            if (i + 1 == args.Count) return (null, $"{args[i]} needs a value.\n{Usage}");
            var value = args[i + 1];
            if (args[i] == "--port" && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)) return (null, $"--port is '{value}'; 0 to 65535 is expected.");
            if (args[i] == "--broker" && (value.Split(':') is not [{ Length: > 0 }, var number] || !ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                return (null, $"--broker is '{value}'; HOST:PORT is expected, for example 127.0.0.1:1883.");
            command = args[i] switch
            {
                "--plant" => command with { Plant = value },
                "--data" => command with { Data = value },
                "--broker" => command with { Broker = value },
                _ => command with { Port = int.Parse(value, CultureInfo.InvariantCulture) },
            };
        }
        return (command, null);
    }

    /// <summary>Runs until it is stopped. Sentences go to out and error, never a stack trace for what a person can put right.</summary>
    public async Task<int> RunAsync(TextWriter output, TextWriter error, Func<ServeCommand, PlantModel, CancellationToken, Task<Service>> open, CancellationToken stop)
    {
        var file = Directory.Exists(Plant) ? Path.Combine(Plant, "plant.json") : Plant;
        PlantModel plant;
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(file, stop);
            plant = PlantFile.Read(bytes);
        }
        catch (PlantFormatException e)
        {
            foreach (var problem in e.Problems) await error.WriteLineAsync($"{file}, {problem}");
            await error.WriteLineAsync("Nothing was imported.");
            return 2;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{file} cannot be read: {e.Message} Nothing was imported.");
            return 2;
        }
        var service = await open(this with { PlantBytes = bytes }, plant, stop);
        await using var app = Host.Build(plant, service.Store, Port, states: service.States, recalls: service.Recalls, drills: service.Drills, records: service.Records, directory: service.Directory);
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException or SocketException)
        {
            await error.WriteLineAsync($"Port {Port} on 127.0.0.1 is in use by another program; choose another one with --port.");
            return 3;
        }
        await output.WriteLineAsync($"Plant {plant.Code}: answering at {app.Urls.First()} (loopback only), records in {Path.GetFullPath(Data)}, broker {Broker}");
        await app.WaitForShutdownAsync(stop);
        return 0;
    }
}
