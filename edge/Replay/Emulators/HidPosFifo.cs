using Traceability.Edge.Devices;
using Traceability.Edge.Devices.HidPos;

namespace Traceability.Edge.Replay;

/// <summary>A scanner in HID-POS mode: a FIFO of its reports, 64 bytes each.</summary>
public sealed class HidPosFifo(string path) : IEmulator
{
    private readonly RecordFifo _fifo = new(path, HidPosLayout.Emulated.StreamBytes);

    public Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop) => SendReportsAsync(HidPosReports.Of(data.Span), stop);

    /// <summary>Reports as they are.</summary>
    public Task SendReportsAsync(ReadOnlyMemory<byte> reports, CancellationToken stop)
    {
        _fifo.Write(reports.Span, stop);
        return Task.CompletedTask;
    }

    public Task DiscardAsync()
    {
        _fifo.Discard();
        return Task.CompletedTask;
    }

    public void Dispose() => _fifo.Dispose();
}
