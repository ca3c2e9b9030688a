using System.Runtime.InteropServices;

namespace Traceability.Messaging.Mosquitto;

/// <summary>Waits on a socket, and can be woken from any thread (Linux poll and eventfd).</summary>
internal sealed unsafe partial class Wakeup : IDisposable
{
    private const short Readable = 1;
    private const short Writable = 4;
    private readonly int _event = EventFd(0, NonBlocking | CloseOnExec);
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    public void Wake()
    {
        ulong one = 1;
        _ = Write(_event, &one, sizeof(ulong));
    }

    /// <summary>True when the socket has something to read, or is broken, which reading will tell.</summary>
    public bool Wait(int socket, bool forWriting, int milliseconds)
    {
        var entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Fd = socket, Events = (short)(Readable | (forWriting ? Writable : 0)) };
        entries[1] = new PollEntry { Fd = _event, Events = Readable };
        if (Poll(entries, 2, milliseconds) <= 0) return false;
        if (entries[1].Returned != 0)
        {
            ulong count;
            _ = Read(_event, &count, sizeof(ulong));
        }
        return (entries[0].Returned & ~Writable) != 0;
    }

    public static bool HasMore(int socket)
    {
        var entry = new PollEntry { Fd = socket, Events = Readable };
        return socket >= 0 && Poll(&entry, 1, 0) > 0;
    }

    public void Dispose() => _ = Close(_event);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, ulong count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int fd);
}
