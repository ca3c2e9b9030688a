using System.Runtime.Versioning;
using Traceability.Checks;
using Traceability.Messaging;
using Traceability.Tests.Delivery;
using Traceability.Tests.Deploy;

namespace Traceability.Tests.Check;

/// <summary>What check and doctor say of certificates, of the list of revoked ones and of TLS with the broker.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CertificateTests()
    {
        if (SecuredBroker.Absent is not null) return;
        foreach (var words in (string[][])[["create", "--plant", "T"], ["issue", "G1"], ["issue", "G2"]])
            Assert.Equal(0, SecuredBroker.RunPki([.. words, "--folder", _folder.Path, "--pid-file", _folder["none"]]).Code);
    }

    private MqttTls Tls(string name) => new(_folder[$"issued/{name}/authority.pem"], _folder[$"issued/{name}/certificate.pem"], _folder[$"issued/{name}/key.pem"]);

    [SecuredTheory]
    [InlineData(0, "G1", "ok      certificate: ", "good for 89 days")]
    [InlineData(65, "G1", "warning certificate: ", "deploy/pki renew G1")]
    [InlineData(91, "G1", "fault   certificate: it expired on", "deploy/pki renew G1")]
    [InlineData(-1, "G1", "fault   certificate: it is not valid before", "set the clock")]
    [InlineData(0, "G7", "fault   certificate: it is that of 'G1', and this is 'G7'", "deploy/pki issue G7")]
    public void A_certificate_is_judged_by_its_dates_and_its_name(int days, string name, string finding, string remedy)
    {
        var said = Assert.Single(CertificateChecks.Of(Tls("G1"), name, TimeProvider.System.GetUtcNow().AddDays(days))).ToString();
        Assert.StartsWith(finding, said, StringComparison.Ordinal);
        Assert.Contains(remedy, said, StringComparison.Ordinal);
    }

    [SecuredFact]
    [SupportedOSPlatform("linux")]
    public void A_key_of_another_certificate_and_an_open_key_are_found()
    {
        var now = TimeProvider.System.GetUtcNow();
        var said = Assert.Single(CertificateChecks.Of(Tls("G1") with { KeyFile = Tls("G2").KeyFile }, "G1", now)).ToString();
        Assert.StartsWith("fault   certificate: ", said, StringComparison.Ordinal);
        Assert.Contains("is not the key of", said, StringComparison.Ordinal);
        File.SetUnixFileMode(Tls("G1").KeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("is open to others", CertificateChecks.Of(Tls("G1"), "G1", now).Last().Text, StringComparison.Ordinal);
    }

    [SecuredTheory]
    [InlineData(0, "ok      revoked list: ")]
    [InlineData(91, "warning revoked list: ")]
    [InlineData(3660, "fault   revoked list: ")]
    public void The_list_of_revoked_certificates_ages(int days, string finding) =>
        Assert.StartsWith(finding, CertificateChecks.RevokedList(_folder["broker/revoked.pem"], TimeProvider.System.GetUtcNow().AddDays(days)).ToString(), StringComparison.Ordinal);

    [SecuredFact]
    public void A_list_that_is_none_is_a_fault()
    {
        File.WriteAllText(_folder["empty"], "");
        foreach (var file in (string[])["empty", "nowhere", "authority.key"])
            Assert.Equal(Severity.Fault, CertificateChecks.RevokedList(_folder[file], TimeProvider.System.GetUtcNow()).Severity);
    }

    /// <summary>Looking at the broker must not take the session of the gateway that runs beside.</summary>
    [SecuredFact]
    public async Task The_broker_is_looked_at_without_taking_a_session_over()
    {
        using var broker = new SecuredBroker("G1");
        await using var running = await broker.ConnectAsync("G1");
        MqttOptions At(string host) => new() { Host = host, Port = broker.Port, ClientId = "G1", Tls = broker.Tls("G1") };
        Assert.Equal(Severity.Ok, (await NetworkChecks.BrokerAsync(At("localhost"), "meanwhile", default)).Severity);
        Assert.False(running.Closed.IsCompleted);
        var strange = await NetworkChecks.BrokerAsync(At("localhost") with { Tls = Tls("G1") }, "meanwhile", default);
        Assert.Equal(Severity.Fault, strange.Severity);
        Assert.Contains("is not of the authority in", strange.Text, StringComparison.Ordinal);
        broker.Pki("revoke", "G1");
        await Eventually.TrueAsync(() => NetworkChecks.BrokerAsync(At("localhost"), "meanwhile", default).Result.Text.Contains("it was revoked", StringComparison.Ordinal), "the revoked certificate is found");
    }

    public void Dispose() => _folder.Dispose();
}
