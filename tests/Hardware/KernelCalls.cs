using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Traceability.Tests.Hardware;

/// <summary>The calls with which the checks make devices and look at them; the gateway's own are not borrowed, or both could be wrong alike.</summary>
internal static partial class KernelCalls
{
    public const uint UseEventBit = 0x40045564, UseKeyBit = 0x40045565, SetUpInput = 0x405C5503, CreateInput = 0x5501, InputName64 = 0x8040552C, Grab = 0x40044590;
    private const int ReadWrite = 2, NonBlocking = 0x800, NoTerminal = 0x100, TryAgain = 11;

    /// <summary>A device, not waiting for data that is not there.</summary>
    public static SafeFileHandle Open(string path)
    {
        var descriptor = OpenFile(path, ReadWrite | NonBlocking | NoTerminal);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Zero, or the error number.</summary>
    public static int Control(SafeFileHandle file, uint request, nint value) => InputControl(file, request, value) >= 0 ? 0 : Marshal.GetLastPInvokeError();

    public static unsafe void Control(SafeFileHandle file, uint request, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
            if (Control(file, request, (nint)start) is not 0 and var error) throw new Win32Exception(error);
    }

    public static unsafe void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            // A queue that is full is emptied by the other side.
            for (nint written = 0; written < bytes.Length;)
            {
                var count = WriteFile(file, start + written, bytes.Length - written);
                if (count < 0 && Marshal.GetLastPInvokeError() != TryAgain) throw new Win32Exception(Marshal.GetLastPInvokeError());
                written += Math.Max(0, count);
            }
        }
    }

    /// <summary>How many bytes wait to be read, taken away: 0 where none do.</summary>
    public static unsafe int Drain(SafeFileHandle file)
    {
        var buffer = stackalloc byte[4096];
        var total = 0;
        while (ReadFile(file, buffer, 4096) is > 0 and var count) total += (int)count;
        return total;
    }

    /// <summary>Tells the kernel that its clock is synchronised, to a millisecond: struct timex, what to set at 0, maximum error at 24, status at 40.</summary>
    public static unsafe void Synchronise()
    {
        const int MaxErrorAndStatus = 0x4 | 0x10, Locked = 1;
        var timex = stackalloc byte[208];
        new Span<byte>(timex, 208).Clear();
        (*(int*)timex, *(long*)(timex + 24), *(int*)(timex + 40)) = (MaxErrorAndStatus, 1000, Locked);
        if (Adjtimex(timex) < 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int InputControl(SafeFileHandle file, nuint request, nint value);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteFile(SafeFileHandle file, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint ReadFile(SafeFileHandle file, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    private static unsafe partial int Adjtimex(byte* timex);
}
