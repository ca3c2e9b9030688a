using System.Net;
using System.Net.Sockets;
using Traceability.Edge.Devices.Llrp;

namespace Traceability.Edge.Replay;

/// <summary>
/// Listens on a free port of the loopback and writes where into the device's file. Each client is served by the given
/// method until it ends or the server is disposed.
/// </summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly string _path;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();

    public LoopbackServer(string path, Func<Socket, CancellationToken, Task> serve)
    {
        _path = path;
        _listener.Start();
        Emulators.Publish(path, $"{_listener.LocalEndpoint}\n");
        _ = AcceptLoopAsync(serve);
    }

    /// <exception cref="IOException">The client went away; whoever sends decides whether to send again.</exception>
    public static async Task SendAsync(Socket client, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        try
        {
            while (bytes.Length > 0) bytes = bytes[await client.SendAsync(bytes, SocketFlags.None, stop).ConfigureAwait(false)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("the gateway's driver went away while a read was being sent to it", e);
        }
    }

    public void Dispose()
    {
        File.Delete(_path);
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptLoopAsync(Func<Socket, CancellationToken, Task> serve)
    {
        var stop = _stop.Token;
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(stop).ConfigureAwait(false);
                client.NoDelay = true;
                _ = ServeAsync(client, serve, stop);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The plug was pulled.
        }
    }

    private static async Task ServeAsync(Socket client, Func<Socket, CancellationToken, Task> serve, CancellationToken stop)
    {
        using (client)
        {
            try
            {
                await serve(client, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or LlrpFormatException)
            {
                // The client is gone, or the plug was pulled: the next client is served anew.
            }
        }
    }
}
