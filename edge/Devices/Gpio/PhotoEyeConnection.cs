using System.Runtime.InteropServices;
using Traceability.Edge.Devices.Linux;
using Traceability.Edge.Lights.Gpio;

namespace Traceability.Edge.Devices.Gpio;

/// <summary>
/// An input line of a GPIO chip, held by this gateway alone. The kernel reports its edges and, once at the start, where it stands.
/// </summary>
internal static class PhotoEyeConnection
{
    /// <exception cref="DeviceException">The chip or the line is not there, not allowed, or in use.</exception>
    public static Descriptor Open(string chip, uint line, bool activeLow, Emulation emulation, out bool? isBroken)
    {
        isBroken = null;
        var path = chip.StartsWith('/') ? chip : PathOf(chip);
        using var file = Descriptor.Open(path, write: true);
        if (EmulatedDevice.Check(file, emulation, "GPIO chip")) return Descriptor.Open(path, write: true);
        var request = LineEvents.Request(line, activeLow);
        if (file.Control(GpioMessages.GetLine, request) < 0) throw Problem($"{path}, line {line}", Marshal.GetLastPInvokeError());
        var events = Descriptor.Adopt(GpioMessages.Descriptor(request), $"{path}, line {line}");
        // What stands in the beam when the gateway starts made its edge before.
        var values = GpioMessages.LineValues(0, lines: 1);
        if (events.Control(GpioMessages.GetValues, values) >= 0) isBroken = GpioMessages.Bits(values) != 0;
        return events;
    }

    private static string PathOf(string label)
    {
        var kernel = new KernelGpio();
        foreach (var path in kernel.Chips())
        {
            var chip = kernel.Open(path);
            if (chip < 0) continue;
            var info = new byte[GpioMessages.ChipInfoSize];
            var isOurs = kernel.Control(chip, GpioMessages.GetChipInfo, info) >= 0 && GpioMessages.ChipInfo(info).Label == label;
            kernel.Close(chip);
            if (isOurs) return path;
        }
        throw DeviceException.Missing($"no GPIO chip that this user may open is labelled '{label}'");
    }

    private static DeviceException Problem(string place, int error) => error switch
    {
        Libc.AccessDenied or Libc.NotPermitted => DeviceException.Faulted($"{place} may not be opened by this user; the group gpio gives the right"),
        Libc.NotATerminal => DeviceException.Faulted($"{place} is no GPIO chip"),
        _ => DeviceException.OfError(place, error),
    };
}
