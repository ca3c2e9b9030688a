using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Traceability.Edge.Health;

/// <summary>
/// The way to whoever started this process and watches over it: datagrams as sd_notify(3) writes them, to the socket that
/// the environment names (protocols.md section 9). Started by hand there is none, and nothing is sent.
/// </summary>
public sealed class ServiceSupervisor : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _address;
    private readonly ILogger _log;

    /// <summary>The values of NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID; null where they are not set.</summary>
    public ServiceSupervisor(string? socket, string? watchdogMicroseconds, string? watchdogProcess, ILogger log)
    {
        _log = log;
        if (string.IsNullOrEmpty(socket)) return;
        // A name in the abstract space begins with a zero byte; the environment cannot hold one and says @ instead.
        _address = new UnixDomainSocketEndPoint(socket[0] == '@' ? $"\0{socket[1..]}" : socket);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // What a parent process was asked for concerns it alone.
        var isMeant = string.IsNullOrEmpty(watchdogProcess) || watchdogProcess == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        if (isMeant && long.TryParse(watchdogMicroseconds, CultureInfo.InvariantCulture, out var interval) && interval > 0) Watchdog = TimeSpan.FromMicroseconds(interval);
    }

    public static ServiceSupervisor OfEnvironment(ILogger log) => new(
        Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), log);

    public bool IsThere => _socket is not null;

    /// <summary>After so long without a sign of life the process is killed; null where nobody does that.</summary>
    public TimeSpan? Watchdog { get; }

    public void Ready() => Send("READY=1");
    public void Alive() => Send("WATCHDOG=1");
    public void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        try
        {
            _socket?.SendTo(Encoding.ASCII.GetBytes(state), _address!);
        }
        catch (SocketException e)
        {
            // The supervisor itself restarts now and then; a sign of life that is lost is followed by the next.
            _log.LogWarning("the service supervisor could not be told {State}: {Reason}", state, e.Message);
        }
    }

    public void Dispose() => _socket?.Dispose();
}
