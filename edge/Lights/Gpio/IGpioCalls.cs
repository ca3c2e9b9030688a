using System.Runtime.InteropServices;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Lights.Gpio;

/// <summary>The raw calls to the kernel: the seam that lets the driver's logic run where there is no GPIO chip.</summary>
public interface IGpioCalls
{
    /// <summary>Paths of the chips that are there.</summary>
    IReadOnlyList<string> Chips();

    /// <summary>A descriptor, or the negated error number.</summary>
    int Open(string path);

    /// <summary>Zero, or the negated error number; the buffer is read and written in place.</summary>
    int Control(int descriptor, nuint request, Span<byte> buffer);

    void Close(int descriptor);
}

/// <summary>
/// The kernel's GPIO chips. The tests go as far as these calls; that the kernel does with them what the lamps need is for
/// tests/hardware.sh, on a machine with gpio-sim.
/// </summary>
internal sealed class KernelGpio : IGpioCalls
{
    public IReadOnlyList<string> Chips() => Directory.Exists("/dev") ? Directory.GetFiles("/dev", "gpiochip*").Order(StringComparer.Ordinal).ToList() : [];

    public int Open(string path)
    {
        var descriptor = Libc.Open(path, Libc.ReadWrite | Libc.CloseOnExec);
        return descriptor >= 0 ? descriptor : -Marshal.GetLastPInvokeError();
    }

    public unsafe int Control(int descriptor, nuint request, Span<byte> buffer)
    {
        fixed (byte* start = buffer) return Libc.Control(descriptor, request, start) >= 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    public void Close(int descriptor) => _ = Libc.Close(descriptor);
}
