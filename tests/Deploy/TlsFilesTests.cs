using System.Runtime.Versioning;
using Traceability.Messaging;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Deploy;

/// <summary>What can be wrong with the three files of a link, and with the broker's certificate: a sentence that names the file.</summary>
public sealed class TlsFilesTests
{
    public static TheoryData<string, string> Spoilt => new()
    {
        { "no authority", "authority.pem (the authority's certificate) is not there" },
        { "no certificate", "certificate.pem (our certificate) is not there" },
        { "no key", "key.pem (our certificate's key) is not there" },
        { "unreadable certificate", "certificate.pem (our certificate) cannot be read" },
        { "empty certificate", "certificate.pem (our certificate) holds no certificate in PEM form" },
        { "broken certificate", "certificate.pem (our certificate) holds no certificate in PEM form" },
        { "empty key", "key.pem (our certificate's key) holds no private key in PEM form" },
        { "another's key", "key.pem is not the key of" },
        { "expired", "certificate.pem expired on 20" },
        { "not yet valid", "by this machine's clock it is 19" },
    };

    [SecuredTheory]
    [MemberData(nameof(Spoilt))]
    public void A_fault_is_said_by_file_and_reason(string what, string sentence)
    {
        using var folder = new TempFolder();
        Make(folder, "G1");
        Make(folder, "G2");
        MqttTls Of(string name) => new(folder[$"issued/{name}/authority.pem"], folder[$"issued/{name}/certificate.pem"], folder[$"issued/{name}/key.pem"]);
        var tls = Of("G1");
        var now = TimeProvider.System.GetUtcNow();
        switch (what)
        {
            case "no authority": File.Delete(tls.AuthorityFile); break;
            case "no certificate": File.Delete(tls.CertificateFile); break;
            case "no key": File.Delete(tls.KeyFile); break;
            case "unreadable certificate":
                File.Delete(tls.CertificateFile);
                Directory.CreateDirectory(tls.CertificateFile);
                break;
            case "empty certificate": File.WriteAllText(tls.CertificateFile, ""); break;
            case "broken certificate": File.WriteAllText(tls.CertificateFile, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"); break;
            case "empty key": File.WriteAllText(tls.KeyFile, ""); break;
            case "another's key": tls = tls with { KeyFile = Of("G2").KeyFile }; break;
            case "expired": now = now.AddDays(91); break;
            case "not yet valid": now = new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero); break;
            default: Assert.Fail(what); break;
        }
        Assert.Contains(sentence, Assert.Throws<MqttException>(() => TlsCertificate.ReadValid(tls, now)).Message, StringComparison.Ordinal);
    }

    [SecuredFact]
    public void A_certificate_of_another_name_is_refused_and_one_that_cannot_be_read_is_waited_for()
    {
        using var folder = new TempFolder();
        Make(folder, "G1");
        var tls = new MqttTls(folder["issued/G1/authority.pem"], folder["issued/G1/certificate.pem"], folder["issued/G1/key.pem"]);
        Assert.Null(tls.OtherName("G1"));
        Assert.Contains("is the certificate of 'G1', and this is 'G2'", tls.OtherName("G2"), StringComparison.Ordinal);
        File.Delete(tls.KeyFile);
        Assert.Null(tls.OtherName("G2"));
    }

    [Fact]
    public void The_three_options_belong_together()
    {
        Assert.Equal((null, null), MqttTls.Of(null, null, null));
        Assert.Equal(new MqttTls("a", "b", "c"), MqttTls.Of("a", "b", "c").Tls);
        Assert.Contains("give all three", MqttTls.Of("a", null, "c").Fault, StringComparison.Ordinal);
    }

    [SecuredFact]
    public async Task A_broker_of_another_name_is_refused_and_a_renewed_one_is_taken_without_a_restart()
    {
        using var broker = new SecuredBroker("G1");
        Assert.Null(await TlsLook.FaultAsync("127.0.0.1", broker.Port, broker.Tls("G1"), default));
        broker.Pki("renew", "broker", "--host", "localhost");
        await Eventually.TrueAsync(() => TlsLook.FaultAsync("127.0.0.1", broker.Port, broker.Tls("G1"), default).Result is { } fault && fault.Contains("does not name 127.0.0.1", StringComparison.Ordinal), "the broker shows its new certificate");
        var e = await Assert.ThrowsAsync<MqttException>(() => broker.ConnectAsync(broker.Tls("G1"), host: "127.0.0.1"));
        Assert.Contains("does not name 127.0.0.1", e.Message, StringComparison.Ordinal);
        await using var link = await broker.ConnectAsync("G1");
    }

    [SecuredFact]
    [SupportedOSPlatform("linux")]
    public void The_authority_overwrites_nothing_and_says_what_it_cannot_use()
    {
        using var folder = new TempFolder();
        string[] at = ["--folder", folder.Path, "--pid-file", folder["none"]];
        Make(folder, "G1");
        var before = File.ReadAllText(folder["issued/G1/key.pem"]);
        foreach (var (words, code, said) in new (string[], int, string)[]
        {
            (["create", "--plant", "T"], 0, "is already there"), (["create", "--plant", "U"], 1, "is the authority of plant T"), (["issue", "G1"], 0, "nothing was changed"),
            (["issue", "../G1"], 2, "is no name"), (["issue", "G3", "--days", "91"], 2, "1 to 90"), (["issue", "broker"], 2, "needs --host"), (["renew", "G7"], 1, "has no certificate"),
            (["revoke", "G1"], 3, "no broker could be told"), (["renew", "G1"], 1, "was revoked"), (["list"], 0, "revoked"), (["grant"], 2, "is no command"), (["--help"], 0, "issue NAME"),
        })
        {
            var (ended, text) = SecuredBroker.RunPki([.. words, .. at]);
            Assert.True(ended == code && text.Contains(said, StringComparison.Ordinal), $"{string.Join(' ', words)} ended with {ended}: {text}");
        }
        Assert.Equal(before, File.ReadAllText(folder["issued/G1/key.pem"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["authority.key"]));
        Assert.DoesNotContain("G1", File.ReadAllText(folder["broker/access"]), StringComparison.Ordinal);
    }

    private static void Make(TempFolder folder, string name)
    {
        foreach (var words in (string[][])[["create", "--plant", "T"], ["issue", name]])
            Assert.Equal(0, SecuredBroker.RunPki([.. words, "--folder", folder.Path, "--pid-file", folder["none"]]).Code);
    }
}

/// <summary>As <see cref="SecuredFactAttribute"/>, for tables.</summary>
public sealed class SecuredTheoryAttribute : TheoryAttribute
{
    public SecuredTheoryAttribute() => Skip = SecuredBroker.Absent;
}
