using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>
/// The client believes whom the machine believes, and takes no other authority by its settings. So the test's process gets an authority of its own
/// beside the machine's, by the variable that OpenSSL has for it, before anything in it has looked at a certificate.
/// </summary>
internal static partial class HubTrust
{
    private const string Variable = "SSL_CERT_FILE";
    private static X509Certificate2? _authority;

    /// <summary>A certificate for an address that the client accepts, or one of a stranger that it does not.</summary>
    public static X509Certificate2 Issue(string address, bool stranger = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={address}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        var issuer = stranger ? Authority("a stranger") : _authority!;
        using var issued = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    // The runtime reads the native environment, once, and its own view of it has no way there.
    [ModuleInitializer]
    internal static void Begin()
    {
        _authority = Authority("hubs of a test");
        var file = Path.GetTempFileName();
        var before = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named && File.Exists(named) ? File.ReadAllText(named) + "\n" : "";
        File.WriteAllText(file, before + _authority.ExportCertificatePem());
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        if (SetEnvironment(Variable, file, 1) != 0) throw new InvalidOperationException($"{Variable} cannot be set.");
    }

    private static X509Certificate2 Authority(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
