using Traceability.Checks;
using Traceability.Edge.Health;
using Traceability.Epcis;
using Traceability.Messaging;

namespace Traceability.Edge.Check;

/// <summary>What is checked. The clock and the free space of a disk are asked through functions, for they cannot be spoilt for a test.</summary>
public sealed record CheckOptions
{
    public required string Plant { get; init; }
    public required string Gateway { get; init; }
    public required string DataFolder { get; init; }
    public required string BrokerHost { get; init; }
    public required int BrokerPort { get; init; }
    public MqttTls? BrokerTls { get; init; }
    public required int HttpPort { get; init; }

    /// <summary>The gateway takes its plant file from the cloud, and keeps the last one in its data folder.</summary>
    public bool ConfigFromCloud { get; init; }

    /// <summary>Light every lamp of every tower, one after the other, in front of the technician.</summary>
    public bool Lamps { get; init; }
    public TimeSpan LampFor { get; init; } = TimeSpan.FromSeconds(1);
    public Func<TraceClock> Clock { get; init; } = KernelClock.Read;

    /// <summary>Free and total bytes of the disk that holds a folder.</summary>
    public Func<string, (long Free, long Total)> Space { get; init; } = DiskChecks.SpaceOf;
}
