using Traceability.Messaging;

namespace Traceability.Edge.Devices.Tcp;

/// <summary>Where a network device is: what the plant says of it, or a small file that the plant names.</summary>
public static class NetworkPlace
{
    private const int LongestFileBytes = 300;

    /// <summary>The file is read anew at every attempt: what it names may move.</summary>
    /// <exception cref="DeviceException">There is no such file, or it names no host and port.</exception>
    public static HostPort Locate(string device, int? defaultPort = null)
    {
        if (!device.Contains('/', StringComparison.Ordinal))
            return HostPort.Parse(device, defaultPort) ?? throw DeviceException.Faulted($"'{device}' is no host:port");
        var file = new FileInfo(device);
        if (!file.Exists) throw DeviceException.Missing($"{device} is not there; it should hold the device's host:port");
        // Nothing is opened that has no length: a FIFO would hold the reader for ever.
        var text = file.Length is > 0 and <= LongestFileBytes ? ReadText(device) : "";
        return HostPort.Parse(text, defaultPort) ?? throw DeviceException.Faulted($"{device} holds no host:port");
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (UnauthorizedAccessException e)
        {
            throw DeviceException.Faulted(e.Message);
        }
    }
}
