using Traceability.Cloud.Ingest;
using Traceability.Cloud.Store;
using Traceability.Plant;

namespace Traceability.Cloud;

/// <summary>
/// The one place that knows which store and which source of events the service runs with.
/// </summary>
public static class Composition
{
    /// <summary>Opens the store below the data folder and starts taking in from the broker until stop.</summary>
    public static Task<IEventStore> OpenAsync(ServeCommand command, PlantModel plant, CancellationToken stop)
    {
        Directory.CreateDirectory(command.Data);
        var store = SqliteStore.Open(Path.Combine(command.Data, "store.db"), TimeProvider.System);
        var colon = command.Broker.LastIndexOf(':');
        var options = new IngestOptions
        {
            Plant = plant.Code,
            Host = command.Broker[..colon],
            Port = int.Parse(command.Broker.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture),
            FirstDelay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
        };
        _ = new IngestLoop(options, store, new GatewayStates(TimeProvider.System), TimeProvider.System).RunAsync(stop);
        return Task.FromResult<IEventStore>(store);
    }
}
