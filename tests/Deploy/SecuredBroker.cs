using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Traceability.Messaging;
using Traceability.Tests.Architecture;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Deploy;

/// <summary>A real mosquitto with the configuration that ships, certificates of deploy/pki, and only its port and its paths changed.</summary>
public sealed class SecuredBroker : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _process;

    public SecuredBroker(params string[] names)
    {
        Pki("create", "--plant", "T");
        Pki("issue", "broker", "--host", "localhost", "--host", "127.0.0.1");
        foreach (var name in names) Pki("issue", name);
        var shipped = File.ReadAllText(Path.Combine(Repository.Top, "deploy", "mosquitto", "traceability.conf"));
        Directory.CreateDirectory(_folder["messages"]);
        File.WriteAllText(_folder["mosquitto.conf"], $"""
            pid_file {PidFile}
            user {Environment.UserName}
            persistence true
            persistence_location {_folder["messages"]}/
            {shipped.Replace("/etc/traceability/pki/broker", _folder["pki/broker"], StringComparison.Ordinal).Replace("listener 8883", $"listener {Port} 127.0.0.1", StringComparison.Ordinal)}
            """);
        _process = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-c", _folder["mosquitto.conf"]]) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Eventually.True(Answers, "the broker listens");
    }

    public static string? Absent => Broker.Absent ?? (File.Exists("/usr/bin/openssl") ? null : "/usr/bin/openssl is not installed (Debian package openssl).");

    public int Port { get; } = Broker.FreePort();

    /// <summary>The kind of link that it is asked by.</summary>
    public string Link { get; init; } = Links.All.Choose("auto");

    private string PidFile => _folder["mosquitto.pid"];

    /// <summary>The three files that a machine of that name would have.</summary>
    public MqttTls Tls(string name) => new(_folder[$"pki/issued/{name}/authority.pem"], _folder[$"pki/issued/{name}/certificate.pem"], _folder[$"pki/issued/{name}/key.pem"]);

    public string BrokerFile(string name) => _folder[$"pki/broker/{name}"];

    public string Pki(params string[] words)
    {
        var (code, said) = RunPki([.. words, "--folder", _folder["pki"], "--pid-file", PidFile]);
        Assert.True(code == 0, $"deploy/pki {string.Join(' ', words)} ended with {code.ToString(CultureInfo.InvariantCulture)}: {said}");
        return said;
    }

    public static (int Code, string Said) RunPki(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Top, "deploy", "pki"), words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    public Task<IMqttLink> ConnectAsync(string name, Func<MqttMessage, Task>? handler = null, MqttMessage? will = null) =>
        ConnectAsync(Tls(name), handler, will);

    public Task<IMqttLink> ConnectAsync(MqttTls? tls, Func<MqttMessage, Task>? handler = null, MqttMessage? will = null, string host = "localhost") => Links.All[Link](
        new MqttOptions { Host = host, Port = Port, ClientId = "whoever", Tls = tls, Will = will, ConnectTimeout = TimeSpan.FromSeconds(5) }, handler ?? (_ => Task.CompletedTask), default);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private bool Answers()
    {
        Assert.False(_process.HasExited, "the broker does not start with the configuration that ships");
        try
        {
            using var client = new TcpClient();
            client.Connect("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>A fact that needs a broker and openssl; skipped in words where one is missing.</summary>
public sealed class SecuredFactAttribute : FactAttribute
{
    public SecuredFactAttribute() => Skip = SecuredBroker.Absent;
}
