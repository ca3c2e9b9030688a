using Traceability.Cloud;
using Traceability.Edge;
using Traceability.Messaging;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Deploy;

/// <summary>The options for TLS on both command lines: three or none, and a certificate that bears our own name.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public CommandLineTests()
    {
        File.WriteAllText(_folder["plant.json"], """
            {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}], "items": [], "parties": [],
             "stations": [{"id": "dock", "gateway": "G1", "kind": "receiving", "location": "D", "readers": [{"id": "scanner", "driver": "serial"}]}]}
            """);
        if (SecuredBroker.Absent is not null) return;
        foreach (var words in (string[][])[["create", "--plant", "p"], ["issue", "G2"]])
            Assert.Equal(0, SecuredBroker.RunPki([.. words, "--folder", _folder["pki"], "--pid-file", _folder["none"]]).Code);
    }

    private string[] Tls => ["--broker-ca", _folder["pki/issued/G2/authority.pem"], "--broker-certificate", _folder["pki/issued/G2/certificate.pem"], "--broker-key", _folder["pki/issued/G2/key.pem"]];

    [SecuredFact]
    public async Task A_gateway_does_not_start_as_another()
    {
        string[] run = ["run", "--plant", _folder.Path, "--data", _folder["data"], "--gateway", "G1"];
        Assert.Equal(2, await CommandLine.Root().Parse([.. run, .. Tls]).InvokeAsync());
        Assert.Equal(2, await CommandLine.Root().Parse([.. run, .. Tls[..4]]).InvokeAsync());
        Assert.False(Directory.Exists(_folder["data"]), "nothing is made before the command line is understood");
    }

    [SecuredFact]
    public async Task The_cloud_does_not_start_as_a_gateway()
    {
        var (command, fault) = ServeCommand.Parse(["--plant", _folder.Path, "--data", _folder["data"], .. Tls]);
        Assert.Null(fault);
        Assert.Equal(new MqttTls(Tls[1], Tls[3], Tls[5]), command!.Tls);
        await using StringWriter output = new(), error = new();
        Assert.Equal(2, await command.RunAsync(output, error, (_, _, _) => throw new InvalidOperationException("nothing is opened"), default));
        Assert.Contains("is the certificate of 'G2', and this is 'cloud'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_clouds_options_come_in_threes() =>
        Assert.Contains("give all three", ServeCommand.Parse(["--broker-ca", "a", "--broker-key", "b"]).Fault, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();
}
