using Traceability.Cloud.Store;
using Traceability.Epcis;

namespace Traceability.Tests.Benchmarks.Trace;

/// <summary>One gateway of the generated plant: numbers its events without a gap and says with each where and by what clock.</summary>
internal sealed class Gateway
{
    private readonly string _epoch;
    private long _number;

    public Gateway(string name, Random random)
    {
        Name = name;
        _epoch = $"{random.NextInt64():x16}";
        Fields = new TraceFields
        {
            Gateway = name,
            Station = $"{name}-1",
            Device = $"{name}-scanner",
            Capture = "scan",
            Clock = new TraceClock("synced", 20, _epoch, null),
        };
    }

    public string Name { get; }

    /// <summary>What every event of this gateway says of itself; held once, because nothing in it changes.</summary>
    public TraceFields Fields { get; }

    public string NextId() => EventIdentity.Of(Name, _epoch, ++_number);

    public StoredEvent Stored(long commit, EpcisEvent e) => new(commit, e.EventTime.AddSeconds(1), Name, _epoch, _number, e);
}
