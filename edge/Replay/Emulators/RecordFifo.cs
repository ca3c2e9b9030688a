using System.Runtime.InteropServices;
using Traceability.Edge.Devices;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Replay;

/// <summary>A FIFO of records of one size, at a device's place. It is held open for reading too, so it lives while no gateway reads it.</summary>
internal sealed class RecordFifo : IDisposable
{
    private const uint OwnerOnly = 0x180;
    private const int WrittenAtOnce = 4096;

    private readonly string _path;
    private readonly int _piece;
    private readonly Descriptor _fifo;

    public RecordFifo(string path, int recordSize)
    {
        // Whole records, and few enough that the kernel writes them in one piece.
        (_path, _piece) = (path, WrittenAtOnce / recordSize * recordSize);
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

    public void Write(ReadOnlySpan<byte> records, CancellationToken stop)
    {
        for (var at = 0; at < records.Length; at += _piece) _fifo.Write(records.Slice(at, Math.Min(_piece, records.Length - at)), stop);
    }

    public void Discard()
    {
        Span<byte> waste = stackalloc byte[WrittenAtOnce];
        while (_fifo.Read(waste) > 0) { }
    }

    public void Dispose()
    {
        File.Delete(_path);
        _fifo.Dispose();
    }
}
