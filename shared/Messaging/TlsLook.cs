using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Traceability.Messaging;

/// <summary>
/// A handshake with the broker and nothing after it: says why TLS fails, and takes no session over, which a whole connection with the
/// certificate of a running gateway would.
/// </summary>
public static class TlsLook
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null where the broker and we accept each other, else why not.</summary>
    /// <exception cref="MqttException">One of our own files is at fault.</exception>
    public static async Task<string?> FaultAsync(string host, int port, MqttTls tls, CancellationToken stop)
    {
        var authorities = TlsCertificate.Authorities(tls.AuthorityFile);
        using var own = Own(tls);
        string? ofBroker = null;
        bool Accepts(X509Certificate2? theirs) => (ofBroker = OfBroker(theirs, authorities, host, tls)) is null;
        // In TLS 1.3 we see the broker's certificate before it judges ours; in 1.2 its judgement is a part of the handshake.
        var first = await ShakeAsync(host, port, Handshake(host, own, SslProtocols.None, Accepts), stop).ConfigureAwait(false);
        return ofBroker ?? await ShakeAsync(host, port, Handshake(host, own, SslProtocols.Tls12, Accepts), stop).ConfigureAwait(false) ?? first;
    }

    private static async Task<string?> ShakeAsync(string host, int port, SslClientAuthenticationOptions options, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, over.Token).ConfigureAwait(false);
            var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
            await using (stream.ConfigureAwait(false))
                await stream.AuthenticateAsClientAsync(options, over.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            var words = $"{e.Message} {e.InnerException?.Message} {e.InnerException?.InnerException?.Message}";
            return Refusal(words) ?? $"The handshake with the broker at {host}:{port} fails: {words.TrimEnd()}";
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"The broker at {host}:{port} does not answer the handshake within {Patience.TotalSeconds:0} s: is it a TLS port?";
        }
    }

    /// <summary>What a TLS alert of the broker says of our certificate; null where the words are of something else.</summary>
    internal static string? Refusal(string words) =>
        Says(words, "revoked") ? "The broker refuses our certificate: it was revoked."
        : Says(words, "certificate expired", "certificate_expired") ? "The broker refuses our certificate: it has expired, or the broker's list of revoked certificates has (deploy/pki list)."
        : Says(words, "unknown ca", "unknown_ca", "UnknownCA") ? "The broker refuses our certificate: it is not of the broker's authority."
        : Says(words, "certificate required", "handshake failure") ? "The broker asks for a certificate and got none."
        : Says(words, "bad certificate", "alert certificate unknown") ? "The broker refuses our certificate." : null;

    private static bool Says(string words, params ReadOnlySpan<string> any)
    {
        foreach (var one in any)
            if (words.Contains(one, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static SslClientAuthenticationOptions Handshake(string host, X509Certificate2 own, SslProtocols version, Func<X509Certificate2?, bool> accepts) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = version,
        ClientCertificates = [own],
        LocalCertificateSelectionCallback = (_, _, _, _, _) => own,
        RemoteCertificateValidationCallback = (_, theirs, _, _) => accepts(theirs as X509Certificate2),
    };

    private static string? OfBroker(X509Certificate2? theirs, X509Certificate2Collection authorities, string host, MqttTls tls)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (theirs is null) return $"The broker at {host} shows no certificate.";
        if (!TlsCertificate.Descends(theirs, authorities)) return $"The certificate of the broker at {host} is not of the authority in {tls.AuthorityFile}: this is another broker, or the authority has changed.";
        if (now > theirs.NotAfter) return $"The broker's certificate expired on {theirs.NotAfter.ToUniversalTime():yyyy-MM-dd}: renew it with deploy/pki renew broker. (By this machine's clock it is {now:yyyy-MM-dd}.)";
        if (now < theirs.NotBefore) return $"The broker's certificate is not valid before {theirs.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC, and by this machine's clock it is {now:yyyy-MM-dd HH:mm}: set the clock.";
        return theirs.MatchesHostname(host, allowWildcards: true, allowCommonName: false) ? null
            : $"The broker's certificate does not name {host}: use a name it has, or issue it with --host {host} (deploy/pki).";
    }

    // Only what a connection needs of our own files; dates are for the broker to judge.
    private static X509Certificate2 Own(MqttTls tls)
    {
        _ = TlsCertificate.Read(tls);
        return X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
    }
}
