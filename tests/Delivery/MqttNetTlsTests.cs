using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Traceability.Messaging;

namespace Traceability.Tests.Delivery;

/// <summary>Mutual TLS of the MQTTnet link against a real broker: who is let in, and which broker is believed.</summary>
public sealed class MqttNetTlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = Broker.FreePort();
    private Process? _broker;

    public void Dispose()
    {
        _broker?.Kill();
        _broker?.WaitForExit();
        _broker?.Dispose();
        _folder.Dispose();
    }

    [BrokerFact]
    public async Task A_certificate_of_the_plant_is_let_in_and_the_broker_believed()
    {
        Start("localhost");
        await using var link = await ConnectAsync("localhost", "plant");
        await link.PublishAsync(new MqttMessage("t", "1"u8.ToArray())).WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Rows: the name in the broker's certificate, the authority that we trust, whose certificate we show, and what is said.</summary>
    [BrokerTheory]
    [InlineData("elsewhere", "plant", "plant", "does not name localhost")]
    [InlineData("localhost", "stranger", "stranger", "is not of the authority in")]
    [InlineData("localhost", "stranger", "plant", "was not issued by the authority")]
    [InlineData("localhost", "plant", "stranger", "was not issued by the authority")]
    public async Task Any_other_is_refused_in_words(string brokerName, string trusted, string issuedBy, string said)
    {
        Start(brokerName);
        var e = await Assert.ThrowsAsync<MqttException>(() => ConnectAsync("localhost", trusted, issuedBy));
        Assert.Contains(said, e.Message, StringComparison.Ordinal);
    }

    [BrokerFact]
    public async Task A_missing_certificate_is_a_sentence()
    {
        Start("localhost");
        var e = await Assert.ThrowsAsync<MqttException>(() => ConnectAsync("localhost", "nobody"));
        Assert.Contains("nobody.pem", e.Message, StringComparison.Ordinal);
    }

    private Task<IMqttLink> ConnectAsync(string host, string trusted, string? issuedBy = null)
    {
        var tls = new MqttTls(_folder[$"{trusted}.pem"], _folder[$"client-{issuedBy ?? trusted}.pem"], _folder[$"client-{issuedBy ?? trusted}.key"]);
        return Links.All["mqttnet"](new MqttOptions { Host = host, Port = _port, ClientId = "gw1", Tls = tls, ConnectTimeout = TimeSpan.FromSeconds(5) }, _ => Task.CompletedTask, default);
    }

    private void Start(string name)
    {
        foreach (var authority in (string[])["plant", "stranger"])
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={authority}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var root = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            File.WriteAllText(_folder[$"{authority}.pem"], root.ExportCertificatePem());
            Issue(root, "gw1", $"client-{authority}");
            if (authority == "plant") Issue(root, name, "server");
        }
        File.WriteAllText(_folder["mosquitto.conf"], $"""
            listener {_port} 127.0.0.1
            user {Environment.UserName}
            allow_anonymous true
            cafile {_folder["plant.pem"]}
            certfile {_folder["server.pem"]}
            keyfile {_folder["server.key"]}
            require_certificate true
            use_identity_as_username true
            """);
        _broker = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", _folder["mosquitto.conf"]]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Eventually.True(Listens, "the broker listens");
    }

    private void Issue(X509Certificate2 root, string name, string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(root, root.NotBefore, root.NotAfter, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(_folder[$"{file}.pem"], issued.ExportCertificatePem());
        File.WriteAllText(_folder[$"{file}.key"], key.ExportPkcs8PrivateKeyPem());
    }

    private bool Listens()
    {
        if (_broker!.HasExited) throw new InvalidOperationException($"The broker ended at once: {_broker.StandardError.ReadToEnd()}");
        try
        {
            using var client = new System.Net.Sockets.TcpClient();
            client.Connect(IPAddress.Loopback, _port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
