using System.Runtime.InteropServices;

namespace Traceability.Edge.Devices.Linux;

/// <summary>
/// The few calls of the C library that devices need and .NET does not offer: files that are not regular files, ioctl and poll.
/// Numbers are those of the 64-bit Linux kernel's headers (protocols.md sections 1 to 3).
/// </summary>
internal static partial class Libc
{
    private const string Library = "libc";

    public const int ReadOnly = 0, ReadWrite = 2, NoControllingTerminal = 0x100, NonBlocking = 0x800, CloseOnExec = 0x80000;
    public const short PollIn = 1, PollOut = 4, PollError = 8, PollHangUp = 16, PollInvalid = 32;

    public const int NoEntry = 2, Interrupted = 4, InputOutput = 5, NoSuchAddress = 6, TryAgain = 11, AccessDenied = 13, Busy = 16, Exists = 17;
    public const int NoDevice = 19, NotPermitted = 1, NotATerminal = 25;

    public const nuint GetTermios2 = 0x802C542A, SetTermios2 = 0x402C542B, SetTermios2AndFlush = 0x402C542D;
    public const nuint ExclusiveMode = 0x540C, SharedMode = 0x540D;
    public const nuint GrabEvents = 0x40044590, EventVersion = 0x80044501, EventName256 = 0x81004506;
    public const nuint ReportDescriptorSize = 0x80044801, ReportDescriptor = 0x90044802, RawName256 = 0x81004804;
    public const int GetPipeSize = 1032;

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Poll
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }

    /// <summary>struct termios2, 44 bytes; the speeds hold the plain number of bits a second when the control flags say BOTHER.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Termios2
    {
        public uint Input, Output, Control, Local;
        public byte Line;
        public fixed byte Characters[19];
        public uint InputSpeed, OutputSpeed;
    }

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    public static partial int Synchronise(int descriptor);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int PollAll(Poll* descriptors, nuint count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, nint value);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Control(int descriptor, nuint request, ref Termios2 termios);

    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    public static unsafe partial int Control(int descriptor, nuint request, byte* buffer);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(int descriptor, int command, nint value);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint start, int flags);

    [LibraryImport(Library, EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFifo(string path, uint mode);

    [LibraryImport(Library, EntryPoint = "posix_openpt", SetLastError = true)]
    public static partial int OpenPseudoTerminal(int flags);

    [LibraryImport(Library, EntryPoint = "grantpt", SetLastError = true)]
    public static partial int GrantPseudoTerminal(int descriptor);

    [LibraryImport(Library, EntryPoint = "unlockpt", SetLastError = true)]
    public static partial int UnlockPseudoTerminal(int descriptor);

    [LibraryImport(Library, EntryPoint = "ptsname_r", SetLastError = true)]
    public static unsafe partial int NameOfPseudoTerminal(int descriptor, byte* name, nuint size);
}
