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
        // Until SqliteStore and IngestLoop are merged the service answers over nothing; the integrator plugs them in here.
        return Task.FromResult<IEventStore>(new NothingStored());
    }

    private sealed class NothingStored : IEventStore
    {
        public long LastCommit => 0;
        public IEnumerable<StoredEvent> ReadAfter(long commit) => [];
        public Task WaitAfterAsync(long commit, CancellationToken stop) => Task.Delay(Timeout.Infinite, stop);
        public byte[]? ReadBytes(string eventId) => null;
        public IReadOnlyList<GatewayStream> Gateways() => [];
    }
}
