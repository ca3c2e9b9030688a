using System.Runtime.InteropServices;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Keyboard;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Replay;

/// <summary>A scanner in keyboard mode: a FIFO of the kernel's key records. It is held open for reading too, so it lives while no gateway reads it.</summary>
public sealed class KeyboardFifo : IEmulator
{
    private const uint OwnerOnly = 0x180;

    // Whole records, and few enough that the kernel writes them in one piece (4096 bytes).
    private const int Piece = 170 * KeyRecord.Size;

    private readonly string _path;
    private readonly Descriptor _fifo;

    public KeyboardFifo(string path)
    {
        _path = path;
        // A gateway may still read the FIFO that a killed replay left; a new one in its place would never be noticed there.
        if (File.Exists(path) && Descriptor.Open(path, write: true) is var left)
        {
            _fifo = left;
            if (left.IsPipe) return;
            left.Dispose();
        }
        var draft = $"{path}.new";
        File.Delete(draft);
        if (Libc.MakeFifo(draft, OwnerOnly) < 0) throw DeviceException.OfError(path, Marshal.GetLastPInvokeError());
        _fifo = Descriptor.Open(draft, write: true);
        File.Move(draft, path, overwrite: true);
    }

    public Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop) => SendRecordsAsync(KeyStrokes.Of(data.Span), stop);

    /// <summary>Records as they are.</summary>
    public Task SendRecordsAsync(ReadOnlyMemory<byte> records, CancellationToken stop)
    {
        for (var at = 0; at < records.Length; at += Piece)
            _fifo.Write(records.Span.Slice(at, Math.Min(Piece, records.Length - at)), stop);
        return Task.CompletedTask;
    }

    public Task DiscardAsync()
    {
        Span<byte> waste = stackalloc byte[4096];
        while (_fifo.Read(waste) > 0) { }
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        File.Delete(_path);
        _fifo.Dispose();
    }
}
