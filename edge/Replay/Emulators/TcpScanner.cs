using System.Net.Sockets;
using Traceability.Edge.Devices;

namespace Traceability.Edge.Replay;

/// <summary>A fixed scanner on the network: it sends to the client that came last, as a scanner with one connection does.</summary>
public sealed class TcpScanner : IEmulator
{
    private readonly LoopbackServer _server;
    private readonly Lock _lock = new();
    private TaskCompletionSource<Socket> _client = NewClient();

    public TcpScanner(string path) => _server = new LoopbackServer(path, ServeAsync);

    public Task SendAsync(ReadOnlyMemory<byte> data, TagSighting? tag, CancellationToken stop) => SendRawAsync((byte[])[.. data.Span, (byte)'\r'], stop);

    /// <summary>Bytes as they are, without a terminator, once a client is there.</summary>
    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        Task<Socket> client;
        lock (_lock) client = _client.Task;
        var socket = await client.WaitAsync(stop).ConfigureAwait(false);
        await LoopbackServer.SendAsync(socket, bytes, stop).ConfigureAwait(false);
    }

    // What a dead client had not read went with its connection.
    public Task DiscardAsync() => Task.CompletedTask;

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        lock (_lock)
        {
            if (_client.Task.IsCompleted) _client = NewClient();
            _client.SetResult(socket);
        }
        try
        {
            var waste = new byte[256];
            while (await socket.ReceiveAsync(waste, stop).ConfigureAwait(false) > 0) { }
        }
        finally
        {
            lock (_lock)
                if (_client.Task.IsCompleted && _client.Task.Result == socket) _client = NewClient();
        }
    }

    private static TaskCompletionSource<Socket> NewClient() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
