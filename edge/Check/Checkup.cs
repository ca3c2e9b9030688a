using System.Runtime.CompilerServices;
using Traceability.Checks;
using Traceability.Edge.Configuration;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Edge.Check;

/// <summary>
/// All checks in the order in which a technician mends: first what the rest stands on. It changes nothing; where the gateway itself
/// is running, what only one can hold is left to it, and that it holds it is the answer.
/// </summary>
internal static class Checkup
{
    public static async IAsyncEnumerable<Finding> Of(CheckOptions options, [EnumeratorCancellation] CancellationToken stop)
    {
        var runs = MachineChecks.IsRunning(options);
        var (plant, fault) = ReadPlant(options);
        yield return fault ?? Finding.Ok("plant", $"{plant!.Name}: {Stations(plant, options).Count} stations at {options.Gateway}, revision {plant.Revision}");
        if (options.ConfigFromCloud && new ConfigFile(options.DataFolder, options.Gateway).Read(out var unusable) is null && unusable is not null)
            yield return Finding.Warning("plant file of the cloud", $"{unusable}; the gateway starts with {options.Plant}", "move it away; the cloud sends its own again as soon as the gateway is connected");
        yield return DiskChecks.Of(options.DataFolder, options.Space, "the gateway", "the gateway stops giving permission");
        yield return MachineChecks.Journal(options, runs);
        yield return MachineChecks.Clock(options.Clock());
        yield return await MachineChecks.PortAsync(options, runs, stop);
        if (options.BrokerTls is { } tls)
            foreach (var finding in CertificateChecks.Of(tls, options.Gateway, TimeProvider.System.GetUtcNow())) yield return finding;
        yield return await NetworkChecks.BrokerAsync(new MqttOptions { Host = options.BrokerHost, Port = options.BrokerPort, ClientId = options.Gateway, Tls = options.BrokerTls }, "the gateway works on without it and keeps everything", stop);
        if (plant is null) yield break;
        var stations = Stations(plant, options);
        if (MachineChecks.Groups(stations, options.DataFolder) is { } groups) yield return groups;
        foreach (var station in stations)
            foreach (var reader in station.Readers)
            {
                var found = await DeviceChecks.ReaderAsync(station, reader, options.DataFolder, runs, stop);
                yield return found;
                // A reader that does not answer needs no second word about it.
                if (found.Severity == Severity.Ok)
                    await foreach (var finding in DoorChecks.OfAsync(station, reader, options, runs)) yield return finding;
            }
        foreach (var station in stations)
            foreach (var tower in station.Towers)
                await foreach (var finding in TowerChecks.OfAsync(station, tower, options, runs, stop)) yield return finding;
    }

    private static List<Station> Stations(PlantModel plant, CheckOptions options) => plant.Stations.Values.Where(s => s.Gateway == options.Gateway).ToList();

    private static (PlantModel?, Finding?) ReadPlant(CheckOptions options)
    {
        try
        {
            var plant = CommandLine.ReadPlant(options.Plant);
            if (options.ConfigFromCloud && new ConfigFile(options.DataFolder, options.Gateway).ReadNewer(plant, out _) is { } taken) plant = taken.Plant;
            return plant.Gateways.Contains(options.Gateway) ? (plant, null)
                : (null, Finding.Fault("plant", $"gateway '{options.Gateway}' has no station in {options.Plant}", $"name one of {string.Join(", ", plant.Gateways)} with --gateway, or give a station to it in plant.json"));
        }
        catch (BadInputException e)
        {
            return (null, Finding.Fault("plant", e.Message, "mend plant.json where it says, or name another folder with --plant"));
        }
    }
}
