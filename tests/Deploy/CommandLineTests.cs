using Traceability.Cloud;
using Traceability.Edge;
using Traceability.Messaging;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Deploy;

/// <summary>The options of both command lines that say where the broker is and who we are: its address, and for TLS three files or none, with our own name.</summary>
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

    [Theory]
    [InlineData("broker:8883", "broker", 8883)]
    [InlineData("plant_broker.local:1883", "plant_broker.local", 1883)]
    [InlineData("10.0.0.7:8883", "10.0.0.7", 8883)]
    [InlineData("[::1]:1883", "::1", 1883)]
    public void A_broker_is_named_by_host_and_port(string text, string host, int port)
    {
        var (command, fault) = ServeCommand.Parse(["--broker", text]);
        Assert.Null(fault);
        Assert.Equal(new HostPort(host, port), command!.Broker);
        Assert.Equal(command.Broker, CommandLine.Broker(text));
        Assert.Equal(text, command.Broker.ToString());
    }

    [Theory]
    [InlineData("broker")]
    [InlineData("broker:")]
    [InlineData(":1883")]
    [InlineData("broker:0")]
    [InlineData("broker:70000")]
    [InlineData("broker:mqtt")]
    [InlineData("fe80::1:1883")]
    [InlineData("mqtt://broker:1883")]
    public async Task An_address_that_is_none_is_refused_by_both_in_the_same_words(string text)
    {
        var expected = $"--broker is '{text}'; HOST:PORT is expected, for example 127.0.0.1:1883";
        Assert.Contains(expected, ServeCommand.Parse(["--broker", text]).Fault, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<BadInputException>(() => CommandLine.Broker(text)).Message, StringComparison.Ordinal);
        Assert.Equal(2, await CommandLine.Root().Parse(["check", "--plant", _folder.Path, "--data", _folder["data"], "--gateway", "G1", "--broker", text]).InvokeAsync());
    }

    // The kernel lets nobody read the first byte of this file, as rights would not let a service read a plant file that root copied.
    [Fact]
    public async Task A_plant_file_that_cannot_be_read_and_a_port_that_is_none_are_said_in_a_sentence()
    {
        const string unreadable = "/proc/self/mem";
        Assert.Contains($"{unreadable} cannot be read: ", Assert.Throws<BadInputException>(() => CommandLine.ReadPlant(unreadable)).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 65535", Assert.Throws<BadInputException>(() => CommandLine.Port(70000)).Message, StringComparison.Ordinal);
        string[] run = ["run", "--plant", _folder.Path, "--data", _folder["data"], "--gateway", "G1"];
        Assert.Equal(2, await CommandLine.Root().Parse([.. run, "--http", "70000"]).InvokeAsync());
        Assert.Equal(2, await CommandLine.Root().Parse(["run", "--plant", unreadable, "--data", _folder["data"], "--gateway", "G1"]).InvokeAsync());
    }

    public void Dispose() => _folder.Dispose();
}
