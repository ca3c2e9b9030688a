using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Traceability.Edge;
using Traceability.Tests.Delivery;

namespace Traceability.Tests.Health;

/// <summary>The whole program as systemd starts it, with and without Microsoft.Extensions.Hosting.Systemd in the build.</summary>
public sealed class ServiceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly StringBuilder _log = new();
    private Process? _process;

    [Fact]
    public async Task Ready_is_said_once_and_the_signal_ends_it_in_order()
    {
        using var ear = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 500 };
        ear.Bind(new UnixDomainSocketEndPoint(_folder["notify"]));
        Start(_folder["notify"]);
        var heard = new List<string>();
        await Eventually.TrueAsync(() => Hear(ear, heard).Contains("WATCHDOG=1"), "the service is ready and alive");
        for (var i = 0; i < 4; i++) Hear(ear, heard);
        using (var kill = Process.Start("kill", ["-TERM", Log.Split('\n')[0]])) await kill.WaitForExitAsync();
        await _process!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        while (Hear(ear, heard)[^1] != "STOPPING=1") Assert.True(ear.Available > 0, $"the last words are {string.Join(" ", heard)}");
        Assert.Equal(0, _process.ExitCode);
        Assert.Equal("READY=1", heard[0]);
        Assert.Single(heard, "READY=1");
        Assert.Single(heard, "STOPPING=1");
    }

    /// <summary>The package writes what journald takes for a level; without it the word stands in the line.</summary>
    [Fact]
    public async Task A_line_has_the_journals_level_where_the_package_is_there()
    {
        Start(_folder["nobody"]);
        await Eventually.TrueAsync(() => Log.Contains("could not be told", StringComparison.Ordinal), "the log has a warning");
        Assert.StartsWith(GatewayHost.HasSystemd ? "<4>" : "warn", Log.Split('\n').First(l => l.Contains("could not be told", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    private static List<string> Hear(Socket ear, List<string> heard)
    {
        var buffer = new byte[256];
        try
        {
            heard.Add(Encoding.ASCII.GetString(buffer, 0, ear.Receive(buffer)));
        }
        catch (SocketException)
        {
            // Nothing was said in this while.
        }
        return heard;
    }

    private void Start(string notify)
    {
        File.WriteAllText(_folder["plant.json"], """
            {"plant": "p", "gln": "9521300000008", "locations": [{"location": "D", "gln": "9521300002002"}],
             "items": [{"item": "GLASS", "gtin": "09521300000015"}], "parties": [],
             "stations": [{"id": "dock", "gateway": "g1", "kind": "receiving", "location": "D", "readers": [{"id": "scanner", "driver": "serial"}]}]}
            """);
        // The package takes a process for a service whose parent is called systemd.
        File.Copy("/bin/sh", _folder["systemd"]);
        var start = new ProcessStartInfo(_folder["systemd"], ["-c", """ "$0" "$@" & echo $!; wait $!""", Path.Combine(AppContext.BaseDirectory, "traceability-gateway"), "run",
            "--plant", _folder.Path, "--gateway", "g1", "--data", _folder["data"], "--broker", "127.0.0.1:1", "--http", Broker.FreePort().ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["NOTIFY_SOCKET"], start.Environment["WATCHDOG_USEC"]) = (notify, "1000000");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Take;
        _process.ErrorDataReceived += Take;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Eventually.True(() => Log.Length > 0, "the service's number is known");
    }

    private void Take(object sender, DataReceivedEventArgs line)
    {
        lock (_log) _log.Append(line.Data).Append('\n');
    }

    public void Dispose()
    {
        if (_process is { HasExited: false }) _process.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Dispose();
    }
}
