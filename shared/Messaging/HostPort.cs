using System.Globalization;

namespace Traceability.Messaging;

/// <summary>Where something listens on the network: a name or address and a port, written host:port or [address]:port.</summary>
public readonly record struct HostPort(string Host, int Port)
{
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

    /// <summary>What a command line says of its broker, or a sentence that says what is expected there.</summary>
    public static (HostPort Broker, string? Fault) OfBroker(string text) => Parse(text) is { } broker ? (broker, null)
        : (default, $"--broker is '{text}'; HOST:PORT is expected, for example 127.0.0.1:1883, or [ADDRESS]:PORT where the address is one of IPv6.");

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
