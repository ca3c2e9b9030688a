using System.Net;
using System.Net.Sockets;
using Traceability.Edge.Devices;

namespace Traceability.Edge.Replay;

/// <summary>
/// A fixed scanner that calls the gateway. It finds a free port for the gateway to listen on, keeps it reserved (bound, not
/// listening) and writes it into the device's file; then it calls until somebody answers, and again whenever it is cut off.
/// </summary>
public sealed class TcpCaller : IEmulator
{
    private static readonly TimeSpan CalledEvery = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private readonly Socket _reserved = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource<Socket> _line = NewLine();

    public TcpCaller(string path)
    {
        _path = path;
        _reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Emulators.Publish(path, $"{_reserved.LocalEndPoint}\n");
        _ = CallLoopAsync(_reserved.LocalEndPoint!, _stop.Token);
    }

    public Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop) => SendRawAsync((byte[])[.. data.Span, (byte)'\r'], stop);

    /// <summary>Bytes as they are, without a terminator, once the gateway has answered.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        Task<Socket> line;
        lock (_lock) line = _line.Task;
        await LoopbackServer.SendAsync(await line.WaitAsync(stop).ConfigureAwait(false), bytes, stop).ConfigureAwait(false);
    }

    // What a dead gateway had not read went with its connection.
    public Task DiscardAsync() => Task.CompletedTask;

    public void Dispose()
    {
        File.Delete(_path);
        _stop.Cancel();
        _reserved.Dispose();
        _stop.Dispose();
    }

    private async Task CallLoopAsync(EndPoint gateway, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await CallAsync(gateway, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Nobody answers, or the line was cut: it is called again.
            }
            await Task.Delay(CalledEvery, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CallAsync(EndPoint gateway, CancellationToken stop)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(gateway, stop).ConfigureAwait(false);
        lock (_lock) _line.SetResult(socket);
        try
        {
            var waste = new byte[256];
            while (await socket.ReceiveAsync(waste, stop).ConfigureAwait(false) > 0) { }
        }
        finally
        {
            lock (_lock) _line = NewLine();
        }
    }

    private static TaskCompletionSource<Socket> NewLine() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
