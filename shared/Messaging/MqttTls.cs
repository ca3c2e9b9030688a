namespace Traceability.Messaging;

/// <summary>
/// Mutual TLS to a broker: its certificate must descend from the authority and name the host that was asked for; ours says who we are.
/// PEM files, read at each connection, so that a renewed certificate is taken with the next one.
/// </summary>
/// <param name="AuthorityFile">The authority that every certificate of the plant descends from.</param>
/// <param name="CertificateFile">Our certificate; its common name is our code.</param>
/// <param name="KeyFile">Its key, readable by us alone.</param>
public sealed record MqttTls(string AuthorityFile, string CertificateFile, string KeyFile)
{
    /// <summary>The cloud's name in its certificate and in the broker's access list.</summary>
    public const string CloudName = "cloud";

    /// <summary>Who carries events into a log; further ones add a hyphen and what tells them apart.</summary>
    public const string ForwarderName = "forward";

    public static bool IsForwarder(string name) => name == ForwarderName || name.StartsWith(ForwarderName + "-", StringComparison.Ordinal);

    /// <summary>Names to which deploy/pki gives other certificates or rights than a gateway's: no gateway may be called so.</summary>
    public static bool IsTaken(string name) => name is CloudName or "broker" || IsForwarder(name);

    /// <summary>From the three options of a command line: all or none.</summary>
    public static (MqttTls? Tls, string? Fault) Of(string? authority, string? certificate, string? key)
    {
        if (authority is null && certificate is null && key is null) return (null, null);
        return authority is null || certificate is null || key is null
            ? (null, "--broker-ca, --broker-certificate and --broker-key belong together: give all three, or none for a broker on this machine without TLS.")
            : (new MqttTls(authority, certificate, key), null);
    }

    /// <summary>
    /// A sentence where the certificate bears another's name. What cannot be read is no reason not to start: the link says it at each
    /// connection, and until it is mended everything is kept.
    /// </summary>
    public string? OtherName(string expected)
    {
        try
        {
            var name = TlsCertificate.Read(this).Name;
            return name == expected ? null : $"{CertificateFile} is the certificate of '{name}', and this is '{expected}': the broker knows everyone by that name. Issue it with deploy/pki issue {expected}.";
        }
        catch (MqttException)
        {
            return null;
        }
    }
}
