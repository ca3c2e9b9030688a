namespace Traceability.Cloud.Store;

/// <summary>
/// One epoch of one gateway: the contiguous prefix, the chain value at its end, and what came beyond it. Changed on a copy
/// that takes the original's place only when the transaction is on disk.
/// </summary>
internal sealed class StreamState
{
    /// <summary>A hostile jump of the numbers must not become a list of all numbers between.</summary>
    private const int MaxMissing = 1000;

    public StreamState(long id, string gateway, string epoch)
    {
        (Id, Gateway, Epoch) = (id, gateway, epoch);
        Beyond = new NumberRanges();
        Chain = Messaging.Chain.Start();
    }

    public StreamState(StreamState other) : this(other.Id, other.Gateway, other.Epoch)
    {
        (Committed, HighestSeen, Chain, LastEventTime, LastHeard) = (other.Committed, other.HighestSeen, other.Chain, other.LastEventTime, other.LastHeard);
        Beyond = new NumberRanges(other.Beyond);
    }

    public long Id { get; }
    public string Gateway { get; }
    public string Epoch { get; }
    public long Committed { get; set; }
    public long HighestSeen { get; set; }
    public byte[] Chain { get; set; }
    public DateTimeOffset? LastEventTime { get; set; }
    public DateTimeOffset LastHeard { get; set; }

    /// <summary>Numbers above Committed that are dealt with.</summary>
    public NumberRanges Beyond { get; }

    public bool Knows(long number) => number <= Committed || Beyond.Contains(number);

    public GatewayStream Show() => new(Gateway, Epoch, Committed, HighestSeen, Beyond.Missing(Committed, MaxMissing), LastEventTime, LastHeard);
}
