using Traceability.Messaging;

namespace Traceability.Edge.Uplink;

public sealed record UplinkOptions
{
    public required string Plant { get; init; }
    public required string Gateway { get; init; }
    public required string Host { get; init; }
    public required int Port { get; init; }
    public MqttTls? Tls { get; init; }
    public string? Version { get; init; }

    /// <summary>Limit of the first reconnect delay; each failure doubles it up to <see cref="MaxDelay"/>.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// With the cloud online and no mark for so long, something on the way has lost records (a broker may acknowledge and
    /// then forget): they are sent again. Doubles up to five minutes while that does not help.
    /// </summary>
    public TimeSpan StallDelay { get; init; } = TimeSpan.FromSeconds(5);
    public int Seed { get; init; }

    /// <summary>How often the birth is published again, so that peers and the cloud can tell silence from nothing to say.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The revision of the configuration that the gateway runs with, and why it does not run with the cloud's.</summary>
    public Func<(long Revision, string? Refused)> Config { get; init; } = () => default;
    public MqttConnect Connect { get; init; } = Links.Default;
}

public enum PeerOutcome { Applied, Duplicate, Gap }

/// <summary>What became of a peer's batch; with a gap, the number that is wanted next, and the batch has to come again after it.</summary>
public readonly record struct PeerAnswer(PeerOutcome Outcome, long From)
{
    public static readonly PeerAnswer Applied = new(PeerOutcome.Applied, 0);
    public static readonly PeerAnswer Duplicate = new(PeerOutcome.Duplicate, 0);

    public static PeerAnswer Gap(long from) => new(PeerOutcome.Gap, from);
}

/// <summary>
/// Takes what comes down. Calls come one at a time and in order; a message is acknowledged after its call has completed, and
/// comes again if the call fails.
/// </summary>
public sealed record UplinkHandlers
{
    /// <summary>A peer's batch; every one, with duplicates. The called side keeps a cursor per gateway and epoch.</summary>
    public Func<string, Batch, Task<PeerAnswer>>? PeerBatch { get; init; }

    /// <summary>Which number of (gateway, epoch) is wanted next: asked when the broker forgot our session, to find what was missed.</summary>
    public Func<string, string, long>? PeerNext { get; init; }

    /// <summary>
    /// A peer was heard: by a batch after it was dealt with, or by its birth. Its epoch, the newest number that it is known to have, and
    /// whether numbers before that are missing for sure.
    /// </summary>
    public Action<string, string, long, bool>? PeerHeard { get; init; }

    /// <summary>The broker has forgotten our session, and what was waiting in it.</summary>
    public Action? SessionLost { get; init; }

    /// <summary>Everything else: holds, faces, our own config.</summary>
    public Func<MqttMessage, Task>? Other { get; init; }
}

/// <summary>
/// How far behind the cloud is. Sent: acknowledged by the broker; Delivered: committed by the cloud. CloudAhead: the cloud
/// has more of this epoch than this journal, so the journal was rolled back or cloned and must not go on.
/// </summary>
public sealed record UplinkStatus(bool Connected, DateTimeOffset Since, string Text, long Sent, long Delivered, long Last, bool CloudOnline, bool CloudAhead);
