using System.Net.Sockets;
using Traceability.Messaging;

namespace Traceability.Edge.Devices.Tcp;

/// <summary>Connects to a device on the network. Keep-alive probes find a cable that was pulled without a word.</summary>
internal static class TcpConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="DeviceException">Nobody answers there.</exception>
    public static async Task<Socket> OpenAsync(HostPort place, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            Watch(socket);
            await socket.ConnectAsync(place.Host, place.Port, patience.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            stop.ThrowIfCancellationRequested();
            throw DeviceException.Missing($"{place} does not answer ({(e is SocketException refused ? refused.SocketErrorCode : SocketError.TimedOut)})");
        }
    }

    /// <summary>A dead line is noticed after 25 seconds.</summary>
    public static void Watch(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
