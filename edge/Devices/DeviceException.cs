using Traceability.Edge.Devices.Linux;

namespace Traceability.Edge.Devices;

/// <summary>Why a device cannot be read at the moment, with the state to show: Missing when waiting helps, Faulted when a person must act.</summary>
public sealed class DeviceException(DeviceState state, string message) : Exception(message)
{
    public DeviceState State { get; } = state;

    public static DeviceException Missing(string text) => new(DeviceState.Missing, text);
    public static DeviceException Faulted(string text) => new(DeviceState.Faulted, text);

    /// <summary>The sentence for an error number of open, read or ioctl.</summary>
    internal static DeviceException OfError(string path, int error) => error switch
    {
        Libc.NoEntry or Libc.NoDevice or Libc.NoSuchAddress => Missing($"{path} is not there; is the device plugged in?"),
        Libc.AccessDenied or Libc.NotPermitted => Faulted($"{path} may not be opened by this user; the groups dialout and input give the right, for hidraw a udev rule"),
        Libc.Busy => Faulted($"{path} is in use by another program"),
        Libc.InputOutput => Missing($"{path} was unplugged"),
        _ => Faulted($"{path}: error {error} ({System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)})"),
    };
}
