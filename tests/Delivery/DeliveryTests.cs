namespace Traceability.Tests.Delivery;

/// <summary>The whole chain over a real broker: journal, uplink, broker, ingest, store, mark, and back.</summary>
public sealed class DeliveryTests
{
    [BrokerFact]
    public async Task An_event_reaches_the_store_and_its_mark_comes_back()
    {
        using var broker = new Broker().Start();
        await using var cloud = new TestCloud(broker.Port).Start();
        await using var gateway = new TestGateway("G1", broker.Port).Start();
        gateway.Scan(100);
        await gateway.DeliveredAsync();
        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), cloud.Numbers("G1"));
    }
}
