using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Traceability.Messaging;

/// <summary>
/// Our certificate as its three files tell. They are read before each connection, so that a fault is said by file and reason and not by
/// a library's number, and so that a renewed certificate needs no restart.
/// </summary>
public sealed record TlsCertificate(string Name, DateTimeOffset From, DateTimeOffset Until)
{
    private const string KeyMark = "PRIVATE KEY-----";

    /// <summary>Reads and compares the files; their dates are the caller's to judge.</summary>
    /// <exception cref="MqttException">Which file, and what is wrong with it.</exception>
    public static TlsCertificate Read(MqttTls tls)
    {
        var authorities = Authorities(tls.AuthorityFile);
        var text = Text(tls.CertificateFile, "our certificate");
        using var own = Certificate(tls.CertificateFile, "our certificate");
        RequireKey(tls, text, Text(tls.KeyFile, "our certificate's key"));
        if (!Descends(own, authorities))
            throw new MqttException($"{tls.CertificateFile} was not issued by the authority of {tls.AuthorityFile}: both have to come from the same deploy/pki folder.");
        return new TlsCertificate(own.GetNameInfo(X509NameType.SimpleName, forIssuer: false), own.NotBefore, own.NotAfter);
    }

    /// <summary>As <see cref="Read"/>, and what a connection needs besides: a certificate that is valid now.</summary>
    /// <exception cref="MqttException">Which file, and what is wrong with it.</exception>
    public static TlsCertificate ReadValid(MqttTls tls, DateTimeOffset now)
    {
        var own = Read(tls);
        if (now > own.Until) throw new MqttException($"{tls.CertificateFile} expired on {own.Until:yyyy-MM-dd}: issue a new one with deploy/pki renew {own.Name}. (By this machine's clock it is {now:yyyy-MM-dd}.)");
        if (now < own.From) throw new MqttException($"{tls.CertificateFile} is not valid before {own.From:yyyy-MM-dd HH:mm} UTC, and by this machine's clock it is {now:yyyy-MM-dd HH:mm}: set the clock.");
        return own;
    }

    /// <summary>Whether a certificate was issued by an authority, whatever the time and the name.</summary>
    internal static bool Descends(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        try
        {
            return chain.Build(certificate);
        }
        catch (InvalidOperationException e)
        {
            // The runtime looks for certificates that this user has banned, and gives up where there is no home to look in.
            throw new MqttException($"Certificates cannot be compared: {e.Message} Name one with HOME, as the systemd units do.");
        }
    }

    /// <summary>One or more: a broker that others run has a certificate of another authority than ours.</summary>
    internal static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Text(file, "the authority's certificate"));
        }
        catch (CryptographicException)
        {
            authorities.Clear();
        }
        return authorities.Count > 0 ? authorities : throw new MqttException($"{file} (the authority's certificate) holds no certificate in PEM form.");
    }

    private static X509Certificate2 Certificate(string file, string what)
    {
        var text = Text(file, what);
        try
        {
            return X509Certificate2.CreateFromPem(text);
        }
        catch (CryptographicException)
        {
            throw new MqttException($"{file} ({what}) holds no certificate in PEM form.");
        }
    }

    private static void RequireKey(MqttTls tls, string certificate, string key)
    {
        if (!key.Contains(KeyMark, StringComparison.Ordinal)) throw new MqttException($"{tls.KeyFile} (our certificate's key) holds no private key in PEM form.");
        if (key.Contains("ENCRYPTED PRIVATE KEY", StringComparison.Ordinal)) throw new MqttException($"{tls.KeyFile} is locked with a password, and nobody is there to type it: store the key without one, readable by its user alone.");
        try
        {
            using var both = X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new MqttException($"{tls.KeyFile} is not the key of {tls.CertificateFile}.");
        }
    }

    private static string Text(string file, string what)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MqttException($"{file} ({what}) is not there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MqttException($"{file} ({what}) cannot be read: {e.Message}");
        }
    }
}
