using Traceability.Cloud.Downlink;
using Traceability.Cloud.Drills;
using Traceability.Cloud.Genealogy;
using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Messaging;
using Traceability.Plant;

namespace Traceability.Cloud;

/// <summary>What the service runs with: the records, the gateways as the broker shows them, the recalls that people saved, the drills that were held, and what the gateways are told.</summary>
public sealed record Service(IEventStore Store, GatewayStates States, RecallStore Recalls, DrillStore Drills, Records Records, PlantDirectory Directory)
{
    /// <summary>The reader of the log; null where events come straight from the broker.</summary>
    public LogLoop? Log { get; init; }
}

/// <summary>
/// The one place that knows which store and which source of events the service runs with.
/// </summary>
public static class Composition
{
    private static readonly ILoggerFactory Logs = LoggerFactory.Create(log => log.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning));

    /// <summary>Opens the store below the data folder and starts taking in from the broker or the log until stop.</summary>
    public static Task<Service> OpenAsync(ServeCommand command, PlantModel plant, CancellationToken stop)
    {
        var log = command.LogSettings is { } settings ? EventLogs.All[command.Events](settings) : null;
        Directory.CreateDirectory(command.Data);
        var store = SqliteStore.Open(Path.Combine(command.Data, "store.db"), TimeProvider.System);
        var options = new IngestOptions
        {
            Plant = plant.Code,
            Host = command.Broker.Host,
            Port = command.Broker.Port,
            Tls = command.Tls,
            FirstDelay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
            Connect = Links.All[command.Mqtt],
            EventsFromLog = log is not null,
        };
        var states = new GatewayStates(TimeProvider.System);
        var directory = new PlantDirectory(store, plant, store.Incarnation);
        DownlinkLoop? downlink = null;
        var ingest = new IngestLoop(options with { Connected = () => downlink?.Wake() }, store, states, TimeProvider.System, Logs.CreateLogger("ingest"));
        downlink = new DownlinkLoop(directory, store, () => ingest.Link, plant.Code, TimeProvider.System, config: Config(command, plant));
        var reader = log is null ? null : new LogLoop(new LogOptions { Plant = plant.Code }, log, store, ingest.Tell, TimeProvider.System, Logs.CreateLogger("log"));
        _ = ingest.RunAsync(stop);
        _ = reader?.RunAsync(stop);
        _ = downlink.RunAsync(stop);
        var (recalls, drills) = (RecallStore.Open(Path.Combine(command.Data, "recalls.db")), DrillStore.Open(Path.Combine(command.Data, "drills.db")));
        var records = new Records(store, plant, Path.Combine(command.Data, "genealogy.snapshot"));
        return Task.FromResult(new Service(store, states, recalls, drills, records, directory) { Log = reader });
    }

    private static PlantConfig? Config(ServeCommand command, PlantModel plant) =>
        command.PlantBytes is { } bytes ? new PlantConfig(plant, new Messaging.GatewayConfig(plant.Revision, bytes)) : null;
}
