using Traceability.Edge.Devices;

namespace Traceability.Edge.Replay;

/// <summary>
/// A device that is not there: it stands where the driver looks for it and sends what a scanner or portal would. It outlives
/// the gateway that reads it, so a gateway can be killed and started again. Disposing it is pulling the plug.
/// </summary>
public interface IEmulator : IDisposable
{
    /// <summary>Sends one read: a label's bytes without terminator, or a tag's EPC with its sighting. A network device waits for its client first.</summary>
    Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop);

    /// <summary>Throws away what was sent and not read. To be called between the end of one gateway and the start of the next.</summary>
    Task DiscardAsync();
}
