using System.Runtime.InteropServices;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.Serial;

/// <summary>
/// Opens a serial line raw, 8N1, at a given speed, through the kernel's own calls: System.IO.Ports does not notice
/// unplugging (dotnet/runtime #121627).
/// </summary>
internal static class SerialConnection
{
    private const uint EnableReceiver = 0x80, IgnoreModemLines = 0x800, EightBits = 0x30, OtherSpeed = 0x1000;
    private const int Minimum = 6, Timeout = 5;

    /// <exception cref="DeviceException">It is not there, in use, or no serial line.</exception>
    public static Descriptor Open(string path, uint baud)
    {
        var device = Descriptor.Open(path, write: true);
        try
        {
            SetRaw(device, baud);
            // On a pseudo-terminal the mark would outlive this process as long as the other end keeps it open, and lock out its successor.
            if (!IsPseudoTerminal(path) && device.Control(Libc.ExclusiveMode, 0) < 0) throw Failed(path);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives every byte through unchanged. Stale input is flushed: what was scanned while nobody listened must not look
    /// like a scan of now.
    /// </summary>
    internal static unsafe void SetRaw(Descriptor device, uint baud)
    {
        var termios = default(Libc.Termios2);
        if (device.Control(Libc.GetTermios2, ref termios) < 0) throw Failed(device.Path);
        termios.Input = termios.Output = termios.Local = 0;
        termios.Control = EnableReceiver | IgnoreModemLines | EightBits | OtherSpeed;
        termios.InputSpeed = termios.OutputSpeed = baud;
        termios.Characters[Minimum] = 1;
        termios.Characters[Timeout] = 0;
        if (device.Control(Libc.SetTermios2AndFlush, ref termios) < 0) throw Failed(device.Path);
    }

    private static bool IsPseudoTerminal(string path) =>
        (File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).StartsWith("/dev/pts/", StringComparison.Ordinal);

    private static DeviceException Failed(string path) => Marshal.GetLastPInvokeError() is var error and not Libc.NotATerminal
        ? DeviceException.OfError(path, error)
        : DeviceException.Faulted($"{path} is no serial device");
}
