using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices.Keyboard;

/// <summary>
/// Opens a keyboard scanner's event device for this gateway alone. Without the grab a scan would also be typed into the
/// machine's console, so a device that cannot be grabbed is not read.
/// </summary>
internal static class KeyboardConnection
{
    /// <exception cref="DeviceException">It is not there, in use, or not what the plant says.</exception>
    public static Descriptor Open(string path, Emulation emulation, out string name)
    {
        var device = Descriptor.Open(path);
        try
        {
            name = EmulatedDevice.Check(device, emulation, "input device") ? $"{path} (emulated)" : Grab(device);
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    private static string Grab(Descriptor device)
    {
        Span<byte> answer = stackalloc byte[256];
        if (device.Control(Libc.EventVersion, answer) < 0) throw DeviceException.Faulted($"{device.Path} is no input device of the kernel (evdev)");
        if (device.Control(Libc.GrabEvents, 1) < 0)
            throw DeviceException.Faulted($"{device.Path} could not be taken for this gateway alone; another program holds it");
        return DeviceName.Of(device.Path, answer, device.Control(Libc.EventName256, answer));
    }
}
