using Traceability.Plant;

namespace Traceability.Edge.Configuration;

/// <summary>
/// The gateway's configuration between its cloud and its disk. What is accepted is durable first; then the gateway ends in order and the process is
/// started again with it. A refusal is remembered until a configuration comes that is none.
/// </summary>
public sealed class CloudConfig(ActiveConfig active, ConfigFile file, string gateway, Func<PlantModel, string?> whyNot)
{
    /// <summary>With this code a process ends that wants to be started again with its new configuration.</summary>
    public const int ExitCode = 4;

    private volatile string? _refusal;
    private volatile ActiveConfig? _next;

    public long Revision => active.Plant.Revision;

    /// <summary>Why the newest configuration from the cloud is not the one that runs; null where it is.</summary>
    public string? Refusal => _refusal;

    /// <summary>The configuration that was accepted and waits for the start; null where none does.</summary>
    public ActiveConfig? Next => _next;

    /// <exception cref="IOException">The disk does not take it: the message is not acknowledged and comes again.</exception>
    public void Take(ReadOnlySpan<byte> payload)
    {
        if (_next is not null) return;
        var (accepted, refusal) = ConfigRules.Judge(payload, active, gateway, whyNot);
        _refusal = refusal;
        if (accepted is null) return;
        file.Write(accepted.Bytes);
        _next = accepted;
    }
}
