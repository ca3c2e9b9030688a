using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Traceability.Edge.Health;

namespace Traceability.Tests.Health;

/// <summary>What a service supervisor hears on its socket, from a process that works, hangs and ends. The socket is a real one of the kernel.</summary>
public sealed class WatchdogLoopTests : IDisposable
{
    private const string Interval = "800000";
    private readonly string _folder = Directory.CreateTempSubdirectory("traceability-watchdog-").FullName;
    private readonly Socket _ear = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly Pulse _pulse = new(TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();

    private string Listen(string? abstractName = null)
    {
        var path = abstractName is null ? Path.Combine(_folder, "notify") : $"@{abstractName}";
        _ear.Bind(new UnixDomainSocketEndPoint(abstractName is null ? path : $"\0{abstractName}"));
        return path;
    }

    private static ServiceSupervisor Supervisor(string? socket, string? interval, string? process = null) => new(socket, interval, process, NullLogger.Instance);

    // Null: nothing came within the time.
    private async Task<string?> HearAsync(int milliseconds)
    {
        using var patience = new CancellationTokenSource(milliseconds);
        var buffer = new byte[256];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await _ear.ReceiveAsync(buffer, SocketFlags.None, patience.Token));
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    [Fact]
    public async Task It_is_ready_when_work_begins_alive_while_it_gets_on_silent_when_it_hangs()
    {
        using var supervisor = Supervisor(Listen(), Interval);
        var running = new WatchdogLoop(supervisor, _pulse, TimeProvider.System).RunAsync(_stop.Token);
        Assert.Null(await HearAsync(200));
        using (var hang = new CancellationTokenSource())
        {
            var working = BeatAsync(hang.Token);
            Assert.Equal("READY=1", await HearAsync(10_000));
            for (var sign = 0; sign < 5; sign++) Assert.Equal("WATCHDOG=1", await HearAsync(10_000));
            await hang.CancelAsync();
            await working;
        }
        // What was sent before it hung may still come; then nothing more does.
        for (var left = 3; await HearAsync(1500) is not null; left--) Assert.True(left > 0, "a loop that stands still is called alive");
        await _stop.CancelAsync();
        await running;
        Assert.Equal("STOPPING=1", await HearAsync(10_000));
    }

    private async Task BeatAsync(CancellationToken hang)
    {
        while (!hang.IsCancellationRequested)
        {
            _pulse.Beat();
            await Task.Delay(5, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_socket_may_have_an_abstract_name()
    {
        using var supervisor = Supervisor(Listen($"traceability-{Path.GetFileName(_folder)}"), interval: null);
        supervisor.Ready();
        Assert.Equal("READY=1", await HearAsync(10_000));
    }

    [Theory]
    [InlineData("20000000", null, 20.0)]
    [InlineData("20000000", "1", null)]
    [InlineData(null, null, null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    public void The_watchdog_is_asked_of_the_process_that_is_meant(string? interval, string? process, double? seconds)
    {
        using var supervisor = Supervisor("/run/systemd/notify", interval, process);
        Assert.Equal(seconds, supervisor.Watchdog?.TotalSeconds);
        using var mine = Supervisor("/run/systemd/notify", interval, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(interval == "20000000", mine.Watchdog is not null);
    }

    [Fact]
    public async Task Without_a_supervisor_nothing_is_sent_and_one_that_is_away_ends_nothing()
    {
        using (var nobody = Supervisor(socket: null, Interval))
        {
            await new WatchdogLoop(nobody, _pulse, TimeProvider.System).RunAsync(_stop.Token);
            Assert.Null(nobody.Watchdog);
        }
        using var away = Supervisor(Path.Combine(_folder, "nobody-listens"), Interval);
        _pulse.Beat();
        var running = new WatchdogLoop(away, _pulse, TimeProvider.System).RunAsync(_stop.Token);
        Assert.NotSame(running, await Task.WhenAny(running, Task.Delay(300)));
        await _stop.CancelAsync();
        await running;
    }

    public void Dispose()
    {
        _ear.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
