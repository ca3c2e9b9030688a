using System.Text;
using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.Keyboard;

/// <summary>
/// Opens a keyboard scanner's event device for this gateway alone. Without the grab a scan would also be typed into the
/// machine's console, so a device that cannot be grabbed is not read. A FIFO of records stands in for a device only where
/// the plant says so: anyone who may create files could otherwise put one in a scanner's place.
/// </summary>
internal static class KeyboardConnection
{
    /// <exception cref="DeviceException">It is not there, in use, or not what the plant says.</exception>
    public static Descriptor Open(string path, EmulatedKeys emulated, out string name)
    {
        var device = Descriptor.Open(path);
        try
        {
            name = device.IsPipe ? CheckFifo(path, emulated) : Grab(device, emulated);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private static string CheckFifo(string path, EmulatedKeys emulated) => emulated == EmulatedKeys.Never
        ? throw DeviceException.Faulted($"{path} is a FIFO and no input device; the plant must say \"emulated\": true for the reader if that is meant")
        : $"{path} (emulated)";

    private static string Grab(Descriptor device, EmulatedKeys emulated)
    {
        if (emulated == EmulatedKeys.Always)
            throw DeviceException.Faulted($"{device.Path} is no FIFO, but the plant says that the reader is emulated");
        Span<byte> answer = stackalloc byte[256];
        if (device.Control(Libc.EventVersion, answer) < 0) throw DeviceException.Faulted($"{device.Path} is no input device of the kernel (evdev)");
        if (device.Control(Libc.GrabEvents, 1) < 0)
            throw DeviceException.Faulted($"{device.Path} could not be taken for this gateway alone; another program holds it");
        var length = device.Control(Libc.EventName256, answer);
        return length > 0 ? $"{device.Path} ({Encoding.UTF8.GetString(answer[..length]).TrimEnd('\0')})" : device.Path;
    }
}
