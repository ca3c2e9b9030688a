using System.Runtime.InteropServices;

namespace Traceability.Edge.Devices.Linux;

/// <summary>What a wait on a descriptor ended with. Gone: the other side hung up or the device was pulled.</summary>
public enum Readiness { Data, Silence, Gone, Stopped }

/// <summary>
/// An open, non-blocking file of the kernel that one thread reads. Waiting costs no processor time and ends at once when
/// the given token is cancelled: an event descriptor is polled beside the device.
/// </summary>
public sealed class Descriptor : IDisposable
{
    private readonly int _wake;
    private int _file;

    private Descriptor(int file, string path)
    {
        (_file, Path) = (file, path);
        _wake = Libc.EventDescriptor(0, Libc.CloseOnExec | Libc.NonBlocking);
        if (_wake >= 0) return;
        var error = Marshal.GetLastPInvokeError();
        _ = Libc.Close(file);
        throw DeviceException.OfError(path, error);
    }

    public string Path { get; }

    /// <summary>A FIFO or pipe; asked through a call that only pipes answer, since the layout of struct stat differs between machines.</summary>
    public bool IsPipe => Libc.FileControl(_file, Libc.GetPipeSize, 0) > 0;

    /// <exception cref="DeviceException">It is not there, not allowed, or in use.</exception>
    public static Descriptor Open(string path, bool write = false)
    {
        var flags = (write ? Libc.ReadWrite : Libc.ReadOnly) | Libc.NoControllingTerminal | Libc.NonBlocking | Libc.CloseOnExec;
        var file = Libc.Open(path, flags);
        return file >= 0 ? new Descriptor(file, path) : throw DeviceException.OfError(path, Marshal.GetLastPInvokeError());
    }

    /// <summary>Takes over a descriptor that another call opened.</summary>
    internal static Descriptor Adopt(int file, string path) => new(file, path);

    internal int Control(nuint request, nint value) => Libc.Control(_file, request, value);
    internal int Control(nuint request, ref Libc.Termios2 termios) => Libc.Control(_file, request, ref termios);
    internal unsafe int Control(nuint request, Span<byte> buffer)
    {
        fixed (byte* start = buffer) return Libc.Control(_file, request, start);
    }

    /// <summary>Waits until bytes can be read. Negative milliseconds wait for ever.</summary>
    public Readiness Wait(int milliseconds, CancellationToken stop)
    {
        using var registration = stop.UnsafeRegister(static self => ((Descriptor)self!).Wake(), this);
        var seen = Poll(Libc.PollIn, milliseconds);
        if (stop.IsCancellationRequested) return Readiness.Stopped;
        // Bytes that arrived before the hang-up are read first; the read after them then finds the end.
        if ((seen & Libc.PollIn) != 0) return Readiness.Data;
        return seen == 0 ? Readiness.Silence : Readiness.Gone;
    }

    /// <summary>Number of bytes read, 0 when there is nothing at the moment, -1 when the device is gone.</summary>
    public unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = Libc.Read(_file, start, buffer.Length);
            if (count > 0) return (int)count;
            // End of file is how a pulled USB scanner and a closed FIFO look; every other error means the same to a reader.
            return count < 0 && Marshal.GetLastPInvokeError() is Libc.TryAgain or Libc.Interrupted ? 0 : -1;
        }
    }

    /// <summary>Writes as much as fits now; waits for room in short steps so that cancellation is seen.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            stop.ThrowIfCancellationRequested();
            nint count;
            fixed (byte* start = bytes) count = Libc.Write(_file, start, bytes.Length);
            var error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error is not (0 or Libc.TryAgain or Libc.Interrupted)) throw DeviceException.OfError(Path, error);
            if (error == Libc.TryAgain) _ = Poll(Libc.PollOut, milliseconds: 20);
            if (count > 0) bytes = bytes[(int)count..];
        }
    }

    public void Dispose()
    {
        var file = Interlocked.Exchange(ref _file, -1);
        if (file < 0) return;
        _ = Libc.Close(file);
        _ = Libc.Close(_wake);
    }

    private unsafe short Poll(short wanted, int milliseconds)
    {
        var polled = stackalloc Libc.Poll[2];
        polled[0] = new Libc.Poll { Descriptor = _file, Wanted = wanted };
        polled[1] = new Libc.Poll { Descriptor = _wake, Wanted = Libc.PollIn };
        while (Libc.PollAll(polled, 2, milliseconds) < 0)
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted) return Libc.PollInvalid;
        return polled[0].Seen;
    }

    private unsafe void Wake()
    {
        var one = 1UL;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }
}
