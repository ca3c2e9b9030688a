using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices;

/// <summary>Whether a FIFO of records may stand in for a device of the kernel: never, where one is found, or it must be one.</summary>
public enum Emulation { Never, Allowed, Always }

/// <summary>
/// A FIFO stands in for a device only where the plant says so, or at the conventional place in the gateway's own folder: anyone who
/// may create files elsewhere could otherwise put one in a scanner's place.
/// </summary>
internal static class EmulatedDevice
{
    /// <summary>True for a FIFO that may be read, false for what must be a device.</summary>
    /// <exception cref="DeviceException">It is not what the plant says.</exception>
    public static bool Check(Descriptor device, Emulation emulation, string kind) => (device.IsPipe, emulation) switch
    {
        (true, Emulation.Never) => throw DeviceException.Faulted(
            $"{device.Path} is a FIFO and no {kind}; the plant must say \"emulated\": true for the reader if that is meant"),
        (false, Emulation.Always) => throw DeviceException.Faulted($"{device.Path} is no FIFO, but the plant says that the reader is emulated"),
        (var pipe, _) => pipe,
    };
}
