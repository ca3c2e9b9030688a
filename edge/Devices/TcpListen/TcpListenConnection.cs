using System.Net;
using System.Net.Sockets;
using Traceability.Edge.Devices.Tcp;
using Traceability.Messaging;

namespace Traceability.Edge.Devices.TcpListen;

/// <summary>
/// The port that a scanner calls. One scanner has it at a time; the same one calling again takes its own place, since a scanner
/// that lost its power said no goodbye. Anyone else is turned away as long as the first is there.
/// </summary>
internal sealed class TcpListenConnection : IDisposable
{
    private const int MostWaiting = 4;

    private readonly Socket _door;
    private Task<Socket>? _next;

    private TcpListenConnection(Socket door) => _door = door;

    /// <exception cref="DeviceException">The port is taken, or the address is not this machine's.</exception>
    public static TcpListenConnection Open(HostPort place)
    {
        if (!IPAddress.TryParse(place.Host, out var address))
            throw DeviceException.Faulted($"'{place}' must name an address of this machine to listen on, such as 0.0.0.0:{place.Port}");
        var door = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            door.Bind(new IPEndPoint(address, place.Port));
            door.Listen(MostWaiting);
            return new TcpListenConnection(door);
        }
        catch (SocketException e)
        {
            door.Dispose();
            throw DeviceException.Faulted($"cannot listen on {place} ({e.SocketErrorCode})");
        }
    }

    /// <summary>The next caller; asked again before the last answer was taken, it is the same question.</summary>
    public Task<Socket> NextAsync(CancellationToken stop) => _next ??= _door.AcceptAsync(stop).AsTask();

    /// <exception cref="SocketException">The port was taken away.</exception>
    public async Task<Socket> TakeAsync(CancellationToken stop)
    {
        var caller = await NextAsync(stop).ConfigureAwait(false);
        _next = null;
        TcpConnection.Watch(caller);
        return caller;
    }

    public static IPAddress? AddressOf(Socket caller) => (caller.RemoteEndPoint as IPEndPoint)?.Address;

    public void Dispose()
    {
        _door.Dispose();
        // A caller that came while the door was closing.
        _next?.ContinueWith(static came => came.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }
}
