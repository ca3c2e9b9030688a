using System.Globalization;

namespace Traceability.Edge.Devices.Tcp;

/// <summary>Where a network device listens: a name or address and a port, written host:port or [address]:port.</summary>
public readonly record struct HostPort(string Host, int Port)
{
    private const int LongestFileBytes = 300;

    /// <summary>Null when the text is none.</summary>
    public static HostPort? Parse(string text, int? defaultPort = null)
    {
        var colon = text.LastIndexOf(':');
        var bare = colon < 0 || text.EndsWith(']');
        var host = bare ? text : text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']')) host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal)) return null;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) return null;
        if (bare) return defaultPort is { } known ? new HostPort(host, known) : null;
        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? new HostPort(host, port) : null;
    }

    /// <summary>What the plant or a small file says. The file is read anew at every attempt: what it names may move.</summary>
    /// <exception cref="DeviceException">There is no such file, or it names no host and port.</exception>
    public static HostPort Locate(string device, int? defaultPort = null)
    {
        if (!device.Contains('/', StringComparison.Ordinal))
            return Parse(device, defaultPort) ?? throw DeviceException.Faulted($"'{device}' is no host:port");
        var file = new FileInfo(device);
        if (!file.Exists) throw DeviceException.Missing($"{device} is not there; it should hold the device's host:port");
        // Nothing is opened that has no length: a FIFO would hold the reader for ever.
        var text = file.Length is > 0 and <= LongestFileBytes ? ReadText(device) : "";
        return Parse(text, defaultPort) ?? throw DeviceException.Faulted($"{device} holds no host:port");
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

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
