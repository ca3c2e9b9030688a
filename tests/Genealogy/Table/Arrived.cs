using Traceability.Cloud.Store;

namespace Traceability.Tests.Genealogy.Table;

/// <summary>A store that holds what arrived, in the order of arrival.</summary>
internal sealed class Arrived(IReadOnlyList<StoredEvent> events) : IEventStore
{
    public long LastCommit => events.Count;
    public IEnumerable<StoredEvent> ReadAfter(long commit) => events.Skip((int)commit);
    public Task WaitAfterAsync(long commit, CancellationToken stop) => Task.CompletedTask;
    public byte[]? ReadBytes(string eventId) => null;
    public IReadOnlyList<GatewayStream> Gateways() => [];
}
