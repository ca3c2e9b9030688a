namespace Traceability.Messaging;

/// <summary>
/// Mutual TLS to a broker: its certificate must descend from the authority and name the host that was asked for; ours says who we are.
/// PEM files, read at each connection, so that a renewed certificate is taken with the next one.
/// </summary>
/// <param name="AuthorityFile">The authority that every certificate of the plant descends from.</param>
/// <param name="CertificateFile">Our certificate; its common name is our code.</param>
/// <param name="KeyFile">Its key, readable by us alone.</param>
public sealed record MqttTls(string AuthorityFile, string CertificateFile, string KeyFile);
