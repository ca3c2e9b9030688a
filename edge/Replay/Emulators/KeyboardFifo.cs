using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Keyboard;

namespace Traceability.Edge.Replay;

/// <summary>A scanner in keyboard mode: a FIFO of the kernel's key records.</summary>
public sealed class KeyboardFifo(string path) : IEmulator
{
    private readonly RecordFifo _fifo = new(path, KeyRecord.Size);

    public Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop) => SendRecordsAsync(KeyStrokes.Of(data.Span), stop);

    /// <summary>Records as they are.</summary>
    public Task SendRecordsAsync(ReadOnlyMemory<byte> records, CancellationToken stop)
    {
        _fifo.Write(records.Span, stop);
        return Task.CompletedTask;
    }

    public Task DiscardAsync()
    {
        _fifo.Discard();
        return Task.CompletedTask;
    }

    public void Dispose() => _fifo.Dispose();
}
