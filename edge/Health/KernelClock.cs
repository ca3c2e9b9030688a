using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Traceability.Epcis;

namespace Traceability.Edge.Health;

/// <summary>How far the machine's clock can be trusted, as the kernel knows it (protocols.md section 10).</summary>
internal static partial class KernelClock
{
    // struct timex on 64-bit Linux: 208 bytes; maxerror in microseconds at 24, status at 40.
    private const int Size = 208, MaxError = 24, Status = 40, StatusUnsynchronised = 0x40, TimeError = 5;

    private static readonly string? BootId = File.Exists("/proc/sys/kernel/random/boot_id") ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : null;

    public static TraceClock Read()
    {
        Span<byte> timex = stackalloc byte[Size];
        timex.Clear();
        var monotonic = (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
        var state = Adjtimex(ref MemoryMarshal.GetReference(timex));
        if (state < 0) return new TraceClock("unsynced", null, BootId, monotonic);
        var unsynchronised = state == TimeError || (BinaryPrimitives.ReadInt32LittleEndian(timex[Status..]) & StatusUnsynchronised) != 0;
        var error = BinaryPrimitives.ReadInt64LittleEndian(timex[MaxError..]);
        return unsynchronised ? new TraceClock("unsynced", null, BootId, monotonic) : new TraceClock("synced", Math.Round(error / 1000m, 3), BootId, monotonic);
    }

    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    private static partial int Adjtimex(ref byte timex);
}
