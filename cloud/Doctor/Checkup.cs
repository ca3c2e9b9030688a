using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Traceability.Checks;
using Traceability.Cloud.Ingest;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Cloud.Doctor;

/// <summary>All checks of the cloud's machine, first what the rest stands on.</summary>
internal static class Checkup
{
    private const string Meanwhile = "the gateways keep everything meanwhile";

    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Finding> Of(DoctorOptions options, [EnumeratorCancellation] CancellationToken stop)
    {
        var serve = options.Serve;
        var now = options.Time.GetUtcNow();
        yield return Plant(serve.Plant);
        yield return DiskChecks.Of(serve.Data, options.Space, "the service", "the store takes no more events");
        var runs = StoreChecks.IsRunning(serve.Data);
        foreach (var finding in StoreChecks.Of(serve.Data, runs, now)) yield return finding;
        yield return StoreChecks.Snapshot(serve.Data, now);
        yield return await PortAsync(serve.Port, runs, stop);
        if (serve.Tls is { } tls)
            foreach (var finding in CertificateChecks.Of(tls, MqttTls.CloudName, now)) yield return finding;
        if (options.RevokedList is { } list) yield return CertificateChecks.RevokedList(list, now);
        var broker = new MqttOptions { Host = serve.Broker.Host, Port = serve.Broker.Port, ClientId = MqttTls.CloudName, Tls = serve.Tls };
        yield return await NetworkChecks.BrokerAsync(broker, Meanwhile, stop);
        if (serve.LogSettings is { } settings) yield return await LogAsync(EventLogs.All[serve.Events], settings, stop);
    }

    private static Finding Plant(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "plant.json") : path;
        try
        {
            var plant = PlantFile.Read(File.ReadAllBytes(file));
            return plant.Gateways.FirstOrDefault(MqttTls.IsTaken) is { } taken
                ? Finding.Fault("plant", $"a gateway is called '{taken}', which at the broker is a name of the cloud's side, with other rights",
                    "give the gateway another code in plant.json")
                : Finding.Ok("plant", $"{plant.Name}: {plant.Stations.Count} stations at {plant.Gateways.Count()} gateways");
        }
        catch (PlantFormatException e)
        {
            return Finding.Fault("plant", $"{file}: {string.Join("; ", e.Problems)}", "mend plant.json where it says; the running service goes on with what it has read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Fault("plant", $"{file} cannot be read: {e.Message}", "name the folder with plant.json by --plant");
        }
    }

    /// <summary>Asks what reading asks first: whether it is there, lets us in, and which partitions it has.</summary>
    internal static async Task<Finding> LogAsync(OpenEventLog open, EventLogSettings settings, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(LogPatience);
        try
        {
            await using var log = open(settings)!;
            var partitions = await log.PartitionsAsync(over.Token);
            var kept = await Task.WhenAll(partitions.Select(p => log.LookAsync(p, over.Token)));
            return Finding.Ok("log", $"{log.Place}: {partitions.Count} partitions keep {kept.Sum(p => p.Last - p.First + 1)} batches");
        }
        catch (LogException e)
        {
            return Finding.Fault("log", e.Message, $"{Meanwhile}; look at EVENT_HUBS_* in the environment, and whether this identity is 'Azure Event Hubs Data Receiver' of the hub");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Finding.Fault("log", $"no answer within {LogPatience.TotalSeconds:0} s", $"{Meanwhile}; look at the address in EVENT_HUBS_* and whether port 5671 is open towards it");
        }
    }

    private static async Task<Finding> PortAsync(int port, bool runs, CancellationToken stop)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return runs ? Finding.Fault("port", $"the service is running, but nobody answers on port {port}",
                    "name the port it was started with by --port, or start it again")
                : Finding.Ok("port", $"{port} on 127.0.0.1 is free");
        }
        catch (SocketException)
        {
            return runs && await NetworkChecks.AnswersAsync("127.0.0.1", port, stop) is null ? Finding.Ok("port", $"the service answers on {port}")
                : Finding.Fault("port", $"{port} on 127.0.0.1 is taken by another program",
                    $"find it with: ss -ltnp 'sport = :{port}'; end it, or give the service another port with --port");
        }
    }
}
